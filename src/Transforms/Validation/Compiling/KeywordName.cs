namespace Gateway.Transforms.Validation.Compiling;

/// <summary>A keyword.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Vocabulary">The vocabulary that it belongs to; a metaschema may leave it out.</param>
/// <param name="Drafts">The drafts that know it.</param>
/// <param name="Shape">Where its value holds schemas.</param>
internal sealed record KeywordName(string Name, Vocabularies Vocabulary, Draft Drafts = Draft.Both, SchemaShape Shape = SchemaShape.None)
{
    public string DraftName => Drafts == Draft.Draft7 ? "draft-07" : "2020-12";
}
