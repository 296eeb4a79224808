namespace Gateway.Transforms.Validation.Compiling;

/// <summary>How a family of keywords, judged together, is compiled.</summary>
/// <param name="Compile">Reads all of the family that the schema holds and adds what judges them.</param>
/// <param name="Names">The keywords.</param>
internal sealed record KeywordRule(Action<SchemaScope> Compile, params KeywordName[] Names);
