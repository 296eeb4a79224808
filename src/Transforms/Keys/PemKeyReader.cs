using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Gateway.Transforms.Keys;

/// <summary>Reads the one key of a PEM text (RFC 7468), never through a string.</summary>
internal static class PemKeyReader
{
    private static ReadOnlySpan<byte> Begin => "-----BEGIN "u8;

    /// <summary>Whether the bytes are such a text.</summary>
    public static bool Recognises(ReadOnlySpan<byte> text) => text.IndexOf(Begin) >= 0;

    /// <summary>Reads the key.</summary>
    /// <returns>Null, or why there is none.</returns>
    public static string? TryRead(ReadOnlySpan<byte> text, out CryptoKey? key)
    {
        key = null;
        var rest = text;
        while (Recognises(rest))
        {
            if (!PemEncoding.TryFindUtf8(rest, out var fields))
            {
                return DescribeUnreadable(rest);
            }

            var label = rest[fields.Label];
            var base64 = rest[fields.Base64Data];
            rest = rest[fields.Location.End..];

            // openssl writes the curve before the key, which says it again.
            if (label.SequenceEqual("EC PARAMETERS"u8))
            {
                continue;
            }

            if (Recognises(rest))
            {
                return "the PEM text holds several blocks: leave the one key or certificate that is meant";
            }

            return KindOf(label) is { } kind
                ? ReadBlock(kind, base64, fields.DecodedDataLength, out key)
                : DescribeLabel(label);
        }

        return "the PEM text holds no key";
    }

    private static string? ReadBlock(DerKind kind, ReadOnlySpan<byte> base64, int length, out CryptoKey? key)
    {
        var der = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        try
        {
            if (Base64.DecodeFromUtf8(base64, der, out _, out var written) == OperationStatus.Done && written == length)
            {
                return DerKeyReader.TryRead(kind, der, out key);
            }

            key = null;
            return "the PEM text is not base64 between its lines";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static DerKind? KindOf(ReadOnlySpan<byte> label) =>
        label.SequenceEqual("PUBLIC KEY"u8) ? DerKind.PublicKey
        : label.SequenceEqual("PRIVATE KEY"u8) ? DerKind.PrivateKey
        : label.SequenceEqual("RSA PUBLIC KEY"u8) ? DerKind.RsaPublicKey
        : label.SequenceEqual("RSA PRIVATE KEY"u8) ? DerKind.RsaPrivateKey
        : label.SequenceEqual("EC PRIVATE KEY"u8) ? DerKind.EcPrivateKey
        : label.SequenceEqual("CERTIFICATE"u8) ? DerKind.Certificate
        : null;

    private static string DescribeLabel(ReadOnlySpan<byte> label) =>
        label.SequenceEqual("ENCRYPTED PRIVATE KEY"u8)
            ? "the private key is encrypted with a password: the secret must hold it decrypted"
            : "the PEM text holds neither a key nor a certificate";

    private static string DescribeUnreadable(ReadOnlySpan<byte> text) =>
        text.IndexOf("Proc-Type: 4,ENCRYPTED"u8) >= 0
            ? "the private key is encrypted with a password: the secret must hold it decrypted"
            : "the PEM text is damaged";
}
