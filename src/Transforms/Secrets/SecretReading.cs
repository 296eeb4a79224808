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
    public DateTimeOffset? ExpiresAt { get; private init; }

    /// <summary>Whether the end is advice to those who rotate, and the value is used past it.</summary>
    public bool IsExpiryAdvisory { get; private init; }

    /// <summary>When the value became what it is, by the word of who keeps it; null if nobody said.</summary>
    public DateTimeOffset? ChangedAt { get; private init; }

    /// <summary>How long the store wants to be left alone after a failure; null if it did not say.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>What someone should look at although there is a value; null for nothing.</summary>
    public string? Warning { get; private init; }

    /// <summary>A value that was read.</summary>
    /// <param name="raw">Its bytes; the reading owns them and wipes them.</param>
    /// <param name="expiresAt">When it ends, by the word of who gave it; null if nobody said.</param>
    /// <param name="isExpiryAdvisory">Whether the end is advice to those who rotate, and the value is used past it.</param>
    /// <param name="changedAt">When it became what it is, by the word of who keeps it; null if nobody said.</param>
    /// <param name="warning">What someone should look at although there is a value; null for nothing.</param>
    public static SecretReading Found(
        byte[] raw, DateTimeOffset? expiresAt = null, bool isExpiryAdvisory = false, DateTimeOffset? changedAt = null, string? warning = null) =>
        new(raw, null, isAbsent: false) { ExpiresAt = expiresAt, IsExpiryAdvisory = isExpiryAdvisory, ChangedAt = changedAt, Warning = warning };

    /// <summary>There is no value here, and why: nobody has put it there, or it cannot be reached.</summary>
    /// <param name="failure">Why, in words that hold nothing of it.</param>
    /// <param name="retryAfter">How long the store wants to be left alone; null if it did not say.</param>
    public static SecretReading Absent(string failure, TimeSpan? retryAfter = null) => new([], failure, isAbsent: true) { RetryAfter = retryAfter };

    /// <summary>There is something that cannot be a value, and why.</summary>
    public static SecretReading Broken(string failure) => new([], failure, isAbsent: false);

    /// <summary>What was read last, value or not, is still what is there.</summary>
    public static SecretReading Unchanged() => new([], null, isAbsent: false) { IsUnchanged = true };

    /// <summary>Wipes the raw bytes.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_raw);
}
