namespace Gateway.Transforms.Validation;

/// <summary>What became of a schema document: a plan, or every error that stands in its way.</summary>
public sealed class SchemaCompilation
{
    internal SchemaCompilation(SchemaPlan? plan, IReadOnlyList<SchemaError> errors, IReadOnlyList<SchemaWarning> warnings)
    {
        Plan = plan;
        Errors = errors;
        Warnings = warnings;
    }

    /// <summary>The compiled schema; null exactly when there are <see cref="Errors"/>.</summary>
    public SchemaPlan? Plan { get; }

    /// <summary>All errors; empty when it compiled.</summary>
    public IReadOnlyList<SchemaError> Errors { get; }

    /// <summary>What someone should look at: keywords that are none, or none of this draft.</summary>
    public IReadOnlyList<SchemaWarning> Warnings { get; }
}
