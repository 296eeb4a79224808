using System.Text.Json;

namespace Gateway.Conformance.Tests;

/// <summary>One file of Project Wycheproof.</summary>
internal sealed class WycheproofSuite : IDisposable
{
    private readonly JsonDocument _document;

    private WycheproofSuite(JsonDocument document) => _document = document;

    /// <summary>How many cases the file says it has.</summary>
    public int Count => _document.RootElement.GetProperty("numberOfTests").GetInt32();

    /// <summary>The name of the algorithm.</summary>
    public string Algorithm => _document.RootElement.GetProperty("algorithm").GetString()!;

    /// <summary>Every case, with the group that it stands in.</summary>
    public IEnumerable<(JsonElement Group, JsonElement Test)> Cases =>
        _document.RootElement.GetProperty("testGroups").EnumerateArray()
            .SelectMany(static group => group.GetProperty("tests").EnumerateArray().Select(test => (group, test)));

    /// <summary>Opens a file; without it the test is reported as skipped.</summary>
    public static WycheproofSuite Open(string file) => new(JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Suites.Find("wycheproof"), file))));

    /// <summary>What a case is called.</summary>
    public static string Name(JsonElement test) => $"{test.GetProperty("tcId")} {test.GetProperty("comment")}";

    /// <summary>The verdict: <c>valid</c>, <c>invalid</c> or <c>acceptable</c>.</summary>
    public static string Result(JsonElement test) => test.GetProperty("result").GetString()!;

    /// <summary>A member in hexadecimal.</summary>
    public static byte[] Bytes(JsonElement test, string name) => Convert.FromHexString(test.GetProperty(name).GetString()!);

    public void Dispose() => _document.Dispose();
}
