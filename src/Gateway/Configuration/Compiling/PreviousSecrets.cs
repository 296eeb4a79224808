using Gateway.Configuration.Reading;
using Gateway.Transforms.Secrets;

namespace Gateway.Configuration.Compiling;

/// <summary>Which secrets came before which, as <c>Previous</c> says: what they sealed is still opened.</summary>
internal sealed class PreviousSecrets
{
    private readonly Dictionary<string, string> _previous;
    private readonly HashSet<string> _opening = new(StringComparer.Ordinal);

    /// <param name="definitions">The secrets.</param>
    /// <param name="isKnown">Whether there is a secret of a name, if only one with a mistake.</param>
    /// <param name="problems">Gets what is wrong. A name that leads nowhere is not repeated: it may be the secret itself.</param>
    public PreviousSecrets(IReadOnlyList<SecretDefinition> definitions, Func<string, bool> isKnown, ProblemList problems)
    {
        _previous = definitions.Where(static secret => secret.Previous is not null)
            .ToDictionary(static secret => secret.Name, static secret => secret.Previous!, StringComparer.Ordinal);
        foreach (var (secret, previous) in _previous)
        {
            if (!isKnown(previous) && previous.Length > 0)
            {
                problems.Error(PathOf(secret), "there is no secret of this name under Secrets");
            }
            else if (previous == secret)
            {
                problems.Error(PathOf(secret), "a secret does not come before itself: name the one that it took over from");
            }
            else if (Of(secret).Contains(secret))
            {
                problems.Error(PathOf(secret), "these secrets come before one another in a circle: the one that was there first has no Previous");
            }
        }
    }

    /// <summary>The secrets that came before <paramref name="secret"/>, the last one first.</summary>
    public IReadOnlyList<string> Of(string secret)
    {
        var before = new List<string>();
        for (var at = secret; _previous.TryGetValue(at, out var previous) && !before.Contains(previous); at = previous)
        {
            before.Add(previous);
        }

        return before;
    }

    /// <summary>Something is opened with <paramref name="secret"/>, and so with those before it.</summary>
    public void Opens(string secret) => _opening.UnionWith([secret, .. Of(secret)]);

    /// <summary>Warns of each <c>Previous</c> that has no effect.</summary>
    public void WarnOfUnused(ProblemList problems)
    {
        foreach (var secret in _previous.Keys.Except(_opening, StringComparer.Ordinal))
        {
            problems.Warn(PathOf(secret), "nothing is opened with this secret, and so nothing with the one before it: sealing uses the current one alone");
        }
    }

    private static KeyPath PathOf(string secret) => KeyPath.Root.Key("Secrets").Key(secret).Key("Previous");
}
