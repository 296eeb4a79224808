using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Egress.Tls;

/// <summary>The name of a public key, as RFC 7469 has it: the SHA-256 of a certificate's SubjectPublicKeyInfo. It outlives the certificate.</summary>
internal readonly record struct SpkiPin
{
    public const string Example = $"{Prefix}47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    private const string Prefix = "sha256/";

    private SpkiPin(ReadOnlySpan<byte> hash) => Text = Prefix + Convert.ToBase64String(hash);

    /// <summary><c>sha256/BASE64=</c>.</summary>
    public string Text { get; }

    /// <summary>The pin that <paramref name="text"/> writes, or null.</summary>
    public static SpkiPin? TryParse(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        return text.StartsWith(Prefix, StringComparison.Ordinal)
            && text.Length == Prefix.Length + Base64.GetMaxEncodedToUtf8Length(hash.Length)
            && Convert.TryFromBase64Chars(text.AsSpan(Prefix.Length), hash, out var length)
            && length == hash.Length
            ? new SpkiPin(hash)
            : null;
    }

    public static SpkiPin Of(X509Certificate2 certificate) => new(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    public override string ToString() => Text;
}
