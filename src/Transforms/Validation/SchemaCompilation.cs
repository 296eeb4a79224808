namespace Gateway.Transforms.Validation;

/// <summary>What became of a schema document: a plan, or every error that stands in its way.</summary>
public sealed class SchemaCompilation
{
    internal SchemaCompilation(SchemaPlan plan)
    {
        Plan = plan;
        Errors = [];
    }

    internal SchemaCompilation(IReadOnlyList<SchemaError> errors) => Errors = errors;

    /// <summary>The compiled schema; null exactly when there are <see cref="Errors"/>.</summary>
    public SchemaPlan? Plan { get; }

    /// <summary>All errors of the document; empty when it compiled.</summary>
    public IReadOnlyList<SchemaError> Errors { get; }
}
