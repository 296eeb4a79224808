using System.Collections.Frozen;
using Gateway.Transforms.Text;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>What there is to say of members that are no keywords: allowed, without effect, and sometimes a slip.</summary>
internal sealed class ForeignMembers(CompileSession session)
{
    /// <summary>In a document made to keep us busy, not every name is compared with all keywords.</summary>
    private const int MostCompared = 1000;

    /// <summary>A name that is a letter longer than such a keyword is more likely another word: a note is not a misspelt <c>not</c>.</summary>
    private const int ShortKeyword = 3;

    /// <summary>Slips that are too far from what was meant to be seen by counting letters, or nearer to something else.</summary>
    private static readonly FrozenDictionary<string, string> Slips = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["property"] = "properties",
        ["patternProperty"] = "patternProperties",
        ["additionalProperty"] = "additionalProperties",
        ["unevaluatedProperty"] = "unevaluatedProperties",
        ["dependency"] = "dependencies",
        ["id"] = "$id",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Keywords of 2019-09 alone, and what they became.</summary>
    private static readonly FrozenDictionary<string, string> Draft201909 = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["$recursiveRef"] = "$dynamicRef",
        ["$recursiveAnchor"] = "$dynamicAnchor",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Dictionary<string, string?> _meant = new(StringComparer.Ordinal);

    /// <summary>Warns of the members of a schema that hardly mean what their author thinks, in whatever document it stands.</summary>
    public void Look(SchemaScope scope)
    {
        foreach (var (name, value) in scope.Foreign)
        {
            if (Explain(name, scope.Dialect) is { } reason)
            {
                session.Warn(value.Location, $"'{name}' {reason}");
            }
        }
    }

    private string? Explain(string name, Dialect dialect)
    {
        if (KeywordTable.Names.TryGetValue(name, out var keyword))
        {
            return keyword.Drafts.HasFlag(dialect.Draft)
                ? "is of a vocabulary that the metaschema does not name, and has no effect."
                : $"is not a keyword of {dialect.Name}, which this schema is by its $schema; it belongs to {keyword.DraftName}, and has no effect.";
        }

        return Draft201909.TryGetValue(name, out var successor)
            ? $"is a keyword of draft 2019-09, which is not supported, and has no effect; in 2020-12 use '{successor}'."
            : FindMeant(name) is { } nearest ? $"is not a keyword and has no effect; did you mean '{nearest}'?" : null;
    }

    private string? FindMeant(string name)
    {
        if (!_meant.TryGetValue(name, out var meant) && _meant.Count < MostCompared)
        {
            meant = Slips.GetValueOrDefault(name) ?? FindNearest(name);
            _meant.Add(name, meant);
        }

        return meant;
    }

    private static string? FindNearest(string name)
    {
        if (name.StartsWith("x-", StringComparison.Ordinal))
        {
            return null;
        }

        var nearest = NearestName.Find(name, KeywordTable.Names.Keys);
        return nearest is { Length: <= ShortKeyword } && name.Length > nearest.Length ? null : nearest;
    }
}
