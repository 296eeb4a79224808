using System.Security.Cryptography;

namespace Gateway.Transforms.Secrets;

/// <summary>What a source gave for one secret: its raw bytes, or why there are none.</summary>
public sealed class SecretReading : IDisposable
{
    private readonly byte[] _raw;

    private SecretReading(byte[] raw, string? failure)
    {
        _raw = raw;
        Failure = failure;
    }

    /// <summary>The bytes as the source holds them, before decoding.</summary>
    public ReadOnlySpan<byte> Raw => _raw;

    /// <summary>Why there is no value, in words for the operator that hold nothing of it; null on success.</summary>
    public string? Failure { get; }

    /// <summary>A value that was read; the reading owns <paramref name="raw"/> and wipes it.</summary>
    public static SecretReading Found(byte[] raw) => new(raw, null);

    /// <summary>No value, and why.</summary>
    public static SecretReading Missing(string failure) => new([], failure);

    /// <summary>Wipes the raw bytes.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_raw);
}
