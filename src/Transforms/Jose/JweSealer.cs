using System.Security.Cryptography;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Text;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Jose;

/// <summary>Seals messages as JWE in the compact serialisation (RFC 7516 section 5.1), each with a fresh content key and nonce. Immutable and thread-safe.</summary>
internal sealed class JweSealer
{
    private readonly KeyManagement? _management;
    private readonly ContentEncryption _encryption;
    private readonly JweHeaderTemplate _header;
    private readonly JweSettings _settings;
    private readonly JweKeys _keys;
    private readonly ObjectPool<JweScratch> _scratch = JweScratch.CreatePool();

    private JweSealer(JweSettings settings, KeyManagement? management, ContentEncryption encryption, JweHeaderTemplate header)
    {
        _settings = settings;
        _management = management;
        _encryption = encryption;
        _header = header;
        _keys = new JweKeys(management, toOpen: false);
    }

    /// <summary>The value of <c>enc</c>.</summary>
    public string Encryption => _encryption.Name;

    /// <summary>How the receiver finds the content key, for whoever builds one.</summary>
    public string KeyOpening => _management?.Opening ?? "The encrypted key is empty: the shared key is the content key.";

    /// <summary>Compiles <paramref name="settings"/>.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="time">The clock of <c>iat</c>.</param>
    /// <param name="report">Told of each problem: the setting's name and what is wrong with it.</param>
    /// <returns>The sealer; null when there was a problem.</returns>
    public static JweSealer? TryCompile(JweSettings settings, TimeProvider time, Action<string, string> report)
    {
        if (!JweAlgorithm.TryFind(settings.Algorithm, out var management))
        {
            report(nameof(settings.Algorithm), $"'{settings.Algorithm}' is not known; known are {string.Join(", ", JweAlgorithm.Names)}");
            return null;
        }

        if (ContentEncryption.Find(settings.Encryption) is not { } encryption)
        {
            report(nameof(settings.Encryption), $"'{settings.Encryption}' is not known; known are {string.Join(", ", ContentEncryption.All.Select(static known => known.Name))}");
            return null;
        }

        var isWhole = management is null or RsaOaepManagement or AesKeyWrapManagement;
        if (JweHeaderTemplate.TryCompile(settings, isWhole, time, out var header) is { } problem)
        {
            report(nameof(settings.Header), problem);
            return null;
        }

        return new JweSealer(settings, management, encryption, header!);
    }

    /// <summary>Whether messages can be sealed with <paramref name="secret"/>: null, or why not (nothing of the key itself).</summary>
    public string? FindKeyProblem(SecretValue secret) => TryChoose(secret, out _);

    /// <summary>Seals <paramref name="plaintext"/> and appends the message.</summary>
    /// <exception cref="CryptographicException">The key does not fit, or has sealed as many messages as it may.</exception>
    public void Seal(ReadOnlySpan<byte> plaintext, SecretValue secret, PooledBuffer destination)
    {
        if (TryChoose(secret, out var key) is not null)
        {
            throw new CryptographicException("The key does not fit the algorithm.");
        }

        var scratch = _scratch.Get();
        try
        {
            Seal(plaintext, key!, scratch, destination);
        }
        finally
        {
            _scratch.Return(scratch);
        }
    }

    private void Seal(ReadOnlySpan<byte> plaintext, CryptoKey key, JweScratch scratch, PooledBuffer destination)
    {
        Span<byte> contentKey = stackalloc byte[ContentEncryption.LongestKey];
        contentKey = contentKey[.._encryption.KeySize];
        var parts = scratch.Parts;
        _management?.Seal(key, _encryption, scratch.Random, contentKey, scratch.Members, parts);
        var encryptedKeyLength = parts.Length;

        var start = destination.Length;
        _header.Write(key, scratch.Members.WrittenSpan, scratch.Header, destination);
        var headerLength = destination.Length - start;

        var length = _encryption.CiphertextLength(plaintext.Length);
        var room = parts.GetSpan(_encryption.NonceSize + length + _encryption.TagSize);
        var nonce = room[.._encryption.NonceSize];
        var ciphertext = room.Slice(nonce.Length, length);
        var tag = room.Slice(nonce.Length + length, _encryption.TagSize);
        parts.Advance(nonce.Length + length + tag.Length);

        // RFC 7516 section 5.1 step 14: what is authenticated beside the plaintext is the header as it is sent.
        var associatedData = destination.WrittenSpan.Slice(start, headerLength);
        if (_management is null)
        {
            ((OctetKey)key).CipherFor(_encryption).Encrypt(scratch.Random, plaintext, associatedData, nonce, ciphertext, tag);
        }
        else
        {
            using var cipher = _encryption.Create(contentKey);
            scratch.Random.Fill(nonce);
            cipher.Encrypt(nonce, plaintext, associatedData, ciphertext, tag);
            CryptographicOperations.ZeroMemory(contentKey);
        }

        WritePart(parts.WrittenSpan[..encryptedKeyLength], destination);
        WritePart(nonce, destination);
        WritePart(ciphertext, destination);
        WritePart(tag, destination);
    }

    private static void WritePart(ReadOnlySpan<byte> part, PooledBuffer destination)
    {
        destination.Write("."u8);
        Base64UrlText.Write(part, destination);
    }

    private string? TryChoose(SecretValue secret, out CryptoKey? key) =>
        _keys.TryChoose(KeyMaterial.Of(secret), _settings.KeyId, _encryption, out key)
        ?? JweHeaderTemplate.FindKeyIdProblem(key!, _settings.KeyIdFrom);
}
