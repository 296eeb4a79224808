using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;

namespace Gateway.Transforms.Jose;

/// <summary>
/// How a message's content key comes about and reaches the receiver (RFC 7518 section 4), where it is not the configured key itself (<c>dir</c>).
/// Stateless and thread-safe.
/// </summary>
/// <param name="name">The value of <c>alg</c>.</param>
internal abstract class KeyManagement(string name)
{
    /// <summary>The value of <c>alg</c>.</summary>
    public string Name => name;

    /// <summary>How the receiver finds the content key, for whoever builds one.</summary>
    public abstract string Opening { get; }

    /// <summary>Whether <paramref name="key"/> can serve: null, or what kind of key is needed (nothing of the key itself).</summary>
    public abstract string? FindKeyProblem(CryptoKey key, ContentEncryption encryption, bool toOpen);

    /// <summary>Makes a content key for one message.</summary>
    /// <param name="key">A key without a problem.</param>
    /// <param name="encryption">What the content key is for.</param>
    /// <param name="random">Where randomness comes from.</param>
    /// <param name="contentKey">Gets the content key.</param>
    /// <param name="members">Gets header members that the receiver needs, each with a comma before it.</param>
    /// <param name="encryptedKey">Gets the encrypted key; nothing where there is none.</param>
    public abstract void Seal(CryptoKey key, ContentEncryption encryption, RandomBatch random, Span<byte> contentKey, PooledBuffer members, PooledBuffer encryptedKey);

    /// <summary>Finds the content key of a message.</summary>
    /// <returns>False for whatever reason; what is in <paramref name="contentKey"/> then is not to be used. Never throws for any input.</returns>
    public abstract bool TryOpen(CryptoKey key, ContentEncryption encryption, JweHeader header, ReadOnlySpan<byte> encryptedKey, Span<byte> contentKey);
}
