using System.Security.Cryptography;

namespace Gateway.Transforms.Secrets;

/// <summary>What a source gave for one secret: its raw bytes, or why there are none.</summary>
public sealed class SecretReading : IDisposable
{
    private readonly byte[] _raw;

    private SecretReading(byte[] raw, string? failure, bool isAbsent)
    {
        _raw = raw;
        Failure = failure;
        IsAbsent = isAbsent;
    }

    /// <summary>The bytes as the source holds them, before decoding.</summary>
    public ReadOnlySpan<byte> Raw => _raw;

    /// <summary>Why there is no value, in words for the operator that hold nothing of it; null on success.</summary>
    public string? Failure { get; }

    /// <summary>Whether there is no value here, as on a machine where a configuration is only checked; false for one that is there and wrong.</summary>
    public bool IsAbsent { get; }

    /// <summary>A value that was read; the reading owns <paramref name="raw"/> and wipes it.</summary>
    public static SecretReading Found(byte[] raw) => new(raw, null, isAbsent: false);

    /// <summary>There is no value here, and why.</summary>
    public static SecretReading Absent(string failure) => new([], failure, isAbsent: true);

    /// <summary>There is something that cannot be a value, and why.</summary>
    public static SecretReading Broken(string failure) => new([], failure, isAbsent: false);

    /// <summary>Wipes the raw bytes.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_raw);
}
