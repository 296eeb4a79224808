namespace Gateway.Transforms.Validation.Evaluating;

/// <summary>One rule of a schema, or several that are judged together. Immutable.</summary>
internal abstract class Keyword(KindSet appliesTo)
{
    /// <summary>The kinds of value on which the rule has an opinion; it is not asked about others.</summary>
    public KindSet AppliesTo { get; } = appliesTo;

    /// <summary>Judges the value at <paramref name="instance"/>, and says why not where a report is wanted.</summary>
    public abstract bool Accepts(ref Evaluation evaluation, int instance);
}
