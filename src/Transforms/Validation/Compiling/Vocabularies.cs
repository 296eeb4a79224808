namespace Gateway.Transforms.Validation.Compiling;

/// <summary>The vocabularies of 2020-12 (Core section 8.1.2), of which a metaschema names those that its schemas use.</summary>
[Flags]
internal enum Vocabularies
{
    Core = 1,
    Applicator = 1 << 1,
    Unevaluated = 1 << 2,
    Assertion = 1 << 3,
    Metadata = 1 << 4,
    Format = 1 << 5,
    Content = 1 << 6,

    /// <summary>The vocabulary that makes <c>format</c> refuse, whatever the route says.</summary>
    FormatAssertion = 1 << 7,
    Standard = Core | Applicator | Unevaluated | Assertion | Metadata | Format | Content,
}
