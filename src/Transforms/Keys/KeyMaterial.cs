using Gateway.Transforms.Buffers;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Keys;

/// <summary>
/// The keys of one secret, whatever it holds: PEM, DER, a JSON Web Key or a set of them, or the bare bytes of a symmetric key. It is read once
/// for each version of the secret, and zeroed and disposed with it. Thread-safe.
/// </summary>
internal sealed class KeyMaterial : IDisposable
{
    /// <summary>No symmetric key of any algorithm here is longer, in bytes: what is longer was meant to be something else.</summary>
    private const int LongestAmbiguous = 64;

    private static readonly JsonGuardOptions Strict = new(MaxDepth: 8);

    private readonly List<CryptoKey> _keys = [];

    private KeyMaterial(SecretValue secret) => Problem = Read(secret.Bytes);

    /// <summary>Why there is no key, in one sentence that holds nothing of the secret; null when there are keys.</summary>
    public string? Problem { get; }

    /// <summary>The keys; one, unless it is a set.</summary>
    public IReadOnlyList<CryptoKey> Keys => _keys;

    /// <summary>Whether the keys are a set, out of which the key id chooses.</summary>
    public bool IsSet { get; private set; }

    /// <summary>The keys of <paramref name="secret"/>.</summary>
    public static KeyMaterial Of(SecretValue secret) => secret.Derive(static value => new KeyMaterial(value));

    /// <summary>Why one of the keys should not be used without somebody having said so, or null.</summary>
    public string? FindWeakness()
    {
        foreach (var key in _keys)
        {
            if (key.Weakness is { } weakness)
            {
                return weakness;
            }
        }

        return null;
    }

    /// <summary>The one key.</summary>
    /// <returns>Null, or why there is not one.</returns>
    public string? TryGetOnly(out CryptoKey? key)
    {
        key = null;
        if (Problem is null && _keys is [var only])
        {
            key = only;
            return null;
        }

        return Problem ?? "one key is needed, not a set of several";
    }

    /// <summary>How many messages were sealed with AES-GCM under the symmetric keys, and whether one of them is nearly spent; null where there are none.</summary>
    public (long Messages, bool IsNearlySpent)? CountMessages()
    {
        (long Messages, bool IsNearlySpent)? count = null;
        foreach (var key in _keys)
        {
            if (key is OctetKey octets)
            {
                var (messages, isNearlySpent) = count ?? default;
                count = (messages + octets.Messages.Messages, isNearlySpent || octets.Messages.IsNearlySpent);
            }
        }

        return count;
    }

    /// <summary>The key as a symmetric one of <paramref name="size"/> bytes.</summary>
    /// <returns>Null, or what kind of key is needed (nothing of the key itself).</returns>
    public string? TryGetOctets(int size, out OctetKey? key)
    {
        key = null;
        if (Problem is null && _keys is [OctetKey only] && only.Size == size)
        {
            key = only;
            return null;
        }

        return Problem ?? $"a symmetric key of {size} bytes is needed, not {(_keys is [var other] ? other.Description : "a set of keys")}";
    }

    public void Dispose()
    {
        foreach (var key in _keys)
        {
            key.Dispose();
        }
    }

    private string? Read(ReadOnlySpan<byte> bytes)
    {
        var problem = PemKeyReader.Recognises(bytes) ? Keep(PemKeyReader.TryRead(bytes, out var pem), pem)
            : bytes.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] ? ReadJson(bytes)
            : bytes.Length > LongestAmbiguous && DerKeyReader.Recognise(bytes) is { } kind ? Keep(DerKeyReader.TryRead(kind, bytes, out var der), der)
            : KeepBare(bytes);
        if (problem is not null)
        {
            Dispose();
            _keys.Clear();
        }

        return problem;
    }

    private string? ReadJson(ReadOnlySpan<byte> bytes)
    {
        using var copy = new PooledBuffer(bytes.Length);
        copy.Write(bytes);
        if (JsonGuard.TryRead(copy.WrittenMemory, Strict, out var tape) is not GuardFault.None and var fault)
        {
            // One symmetric key in 256 begins with a brace.
            return bytes.Length <= LongestAmbiguous ? KeepBare(bytes) : $"it begins like JSON, but is not acceptable JSON ({fault})";
        }

        using (tape)
        {
            var problem = JwkReader.TryRead(tape!, _keys, out var isSet);
            IsSet = isSet;
            return problem;
        }
    }

    private string? KeepBare(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? "it is empty" : Keep(null, new OctetKey(bytes, KeyAttributes.None));

    private string? Keep(string? problem, CryptoKey? key)
    {
        if (key is not null)
        {
            _keys.Add(key);
        }

        return problem;
    }
}
