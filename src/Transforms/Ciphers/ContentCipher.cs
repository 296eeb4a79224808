using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Ciphers;

/// <summary>
/// Authenticated encryption with associated data under one key, but for <see cref="CbcContentCipher"/>, which has no tag. Not thread-safe. Whoever gives the nonce answers for its being fresh:
/// under a key that lives longer than a message, use <see cref="KeyedCipher"/>.
/// </summary>
internal abstract class ContentCipher : IDisposable
{
    /// <summary>Fills <paramref name="ciphertext"/> and <paramref name="tag"/>, which have their exact lengths (<see cref="ContentEncryption"/>).</summary>
    public abstract void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData, Span<byte> ciphertext, Span<byte> tag);

    /// <summary>Appends the plaintext, after the tag, if there is one, was found to be right.</summary>
    /// <returns>False for whatever reason; nothing is appended then. Never throws for any input.</returns>
    public abstract bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> tag, PooledBuffer plaintext);

    public abstract void Dispose();
}
