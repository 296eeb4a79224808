using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Tests.Answers;

/// <summary>What a receiver sends that seals its answers: made with the framework's primitives and none of the gateway's code.</summary>
internal static class SealedAnswer
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>The blob of AES-CBC in its usual wrapper.</summary>
    public static string Cbc(byte[] key, string plaintext)
    {
        var (iv, ciphertext) = CbcParts(key, plaintext);
        return $$"""{"data":"{{Convert.ToBase64String([.. iv, .. ciphertext])}}"}""";
    }

    /// <summary>IV and ciphertext of AES-CBC, apart.</summary>
    public static (byte[] Iv, byte[] Ciphertext) CbcParts(byte[] key, string plaintext)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return (aes.IV, aes.EncryptCbc(Encoding.UTF8.GetBytes(plaintext), aes.IV));
    }

    /// <summary>A JWE with a direct key.</summary>
    public static string Dir(byte[] key, string plaintext) => Jwe("""{"alg":"dir","enc":"A256GCM"}""", [], key, Encoding.UTF8.GetBytes(plaintext));

    /// <inheritdoc cref="Dir(byte[], string)"/>
    public static string Dir(byte[] key, byte[] plaintext) => Jwe("""{"alg":"dir","enc":"A256GCM"}""", [], key, plaintext);

    /// <summary>A JWE for whoever has the private key.</summary>
    public static string RsaOaep(RSA key, string plaintext)
    {
        var content = RandomNumberGenerator.GetBytes(32);
        return Jwe("""{"alg":"RSA-OAEP-256","enc":"A256GCM"}""", key.Encrypt(content, RSAEncryptionPadding.OaepSHA256), content, Encoding.UTF8.GetBytes(plaintext));
    }

    private static string Jwe(string header, byte[] encryptedKey, byte[] key, byte[] plaintext)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceSize);
        var ciphertext = new byte[plaintext.Length];
        var tag = new byte[TagSize];
        var head = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header));
        using var gcm = new AesGcm(key, TagSize);
        gcm.Encrypt(nonce, plaintext, ciphertext, tag, Encoding.ASCII.GetBytes(head));
        return string.Join('.', [head, .. new[] { encryptedKey, nonce, ciphertext, tag }.Select(static part => Base64Url.EncodeToString(part))]);
    }
}
