using System.Security.Cryptography;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Keys;

/// <summary>How a short text is encrypted under an RSA key: OAEP with its hashes, or PKCS#1 v1.5 (RFC 8017 section 7). Immutable and thread-safe.</summary>
/// <param name="name">The JOSE name, which a key's own attributes may ask for.</param>
/// <param name="hashes">OAEP's hashes; null for PKCS#1 v1.5.</param>
internal sealed class RsaScheme(string name, OaepHashes? hashes)
{
    /// <summary>The result of a private operation, of a key of 8192 bits.</summary>
    private const int LongestDecrypted = 1024;

    private static readonly string[] SealOperations = ["wrapKey", "encrypt"];
    private static readonly string[] OpenOperations = ["unwrapKey", "decrypt"];

    /// <summary>Whether it is PKCS#1 v1.5.</summary>
    public bool IsPkcs1 => hashes is null;

    /// <summary>The hash of OAEP's label without dashes, such as <c>SHA256</c>; for PKCS#1 v1.5, which has none, <c>NONE</c>.</summary>
    public string HashName => hashes?.Hash.Name ?? "NONE";

    /// <summary>What it is called in a description of the message.</summary>
    public string Description => hashes is { } oaep ? $"RSA-OAEP ({oaep.Hash.Name} for the label, MGF1 with {oaep.Mask.Name})" : "RSA PKCS#1 v1.5";

    /// <summary>Whether <paramref name="secret"/> can serve for texts of <paramref name="textLength"/> bytes: null, or what kind of key is needed (nothing of the key itself).</summary>
    public string? FindProblem(SecretValue secret, int textLength, bool toOpen) =>
        KeyMaterial.Of(secret).TryGetOnly(out var key) ?? FindProblem(key!, textLength, toOpen);

    /// <inheritdoc cref="FindProblem(SecretValue, int, bool)"/>
    public string? FindProblem(CryptoKey key, int textLength, bool toOpen) =>
        key is not RsaKey rsa ? $"{name} takes an RSA key, not {key.Description}"
        : !key.Permits(name, toOpen ? OpenOperations : SealOperations) ? $"the key's own attributes do not allow {name}"
        : (hashes is { } oaep ? rsa.FindOaepProblem(oaep, textLength, toOpen) : rsa.FindPkcs1Problem(textLength, toOpen)) is { } problem ? $"{name}: {problem}"
        : null;

    /// <summary>Encrypts into <paramref name="destination"/>, which has the key's size.</summary>
    /// <exception cref="CryptographicException">The text is too long for the key.</exception>
    public void Encrypt(RsaKey key, ReadOnlySpan<byte> text, RandomBatch random, Span<byte> destination)
    {
        if (hashes is { } oaep)
        {
            key.Encrypt(text, oaep, random, destination);
        }
        else
        {
            key.EncryptPkcs1(text, destination);
        }
    }

    /// <summary>The longest text that <paramref name="key"/> encrypts; only OAEP takes texts that are no keys.</summary>
    public int LongestText(RsaKey key) => hashes?.LongestText(key.Size) ?? 0;

    /// <summary>Decrypts a text that was encrypted with OAEP, and appends it.</summary>
    /// <returns>False for whatever reason; nothing is appended then. Never throws for any input.</returns>
    public bool TryDecrypt(RsaKey key, ReadOnlySpan<byte> encrypted, PooledBuffer text)
    {
        if (hashes is not { } oaep || !key.TryDecrypt(encrypted, oaep, text.GetSpan(LongestDecrypted), out var written))
        {
            return false;
        }

        text.Advance(written);
        return true;
    }

    /// <summary>Decrypts a content key of the length of <paramref name="contentKey"/>.</summary>
    /// <returns>
    /// False for whatever reason; what is in <paramref name="contentKey"/> then is not to be used. With PKCS#1 v1.5 a wrong padding gives a key that opens nothing instead.
    /// Never throws for any input.
    /// </returns>
    public bool TryDecryptKey(RsaKey key, ReadOnlySpan<byte> encrypted, Span<byte> contentKey)
    {
        if (hashes is not { } oaep)
        {
            return key.TryDecryptPkcs1(encrypted, contentKey);
        }

        Span<byte> text = stackalloc byte[LongestDecrypted];
        var opened = key.TryDecrypt(encrypted, oaep, text, out var written) && written == contentKey.Length;
        text[..contentKey.Length].CopyTo(contentKey);
        CryptographicOperations.ZeroMemory(text);
        return opened;
    }
}
