using Gateway.Transforms.Buffers;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Envelopes;

/// <summary>
/// <c>aes-cbc</c>: a fresh random 16-byte IV, then AES-CBC with PKCS#7 padding (NIST SP 800-38A section 6.2, RFC 5652 section 6.3).
/// The format has no integrity of its own: it is for receivers that demand it. AES-256 unless <c>Encryption</c> names a shorter key.
/// </summary>
public sealed class AesCbcEnvelope : IEnvelope
{
    private const int Sealed = 0;
    private const int Iv = 1;
    private const int Ciphertext = 2;
    private const int BlockSize = AesCbcCipher.BlockSize;

    /// <inheritdoc/>
    public string Name => "aes-cbc";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parts { get; } = ["sealed", "iv", "ciphertext"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Encryptions { get; } = ["A256CBC", "A192CBC", "A128CBC"];

    /// <inheritdoc/>
    public bool SufficesToOpen(IReadOnlyCollection<string> parts) =>
        parts.Contains(Parts[Sealed]) || (parts.Contains(Parts[Iv]) && parts.Contains(Parts[Ciphertext]));

    /// <inheritdoc/>
    public string? FindKeyProblem(SecretValue key, string encryption)
    {
        var expected = encryption switch { "A256CBC" => 32, "A192CBC" => 24, _ => 16 };
        return key.Length == expected ? null : $"{encryption} takes a key of {expected} bytes";
    }

    /// <inheritdoc/>
    public void Seal(ReadOnlySpan<byte> plaintext, SecretValue key, SealedParts parts)
    {
        var length = key.Derive(AesCbcCipher.Create).Encrypt(plaintext, parts.Buffer);
        parts.Place(Sealed, ..length);
        parts.Place(Iv, ..BlockSize);
        parts.Place(Ciphertext, BlockSize..length);
    }

    /// <inheritdoc/>
    public bool TryOpen(SealedParts parts, SecretValue key, PooledBuffer plaintext)
    {
        var whole = parts[Sealed];
        var iv = parts.Has(Sealed) ? whole[..Math.Min(BlockSize, whole.Length)] : parts[Iv];
        var ciphertext = parts.Has(Sealed) ? whole[iv.Length..] : parts[Ciphertext];
        return iv.Length == BlockSize
            && !ciphertext.IsEmpty
            && ciphertext.Length % BlockSize == 0
            && key.Derive(AesCbcCipher.Create).TryDecrypt(iv, ciphertext, plaintext);
    }
}
