namespace Gateway.Transforms.Validation.Compiling;

/// <summary>What the keywords of a schema resource mean, by its <c>$schema</c>.</summary>
/// <param name="Draft">The draft.</param>
/// <param name="Vocabularies">The vocabularies in use; all of them in draft-07, which had no such division.</param>
internal sealed record Dialect(Draft Draft, Vocabularies Vocabularies)
{
    public static Dialect Draft7 { get; } = new(Draft.Draft7, Vocabularies.Standard);

    public static Dialect Draft202012 { get; } = new(Draft.Draft202012, Vocabularies.Standard);

    public string Name => Draft == Draft.Draft7 ? "draft-07" : "2020-12";

    public bool Has(Draft drafts, Vocabularies vocabularies) => drafts.HasFlag(Draft) && (Vocabularies & vocabularies) != 0;
}
