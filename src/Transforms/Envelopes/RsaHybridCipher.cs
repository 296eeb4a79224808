using System.Security.Cryptography;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Envelopes;

/// <summary>
/// Messages under a fresh content key and a fresh IV each, with the content key encrypted under the receiver's RSA key. The whole is encrypted key,
/// IV, ciphertext and tag, one after the other.
/// </summary>
/// <param name="scheme">How the content key is encrypted.</param>
/// <param name="encryption">How the content is.</param>
/// <param name="ciphertextName">What the format calls the ciphertext.</param>
/// <param name="keyName">The name of the key; it is among <paramref name="texts"/> where it is a part.</param>
/// <param name="texts">What else a template may place.</param>
/// <param name="weaknesses">What of the settings is weak.</param>
internal sealed class RsaHybridCipher(
    RsaScheme scheme, ContentEncryption encryption, string ciphertextName, KeyName keyName, RsaTextPart[] texts, IReadOnlyList<Weakness> weaknesses) : IMessageCipher
{
    private const int Sealed = 0;
    private const int EncryptedKey = 1;
    private const int Iv = 2;
    private const int Ciphertext = 3;
    private const int Content = 4;
    private const int Tag = 5;
    private const int CiphertextAndTag = 6;

    /// <summary>What an RSA key of 1024 bits encrypts to; no shorter one is used.</summary>
    private const int ShortestEncryptedKey = 128;

    private readonly ObjectPool<RandomBatch> _random = RandomBatch.CreatePool();
    private readonly int _firstText = encryption.IsAuthenticated ? CiphertextAndTag + 1 : Tag;

    public IReadOnlyList<MessagePart> Parts { get; } =
    [
        new("sealed", "{encryptedKey}, then {content}"),
        new("encryptedKey", "the content key, encrypted under the RSA key: as long as its modulus"),
        new("iv", $"{encryption.NonceSize} bytes, fresh for each message"),
        new(ciphertextName, encryption.IsAuthenticated ? "as long as the plaintext" : "a whole number of blocks of 16 bytes: the padding adds 1 to 16 bytes"),
        new("content", $"{{iv}}, then {{{ciphertextName}}}{(encryption.IsAuthenticated ? ", then {tag}" : string.Empty)}"),
        .. encryption.IsAuthenticated ? new MessagePart[] { new("tag", $"{encryption.TagSize} bytes"), new("ciphertextAndTag", $"{{{ciphertextName}}}, then {{tag}}") } : [],
        .. texts.Select(static text => new MessagePart(text.Name, text.Meaning, IsText: true, IsConstant: true)),
    ];

    public IReadOnlyList<string> Opening { get; } =
    [
        $"Decrypt {{encryptedKey}} with {scheme.Description} and the private key: that is the content key, {encryption.KeySize} bytes.",
        .. scheme.IsPkcs1 ? new[] { "Do not let anybody see whether that padding was right: go on with a random key where it was not (RFC 8017 section 7.2.2)." } : [],
        encryption.IsAuthenticated
            ? $"Decrypt {{{ciphertextName}}} with AES-{8 * encryption.KeySize}-GCM under the content key, with the nonce {{iv}}, the tag {{tag}} and no associated data. Refuse what the tag does not fit."
            : $"Decrypt {{{ciphertextName}}} with AES-{8 * encryption.KeySize}-CBC under the content key and {{iv}}, and remove the PKCS#7 padding.",
    ];

    public bool HasIntegrity => encryption.IsAuthenticated;

    public IReadOnlyList<Weakness> Weaknesses => weaknesses;

    public bool SufficesToOpen(IReadOnlyCollection<string> parts) =>
        parts.Contains("sealed")
        || (parts.Contains("encryptedKey")
            && (parts.Contains("content")
                || (parts.Contains("iv") && (parts.Contains("ciphertextAndTag") || (parts.Contains(ciphertextName) && (!encryption.IsAuthenticated || parts.Contains("tag")))))));

    public string? FindKeyProblem(SecretValue key, KeyUse use) =>
        scheme.FindProblem(key, encryption.KeySize, use == KeyUse.Open) ?? (use == KeyUse.Seal ? keyName.FindProblem(KeyOf(key)) : null);

    /// <summary>How long the encrypted key is only the key tells; that it is shorter than this, everything.</summary>
    public bool LooksSealed(SealedParts parts) =>
        parts.Has(Sealed)
            ? parts[Sealed].Length >= ShortestEncryptedKey + encryption.NonceSize + encryption.CiphertextLength(0) + encryption.TagSize
            : parts[EncryptedKey].Length >= ShortestEncryptedKey && TryDivideContent(parts, out _, out _, out _);

    public bool TrySeal(ReadOnlySpan<byte> plaintext, SecretValue key, SealedParts parts)
    {
        var rsa = KeyOf(key);
        var layout = new HybridLayout(rsa.Size, encryption.NonceSize, encryption.CiphertextLength(plaintext.Length), encryption.TagSize);
        var room = parts.Buffer.GetSpan(layout.Length)[..layout.Length];
        Span<byte> contentKey = stackalloc byte[ContentEncryption.LongestKey];
        contentKey = contentKey[..encryption.KeySize];
        var random = _random.Get();
        random.Fill(contentKey);
        random.Fill(room[layout.Iv]);
        scheme.Encrypt(rsa, contentKey, random, room[layout.EncryptedKey]);
        _random.Return(random);
        using (var cipher = encryption.Create(contentKey))
        {
            CryptographicOperations.ZeroMemory(contentKey);
            cipher.Encrypt(room[layout.Iv], plaintext, [], room[layout.Ciphertext], room[layout.Tag]);
        }

        parts.Buffer.Advance(layout.Length);
        Place(parts, layout, rsa);
        return true;
    }

    public bool TryOpen(SealedParts parts, SecretValue key, PooledBuffer plaintext)
    {
        var rsa = KeyOf(key);
        ReadOnlySpan<byte> encryptedKey, iv, ciphertext, tag;
        if (parts.Has(Sealed))
        {
            var whole = parts[Sealed];
            encryptedKey = whole[..Math.Min(rsa.Size, whole.Length)];
            if (!TryDivide(whole[encryptedKey.Length..], out iv, out ciphertext, out tag))
            {
                return false;
            }
        }
        else
        {
            encryptedKey = parts[EncryptedKey];
            if (!TryDivideContent(parts, out iv, out ciphertext, out tag))
            {
                return false;
            }
        }

        // A content key that cannot be found is replaced by one that fits nothing, so that it shows where everything else does.
        Span<byte> contentKey = stackalloc byte[ContentEncryption.LongestKey];
        Span<byte> other = stackalloc byte[ContentEncryption.LongestKey];
        contentKey = contentKey[..encryption.KeySize];
        other = other[..encryption.KeySize];
        var random = _random.Get();
        random.Fill(other);
        _random.Return(random);
        var isFound = scheme.TryDecryptKey(rsa, encryptedKey, contentKey);
        using var cipher = encryption.Create(isFound ? contentKey : other);
        CryptographicOperations.ZeroMemory(contentKey);
        var start = plaintext.Length;
        var opened = cipher.TryDecrypt(iv, ciphertext, [], tag, plaintext);
        if (!isFound)
        {
            plaintext.Truncate(start);
        }

        return opened && isFound;
    }

    private static RsaKey KeyOf(SecretValue key) => (RsaKey)KeyMaterial.Of(key).Keys[0];

    private void Place(SealedParts parts, HybridLayout layout, RsaKey key)
    {
        parts.Place(Sealed, ..layout.Length);
        parts.Place(EncryptedKey, layout.EncryptedKey);
        parts.Place(Iv, layout.Iv);
        parts.Place(Ciphertext, layout.Ciphertext);
        parts.Place(Content, layout.Content);
        if (encryption.IsAuthenticated)
        {
            parts.Place(Tag, layout.Tag);
            parts.Place(CiphertextAndTag, layout.CiphertextAndTag);
        }

        for (var i = 0; i < texts.Length; i++)
        {
            parts.PlaceText(_firstText + i, texts[i].Text(key));
        }
    }

    /// <summary>Finds IV, ciphertext and tag in whichever parts were placed.</summary>
    private bool TryDivideContent(SealedParts parts, out ReadOnlySpan<byte> iv, out ReadOnlySpan<byte> ciphertext, out ReadOnlySpan<byte> tag)
    {
        if (parts.Has(Content))
        {
            return TryDivide(parts[Content], out iv, out ciphertext, out tag);
        }

        iv = parts[Iv];
        if (encryption.IsAuthenticated && parts.Has(CiphertextAndTag))
        {
            return TryDivideTag(parts[CiphertextAndTag], out ciphertext, out tag) && iv.Length == encryption.NonceSize;
        }

        ciphertext = parts[Ciphertext];
        tag = encryption.IsAuthenticated ? parts[Tag] : [];
        return iv.Length == encryption.NonceSize && tag.Length == encryption.TagSize && ciphertext.Length >= encryption.CiphertextLength(0);
    }

    private bool TryDivide(ReadOnlySpan<byte> content, out ReadOnlySpan<byte> iv, out ReadOnlySpan<byte> ciphertext, out ReadOnlySpan<byte> tag)
    {
        iv = content[..Math.Min(encryption.NonceSize, content.Length)];
        return TryDivideTag(content[iv.Length..], out ciphertext, out tag) && iv.Length == encryption.NonceSize;
    }

    private bool TryDivideTag(ReadOnlySpan<byte> both, out ReadOnlySpan<byte> ciphertext, out ReadOnlySpan<byte> tag)
    {
        tag = both[^Math.Min(encryption.TagSize, both.Length)..];
        ciphertext = both[..^tag.Length];
        return tag.Length == encryption.TagSize;
    }
}
