using Gateway.Transforms.Validation.Compiling;

namespace Gateway.Transforms.Validation;

/// <summary>
/// Compiles a JSON Schema document, 2020-12 or draft-07 by its <c>$schema</c> (2020-12 without one), into a <see cref="SchemaPlan"/>. What a keyword
/// says is never passed over: one that cannot be honoured is an error. What is no keyword of the draft is allowed, as the specification wants it, and
/// is a warning where it looks like a slip.
/// </summary>
/// <remarks>Sources: JSON Schema Core and Validation, 2020-12 and draft-07.</remarks>
public static class SchemaCompiler
{
    /// <summary>Compiles <paramref name="schemaUtf8"/>, of which the plan keeps a copy.</summary>
    /// <param name="schemaUtf8">The whole document.</param>
    /// <param name="options">The choices that the specification leaves.</param>
    /// <returns>The plan, or all errors at once. Never throws for any input.</returns>
    public static SchemaCompilation Compile(ReadOnlyMemory<byte> schemaUtf8, SchemaOptions options)
    {
        if (DocumentSet.TryParse(schemaUtf8, out var tape) is { } fault)
        {
            return new SchemaCompilation(null, [new SchemaError(string.Empty, fault)], []);
        }

        var session = new CompileSession(options);
        var plan = session.Compile(tape!);
        return new SchemaCompilation(session.Errors.Count > 0 ? null : plan, session.Errors, session.Warnings);
    }
}
