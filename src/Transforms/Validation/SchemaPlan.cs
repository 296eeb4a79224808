using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation;

/// <summary>A compiled schema. Immutable and thread-safe: one plan serves all requests of a route.</summary>
public sealed class SchemaPlan
{
    private readonly SchemaNode _root;

    internal SchemaPlan(SchemaNode root) => _root = root;

    /// <summary>Whether <paramref name="body"/> satisfies the schema. Stops at the first violation and says nothing about it.</summary>
    /// <remarks>
    /// A schema whose branches multiply (<c>allOf</c> of two <c>$ref</c> to the same, thirty times over) could otherwise occupy a processor for
    /// years: the work is bounded in proportion to the body, and a body that exceeds it is not valid.
    /// </remarks>
    public bool IsValid(JsonTape body)
    {
        var evaluation = new Evaluation(body, null);
        var isValid = _root.Accepts(ref evaluation, 0) && !evaluation.IsExhausted;
        evaluation.Release();
        return isValid;
    }

    /// <summary>Says where <paramref name="body"/> breaks the schema; for a body that <see cref="IsValid"/> refused.</summary>
    /// <param name="body">The body.</param>
    /// <param name="maxViolations">How many violations to collect at most; at least 1.</param>
    /// <returns>The violations in the order of evaluation; empty exactly when the body is valid.</returns>
    public IReadOnlyList<SchemaViolation> Validate(JsonTape body, int maxViolations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxViolations, 1);
        var report = new ViolationReport(maxViolations);
        var evaluation = new Evaluation(body, report);
        _ = _root.Accepts(ref evaluation, 0);
        evaluation.Release();
        return report.Violations;
    }
}
