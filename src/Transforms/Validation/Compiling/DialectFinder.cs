using System.Text;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>Finds the dialect that a <c>$schema</c> names: a draft, or a metaschema that says which vocabularies its schemas use.</summary>
internal sealed class DialectFinder(DocumentSet documents)
{
    private const string Prefix = "https://json-schema.org/draft/2020-12/vocab/";

    /// <summary>Metaschemas of metaschemas: each names its own dialect by another, and the chain ends with a draft.</summary>
    private const int MostMetaschemas = 16;

    private static readonly Dictionary<string, Vocabularies> Known = new(StringComparer.Ordinal)
    {
        [Prefix + "core"] = Vocabularies.Core,
        [Prefix + "applicator"] = Vocabularies.Applicator,
        [Prefix + "unevaluated"] = Vocabularies.Unevaluated,
        [Prefix + "validation"] = Vocabularies.Assertion,
        [Prefix + "meta-data"] = Vocabularies.Metadata,
        [Prefix + "format-annotation"] = Vocabularies.Format,
        [Prefix + "format-assertion"] = Vocabularies.Format | Vocabularies.FormatAssertion,
        [Prefix + "content"] = Vocabularies.Content,
    };

    /// <summary>The dialect.</summary>
    /// <param name="schemaUri">The value of <c>$schema</c>.</param>
    /// <param name="dialect">The dialect; null after a problem.</param>
    /// <returns>Null, or why there is none.</returns>
    public string? TryFind(string schemaUri, out Dialect? dialect)
    {
        dialect = null;
        var uri = schemaUri;
        for (var i = 0; i < MostMetaschemas; i++)
        {
            uri = uri.TrimEnd('#');
            dialect = uri switch
            {
                BuiltInSchemas.Draft202012 => Dialect.Draft202012,
                BuiltInSchemas.Draft7 => Dialect.Draft7,
                _ => null,
            };
            if (dialect is not null)
            {
                return null;
            }

            if (documents.TryGet(uri, out var metaschema) is { } problem)
            {
                return $"'{schemaUri}' is not supported: use {BuiltInSchemas.Draft202012} or {BuiltInSchemas.Draft7}#, or a metaschema of your own, but {problem}.";
            }

            if (Find(metaschema!, "$vocabulary") is { } vocabulary)
            {
                return TryRead(metaschema!.Tape, vocabulary, out dialect);
            }

            // Without vocabularies, a metaschema's schemas speak as it does itself.
            if (Find(metaschema!, "$schema") is not { } next || metaschema!.Tape.KindOf(next) != JsonKind.String)
            {
                dialect = Dialect.Draft202012;
                return null;
            }

            uri = Encoding.UTF8.GetString(metaschema.Tape.Text(next));
        }

        return $"'{schemaUri}' describes itself by metaschemas that lead to no draft.";
    }

    private static string? TryRead(JsonTape tape, int vocabulary, out Dialect? dialect)
    {
        dialect = null;
        if (tape.KindOf(vocabulary) != JsonKind.Object)
        {
            return "The metaschema's '$vocabulary' must be an object.";
        }

        var used = Vocabularies.Core;
        for (var name = vocabulary + 1; name < tape.Next(vocabulary); name = tape.Next(name + 1))
        {
            var uri = Encoding.UTF8.GetString(tape.Text(name));
            if (Known.TryGetValue(uri, out var known))
            {
                used |= known;
            }
            else if (tape.KindOf(name + 1) != JsonKind.False)
            {
                return $"The metaschema requires the vocabulary '{uri}', which is not known here: its keywords would not apply.";
            }
        }

        dialect = new Dialect(Draft.Draft202012, used);
        return null;
    }

    private static int? Find(SchemaDocument document, string name)
    {
        var tape = document.Tape;
        if (tape.KindOf(0) != JsonKind.Object)
        {
            return null;
        }

        for (var member = 1; member < tape.Count; member = tape.Next(member + 1))
        {
            if (tape.Text(member).SequenceEqual(Encoding.UTF8.GetBytes(name)))
            {
                return member + 1;
            }
        }

        return null;
    }
}
