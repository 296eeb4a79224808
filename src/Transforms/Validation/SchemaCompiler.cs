using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;

namespace Gateway.Transforms.Validation;

/// <summary>
/// Compiles a JSON Schema document, 2020-12 or draft-07 by its <c>$schema</c> (2020-12 without one), into a <see cref="SchemaPlan"/>. Nothing
/// in a schema is ever ignored unknowingly: a keyword that is unknown, misspelt, of the other draft or not supported is an error, because a
/// rule that silently does not apply lets reports through that its author meant to stop.
/// </summary>
/// <remarks>Sources: JSON Schema Core and Validation, 2020-12 and draft-07. Keywords starting with <c>x-</c> are annotations.</remarks>
public static class SchemaCompiler
{
    private static readonly JsonGuardOptions Reading = new(MaxDepth: 256, DuplicateKeys.Reject);

    /// <summary>Compiles <paramref name="schemaUtf8"/>, of which the plan keeps a copy.</summary>
    /// <param name="schemaUtf8">The whole document.</param>
    /// <param name="options">The choices that the specification leaves.</param>
    /// <returns>The plan, or all errors at once. Never throws for any input.</returns>
    public static SchemaCompilation Compile(ReadOnlyMemory<byte> schemaUtf8, SchemaOptions options)
    {
        JsonTape? document = null;
        try
        {
            var fault = JsonGuard.TryRead(schemaUtf8.ToArray(), Reading, out document);
            if (document is null)
            {
                return new SchemaCompilation([new SchemaError(string.Empty, Explain(fault))]);
            }

            var compilation = Compile(document, options);
            if (compilation.Plan is not null)
            {
                // The plan owns it now.
                document = null;
            }

            return compilation;
        }
        finally
        {
            document?.Dispose();
        }
    }

    private static SchemaCompilation Compile(JsonTape document, SchemaOptions options)
    {
        var session = new CompileSession(document, options);
        var root = session.CompileDocument();
        return session.Errors.Count > 0
            ? new SchemaCompilation(session.Errors)
            : new SchemaCompilation(new SchemaPlan(document, root));
    }

    private static string Explain(GuardFault fault) => fault switch
    {
        GuardFault.Empty => "The document is empty; a schema is a JSON object, or true.",
        GuardFault.ByteOrderMark => "The document begins with a byte order mark; save it as UTF-8 without one.",
        GuardFault.NotUtf8 => "The document is not UTF-8; save it as UTF-8.",
        GuardFault.TooDeep => $"The document is nested deeper than {Reading.MaxDepth} levels; move subschemas to $defs.",
        GuardFault.DuplicateKey => "An object names a member twice, so that one of the two would be ignored; remove one.",
        GuardFault.LoneSurrogate => "A string escapes half of a surrogate pair, which is no character; write both halves.",
        _ => "The document is not JSON (RFC 8259); comments and trailing commas are not allowed in a schema.",
    };
}
