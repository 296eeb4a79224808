using System.Security.Cryptography;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Text;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Jose;

/// <summary>
/// Opens messages in JWE's compact serialisation (RFC 7516 section 5.2). The algorithms are ours to say and not the message's: what names others
/// is refused. Immutable and thread-safe.
/// </summary>
internal sealed class JweOpener
{
    private const int PartCount = 5;

    /// <summary>In bytes.</summary>
    private const int MastercardNonce = 16;

    /// <summary>Of the encoded encrypted key, in characters: an RSA key of 8192 bits gives 1366.</summary>
    private const int LongestEncryptedKey = 1400;

    private readonly KeyManagement? _management;
    private readonly string _algorithm;
    private readonly ContentEncryption[] _encryptions;
    private readonly JweKeys _keys;
    private readonly JweDialect _dialect;
    private readonly ObjectPool<JweScratch> _scratch = JweScratch.CreatePool();

    private JweOpener(string algorithm, KeyManagement? management, ContentEncryption[] encryptions, JweDialect dialect)
    {
        _dialect = dialect;
        _algorithm = algorithm;
        _management = management;
        _encryptions = encryptions;
        _keys = new JweKeys(management, toOpen: true);
    }

    /// <summary>Compiles what is accepted.</summary>
    /// <param name="algorithm">The one <c>alg</c>.</param>
    /// <param name="encryptions">Every <c>enc</c>.</param>
    /// <param name="report">Told of each problem: the setting's name and what is wrong with it.</param>
    /// <param name="dialect">How messages are read.</param>
    /// <returns>The opener; null when there was a problem.</returns>
    public static JweOpener? TryCompile(string algorithm, IReadOnlyList<string> encryptions, Action<string, string> report, JweDialect dialect = JweDialect.Standard)
    {
        if (!JweAlgorithm.TryFind(algorithm, out var management))
        {
            report(nameof(JweSettings.Algorithm), $"'{algorithm}' is not known; known are {string.Join(", ", JweAlgorithm.Names)}");
            return null;
        }

        var known = encryptions.Select(ContentEncryption.Find).ToArray();
        if (known.Length == 0 || known.Contains(null))
        {
            report(nameof(JweSettings.Encryption), $"name one or more of {string.Join(", ", ContentEncryption.All.Select(static encryption => encryption.Name))}");
            return null;
        }

        return new JweOpener(algorithm, management, known!, dialect);
    }

    /// <summary>Whether messages of every accepted <c>enc</c> can be opened with <paramref name="secret"/>: null, or why not (nothing of the key itself).</summary>
    public string? FindKeyProblem(SecretValue secret)
    {
        var material = KeyMaterial.Of(secret);
        if (material.Problem is { } damaged)
        {
            return damaged;
        }

        foreach (var encryption in _encryptions)
        {
            string? problem = null;
            var fits = false;
            foreach (var key in material.Keys)
            {
                var found = _keys.FindProblem(key, encryption);
                problem ??= found;
                fits |= found is null;
            }

            if (!fits)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>Opens <paramref name="message"/> and appends the plaintext.</summary>
    /// <returns>False for whatever reason it cannot be opened: which one is nobody's business. Never throws for any input.</returns>
    public bool TryOpen(ReadOnlySpan<byte> message, SecretValue secret, PooledBuffer plaintext)
    {
        if (_dialect == JweDialect.Standard || !message.Contains((byte)'/'))
        {
            return TryOpen(message, message, secret, plaintext);
        }

        using var text = new PooledBuffer(message.Length);
        text.Write(message);
        text.Array.AsSpan(0, text.Length).Replace((byte)'/', (byte)'_');
        return TryOpen(text.WrittenSpan, message, secret, plaintext);
    }

    /// <param name="message">The message as it is read.</param>
    /// <param name="received">As it was received: its header is authenticated letter for letter.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="plaintext">Gets the plaintext.</param>
    private bool TryOpen(ReadOnlySpan<byte> message, ReadOnlySpan<byte> received, SecretValue secret, PooledBuffer plaintext)
    {
        Span<Range> parts = stackalloc Range[PartCount + 1];
        if (message.Count((byte)'.') != PartCount - 1 || Split(message, parts) != PartCount)
        {
            return false;
        }

        using var header = JweHeader.TryRead(message[parts[0]]);
        if (header is null
            || !header.TryText("alg"u8, out var algorithm)
            || !System.Text.Ascii.Equals(algorithm, _algorithm)
            || !header.TryText("enc"u8, out var name)
            || FindEncryption(name) is not { } encryption)
        {
            return false;
        }

        var isNamed = header.TryText("kid"u8, out var keyId);
        if (_keys.Find(KeyMaterial.Of(secret), keyId, isNamed, encryption) is not { } key)
        {
            return false;
        }

        var scratch = _scratch.Get();
        try
        {
            return TryOpen(message, received[parts[0]], parts, header, encryption, key, scratch, plaintext);
        }
        finally
        {
            _scratch.Return(scratch);
        }
    }

    private bool TryOpen(
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<Range> parts,
        JweHeader header,
        ContentEncryption encryption,
        CryptoKey key,
        JweScratch scratch,
        PooledBuffer plaintext)
    {
        if (message[parts[1]].Length > LongestEncryptedKey
            || !TryDecode(message[parts[1]], scratch.Parts, out var encryptedKey)
            || !TryDecode(message[parts[2]], scratch.Parts, out var nonce)
            || !TryDecode(message[parts[3]], scratch.Parts, out var ciphertext)
            || !TryDecode(message[parts[4]], scratch.Parts, out var tag)
            || !IsNonceSize(nonce.End.Value - nonce.Start.Value, encryption)
            || tag.End.Value - tag.Start.Value != encryption.TagSize)
        {
            return false;
        }

        var decoded = scratch.Parts.WrittenSpan;
        if (_management is null)
        {
            return decoded[encryptedKey].IsEmpty
                && ((OctetKey)key).CipherFor(encryption).TryDecrypt(decoded[nonce], decoded[ciphertext], associatedData, decoded[tag], plaintext);
        }

        // RFC 7516 section 11.5: a key that cannot be found is replaced by one that fits nothing, so that it shows only in the tag, as all else does.
        Span<byte> contentKey = stackalloc byte[ContentEncryption.LongestKey];
        Span<byte> other = stackalloc byte[ContentEncryption.LongestKey];
        contentKey = contentKey[..encryption.KeySize];
        other = other[..encryption.KeySize];
        scratch.Random.Fill(other);
        var isFound = _management.TryOpen(key, encryption, header, decoded[encryptedKey], contentKey);
        var opened = TryDecrypt(encryption, isFound ? contentKey : other, decoded[nonce], decoded[ciphertext], associatedData, decoded[tag], plaintext);
        CryptographicOperations.ZeroMemory(contentKey);
        return opened && isFound;
    }

    private static bool TryDecrypt(
        ContentEncryption encryption,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> tag,
        PooledBuffer plaintext)
    {
        if (nonce.Length != encryption.NonceSize)
        {
            return LongNonceGcm.TryDecrypt(key, nonce, ciphertext, associatedData, tag, plaintext);
        }

        using var cipher = encryption.Create(key);
        return cipher.TryDecrypt(nonce, ciphertext, associatedData, tag, plaintext);
    }

    private bool IsNonceSize(int size, ContentEncryption encryption) =>
        size == encryption.NonceSize || (_dialect == JweDialect.Mastercard && encryption.IsGcm && _management is not null && size == MastercardNonce);

    private static bool TryDecode(ReadOnlySpan<byte> text, PooledBuffer parts, out Range range)
    {
        var start = parts.Length;
        var isText = Base64UrlText.TryDecode(text, parts.GetSpan(Base64UrlText.DecodedLength(text.Length)), out var written);
        parts.Advance(written);
        range = start..parts.Length;
        return isText;
    }

    private static int Split(ReadOnlySpan<byte> message, Span<Range> parts)
    {
        var count = 0;
        foreach (var part in message.Split((byte)'.'))
        {
            parts[count++] = part;
        }

        return count;
    }

    private ContentEncryption? FindEncryption(ReadOnlySpan<byte> name)
    {
        foreach (var encryption in _encryptions)
        {
            if (encryption.Utf8Name.SequenceEqual(name))
            {
                return encryption;
            }
        }

        return null;
    }
}
