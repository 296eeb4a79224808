using System.Security.Cryptography;

namespace Gateway.Transforms.Ciphers;

/// <summary>
/// Counts the messages that were sealed with AES-GCM and a random 96-bit nonce under one key: beyond 2^32 of them a nonce that repeats is no
/// longer unlikely enough (NIST SP 800-38D section 8.3). It lives with the key, so it begins anew when the process does.
/// </summary>
/// <param name="messages">How many there were already.</param>
internal sealed class GcmCounter(long messages = 0)
{
    /// <summary>From here on the key should be replaced.</summary>
    public const long WarningAt = 1L << 31;

    /// <summary>The most messages under one key.</summary>
    public const long Limit = 1L << 32;

    private long _messages = messages;

    /// <summary>How many messages were sealed.</summary>
    public long Messages => Math.Min(Volatile.Read(ref _messages), Limit);

    /// <summary>Whether it is time to replace the key.</summary>
    public bool IsNearlySpent => Messages >= WarningAt;

    /// <summary>Counts one message that is about to be sealed.</summary>
    /// <exception cref="CryptographicException">The key may seal no more.</exception>
    public void Count()
    {
        if (Interlocked.Increment(ref _messages) > Limit)
        {
            throw new CryptographicException("The key has sealed as many messages as AES-GCM allows under one key.");
        }
    }
}
