using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Gateway.Configuration.Compiling;

/// <summary>
/// Carries a compiled plan through the proxy's configuration to where it is used, without a lookup by name. To the proxy it is metadata with
/// one entry, the plan's fingerprint: the proxy rebuilds a route exactly when that changes.
/// </summary>
internal sealed class PlanMetadata<T>(T plan, string fingerprint) : IReadOnlyDictionary<string, string>
    where T : class
{
    private const string Key = "fingerprint";

    public T Plan => plan;

    public int Count => 1;

    public IEnumerable<string> Keys => [Key];

    public IEnumerable<string> Values => [fingerprint];

    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException();

    public bool ContainsKey(string key) => key == Key;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        value = ContainsKey(key) ? fingerprint : null;
        return value is not null;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        yield return KeyValuePair.Create(Key, fingerprint);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
