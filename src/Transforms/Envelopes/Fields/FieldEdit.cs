namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>One change of a body's text. Changes never overlap; only members that go into the same object share a place.</summary>
/// <param name="Position">Where in the text.</param>
/// <param name="Kind">What happens there.</param>
/// <param name="Rule">The number of the rule, which decides the order of those that share a place.</param>
/// <param name="Value">The position on the tape of the value that leaves.</param>
/// <param name="Step">With <see cref="FieldEditKind.Insert"/>, the first step of the path that does not exist in the body.</param>
internal readonly record struct FieldEdit(int Position, FieldEditKind Kind, int Rule, int Value, int Step = 0) : IComparable<FieldEdit>
{
    /// <inheritdoc/>
    public int CompareTo(FieldEdit other) => Position != other.Position ? Position.CompareTo(other.Position) : Rule.CompareTo(other.Rule);
}
