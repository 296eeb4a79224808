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

    /// <summary>Why there is no value, in words for the operator that hold nothing of it, nor of what a store said; null on success.</summary>
    public string? Failure { get; }

    /// <summary>Whether there is no value here, as on a machine where a configuration is only checked; false for one that is there and wrong.</summary>
    public bool IsAbsent { get; }

    /// <summary>Whether the source knows, without a value, that it is what it was at the last reading.</summary>
    public bool IsUnchanged { get; private init; }

    /// <summary>When the value ends, by the word of who gave it; null if nobody said.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether the end is advice to those who rotate, and the value is used past it.</summary>
    public bool IsExpiryAdvisory { get; init; }

    /// <summary>When the value became what it is, by the word of who keeps it; null if nobody said.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>How long the store wants to be left alone after a failure; null if it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What someone should look at although there is a value; null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>A value that was read; the reading owns <paramref name="raw"/> and wipes it.</summary>
    public static SecretReading Found(byte[] raw) => new(raw, null, isAbsent: false);

    /// <summary>There is no value here, and why: nobody has put it there, or it cannot be reached.</summary>
    public static SecretReading Absent(string failure) => new([], failure, isAbsent: true);

    /// <summary>There is something that cannot be a value, and why.</summary>
    public static SecretReading Broken(string failure) => new([], failure, isAbsent: false);

    /// <summary>What was read last, value or not, is still what is there.</summary>
    public static SecretReading Unchanged() => new([], null, isAbsent: false) { IsUnchanged = true };

    /// <summary>Wipes the raw bytes.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_raw);
}
