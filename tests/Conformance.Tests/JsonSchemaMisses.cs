namespace Gateway.Conformance.Tests;

/// <summary>
/// The cases of the official suite's optional part that come out otherwise than it says, each with the reason; <c>docs/json-schema.md</c> has the same
/// list. A case that comes out right although it is listed fails the test: the list never promises less than the program does.
/// </summary>
internal static class JsonSchemaMisses
{
    private const string UnknownFormat =
        "With Formats: assert, a format that is not known is a configuration error: to let every string pass would be to fail open.";

    private const string OtherDraft = "2019-09 is not supported: a document that says it is of that draft is a configuration error.";

    private const string Content = "contentEncoding and contentMediaType annotate, as 2020-12 wants it; draft-07 leaves it open.";

    public static IReadOnlyDictionary<string, string> Optional202012 { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["optional/cross-draft.json | refs to historic drafts are processed as historic drafts | first item not a string is valid"] = OtherDraft,
    };

    public static IReadOnlyDictionary<string, string> OptionalDraft7 { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["optional/content.json | validation of string-encoded content based on media type | an invalid JSON document"] = Content,
        ["optional/content.json | validation of binary string-encoding | an invalid base64 string (% is not a valid character)"] = Content,
        ["optional/content.json | validation of binary-encoded media type documents | a validly-encoded invalid JSON document"] = Content,
        ["optional/content.json | validation of binary-encoded media type documents | an invalid base64 string that is valid JSON"] = Content,
        ["optional/cross-draft.json | refs to future drafts are processed as future drafts | missing bar is invalid"] = OtherDraft,
        ["optional/cross-draft.json | refs to future drafts are processed as future drafts | present bar is valid"] = OtherDraft,
    };

    public static IReadOnlyDictionary<string, string> Formats { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["optional/format/unknown.json | unknown format | unknown formats ignore integers"] = UnknownFormat,
        ["optional/format/unknown.json | unknown format | unknown formats ignore floats"] = UnknownFormat,
        ["optional/format/unknown.json | unknown format | unknown formats ignore objects"] = UnknownFormat,
        ["optional/format/unknown.json | unknown format | unknown formats ignore arrays"] = UnknownFormat,
        ["optional/format/unknown.json | unknown format | unknown formats ignore booleans"] = UnknownFormat,
        ["optional/format/unknown.json | unknown format | unknown formats ignore nulls"] = UnknownFormat,
        ["optional/format/unknown.json | unknown format | unknown formats ignore strings"] = UnknownFormat,
    };
}
