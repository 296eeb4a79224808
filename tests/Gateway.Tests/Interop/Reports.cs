namespace Gateway.Tests.Interop;

/// <summary>Reports whose text must arrive as it was sent.</summary>
internal static class Reports
{
    /// <summary>Characters of one to four bytes, escapes, numbers that a reader could write otherwise, a field of each kind.</summary>
    public const string Usual =
        """{"name":"Ada \"über\" 名前 😀","payers":[{"card":"4111111111111111","id":1},{"card":"5500000000000004","id":2}],"amount":12.5,"big":9007199254740991,"none":null,"yes":true}""";

    /// <summary>Shorter than a block.</summary>
    public const string Short = """{"a":1}""";

    /// <summary>Longer than a record, a buffer and a packet.</summary>
    public static string Long { get; } = $$"""{"name":"{{string.Concat(Enumerable.Range(0, 4000).Select(static number => $"{number}é"))}}"}""";
}
