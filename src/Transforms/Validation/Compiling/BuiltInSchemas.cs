namespace Gateway.Transforms.Validation.Compiling;

/// <summary>The metaschemas of both drafts, which are part of the program.</summary>
internal static class BuiltInSchemas
{
    public const string Draft202012 = "https://json-schema.org/draft/2020-12/schema";
    public const string Draft7 = "http://json-schema.org/draft-07/schema";
    private const string Meta = "https://json-schema.org/draft/2020-12/meta/";

    /// <summary>The document at an address, or null.</summary>
    public static byte[]? Find(string uri) => uri switch
    {
        Draft202012 => Read("2020-12.schema"),
        Draft7 => Read("draft-07"),
        Meta + "core" or Meta + "applicator" or Meta + "unevaluated" or Meta + "validation" or Meta + "meta-data" or Meta + "format-annotation"
            or Meta + "format-assertion" or Meta + "content" => Read("2020-12." + uri[Meta.Length..]),
        _ => null,
    };

    private static byte[] Read(string name)
    {
        using var stream = typeof(BuiltInSchemas).Assembly.GetManifestResourceStream($"metaschema.{name}.json")
            ?? throw new InvalidOperationException("A metaschema is missing from the program.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
