using Gateway.Configuration.Reading;
using Gateway.Secrets;
using Gateway.Transforms.Secrets;

namespace Gateway.Configuration.Options;

/// <summary>Judges which secrets are read with which, and makes each depend on what it is read with.</summary>
internal sealed class SecretOrder(IReadOnlyList<SecretDefinition> definitions, SectionReader root, SecretSurroundings surroundings)
{
    private readonly Dictionary<string, SecretDefinition> _definitions = definitions.ToDictionary(static definition => definition.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, string> _fingerprints = new(StringComparer.Ordinal);

    /// <summary>Reports names that lead nowhere, circles, and secrets that programs would be given.</summary>
    /// <returns>The definitions without those of circles, each with a fingerprint that changes when that of any secret does that it is read with.</returns>
    public IReadOnlyList<SecretDefinition> Judge()
    {
        var written = (root.Section("Secrets", mayBeEmpty: true, isSensitive: true)?.Keys ?? []).ToHashSet(StringComparer.Ordinal);
        foreach (var (at, reference) in surroundings.References)
        {
            if (!written.Contains(reference.Name))
            {
                surroundings.Problems.Error(at, "there is no secret of this name under Secrets: here stands the name of one, never its value");
            }
        }

        foreach (var (at, variable) in surroundings.PassedVariables)
        {
            if (surroundings.SecretVariables.Contains(variable))
            {
                surroundings.Problems.Error(at, "a secret is kept in an environment variable that this program would be given: keep it elsewhere");
            }
        }

        var circles = definitions.Where(IsReadWithItself).ToList();
        foreach (var definition in circles)
        {
            surroundings.Problems.Error(KeyPath.Root.Key("Secrets").Key(definition.Name), "to read this secret it would have to be read already: these secrets are read with one another in a circle");
        }

        return [.. definitions.Where(definition => !LeadsTo(definition, circles)).Select(definition => definition with { Fingerprint = FingerprintOf(definition) })];
    }

    private IEnumerable<SecretDefinition> NeededBy(SecretDefinition definition) =>
        definition.References.Select(reference => _definitions.GetValueOrDefault(reference.Name)).OfType<SecretDefinition>();

    private bool IsReadWithItself(SecretDefinition definition) => LeadsTo(definition, [definition]);

    /// <summary>Whether one of <paramref name="ends"/> is needed to read <paramref name="definition"/>, however far away.</summary>
    private bool LeadsTo(SecretDefinition definition, List<SecretDefinition> ends)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<SecretDefinition>(NeededBy(definition));
        while (pending.TryPop(out var needed))
        {
            if (ends.Contains(needed))
            {
                return true;
            }

            if (seen.Add(needed.Name))
            {
                foreach (var next in NeededBy(needed))
                {
                    pending.Push(next);
                }
            }
        }

        return false;
    }

    /// <summary>Not for those that lead to a circle: it would never end. Each is made once, by however many ways others lead to it.</summary>
    private string FingerprintOf(SecretDefinition definition)
    {
        if (_fingerprints.TryGetValue(definition.Name, out var known))
        {
            return known;
        }

        var whole = definition.Fingerprint;
        if (definition.References.Count > 0)
        {
            using var fingerprint = new Fingerprint();
            fingerprint.Add(definition.Fingerprint);
            foreach (var needed in NeededBy(definition))
            {
                fingerprint.Add(needed.Name).Add(FingerprintOf(needed));
            }

            whole = fingerprint.Finish();
        }

        _fingerprints.Add(definition.Name, whole);
        return whole;
    }
}
