using Gateway.Transforms.Jose;
using Gateway.Transforms.Keys;

namespace Gateway.Transforms.Envelopes;

/// <summary>The name by which the receiver knows the key, as <c>KeyId</c> says it or as <c>KeyIdFrom</c> takes it from the key.</summary>
internal sealed class KeyName
{
    private readonly string? _said;
    private readonly KeyIdSource _source;

    private KeyName(string? said, KeyIdSource source)
    {
        _said = said;
        _source = source;
    }

    /// <summary>Whether there is one.</summary>
    public bool IsSaid => _said is not null || _source != KeyIdSource.Settings;

    /// <summary>Reads <c>KeyId</c> and <c>KeyIdFrom</c>.</summary>
    /// <returns>Null when they contradict each other, which is reported.</returns>
    public static KeyName? TryRead(EnvelopeSettings settings, Action<string, string> report)
    {
        if (settings is { KeyId: not null, KeyIdFrom: not null and not KeyIdSource.Settings })
        {
            report(nameof(settings.KeyIdFrom), "the key id is said already by KeyId: remove one of them");
            return null;
        }

        return new KeyName(settings.KeyId, settings.KeyIdFrom ?? KeyIdSource.Settings);
    }

    /// <summary>Whether <paramref name="text"/> can be written into headers and JSON as it stands.</summary>
    public static bool IsPlain(string text) => text.All(static c => c is > ' ' and <= '~' and not '"' and not '\\');

    /// <summary>Whether <paramref name="key"/> has such a name: null, or what it lacks.</summary>
    public string? FindProblem(CryptoKey key) =>
        _said is not null ? null
        : JweHeaderTemplate.FindKeyIdProblem(key, _source)
            ?? (JweHeaderTemplate.KeyIdOf(key, _source) is { } name && !IsPlain(name) ? "the key's 'kid' is not printable ASCII without spaces, quotes and backslashes" : null);

    /// <summary>The name of a key without a problem.</summary>
    public string Of(CryptoKey key) => _said ?? JweHeaderTemplate.KeyIdOf(key, _source) ?? string.Empty;
}
