using Gateway.Configuration.Reading;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Text;

namespace Gateway.Configuration.Compiling;

/// <summary>
/// Finds secrets by the names that a route uses. A name that leads nowhere is not repeated in the message: it may be the secret itself, written
/// where its name belongs.
/// </summary>
/// <param name="find">Finds the handle of a secret.</param>
/// <param name="demand">Takes what is wanted of a secret's later values.</param>
/// <param name="known">The names that there are.</param>
/// <param name="problems">Gets what is not found.</param>
internal sealed class SecretFinder(
    Func<string, SecretHandle?> find, Action<string, Func<SecretValue, string?>> demand, IEnumerable<string> known, ProblemList problems)
{
    public SecretHandle? Find(string name) => find(name);

    /// <inheritdoc cref="SecretGeneration.Demand"/>
    public void Demand(string secret, Func<SecretValue, string?> isWrong) => demand(secret, isWrong);

    /// <summary>The handle of the secret that is named at <paramref name="at"/>; null, with a problem reported, when there is none.</summary>
    public SecretHandle? Find(string name, KeyPath at)
    {
        var handle = find(name);
        if (handle is null && name.Length > 0)
        {
            problems.Error(at, Explain(name));
        }

        return handle;
    }

    /// <summary>What to say of a name that leads nowhere.</summary>
    public string Explain(string name)
    {
        var names = known.Order(StringComparer.Ordinal).ToList();
        return NearestName.Find(name, names) is { } near ? $"there is no secret of this name under Secrets; did you mean '{near}'?"
            : names.Count > 0 ? $"there is no secret of this name under Secrets; there are {string.Join(", ", names)}"
            : "there is no secret of this name: there are none under Secrets";
    }
}
