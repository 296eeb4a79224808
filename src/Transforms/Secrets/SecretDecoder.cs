using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using Gateway.Transforms.Keys;

namespace Gateway.Transforms.Secrets;

/// <summary>Turns what a source gave into the secret's bytes, never through a string.</summary>
public static class SecretDecoder
{
    /// <summary>Decodes <paramref name="raw"/>; surrounding white space is ignored in every encoding but <see cref="SecretEncoding.Utf8"/>.</summary>
    /// <returns>The value, owned by the caller; null when the text does not fit the encoding or is empty.</returns>
    public static SecretValue? TryDecode(ReadOnlySpan<byte> raw, SecretEncoding encoding)
    {
        var text = encoding == SecretEncoding.Utf8 ? WithoutLineBreak(raw) : raw.Trim(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            return null;
        }

        if (encoding is SecretEncoding.Utf8 or SecretEncoding.Pem or SecretEncoding.Jwk)
        {
            return new SecretValue(text);
        }

        var scratch = new byte[text.Length];
        try
        {
            return TryDecode(text, encoding, scratch, out var written) && written > 0
                ? new SecretValue(scratch.AsSpan(0, written))
                : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scratch);
        }
    }

    /// <summary>Why <paramref name="value"/> is not what <paramref name="encoding"/> promises beyond its letters, in words that hold nothing of it; null if it is.</summary>
    public static string? FindProblem(SecretValue value, SecretEncoding encoding)
    {
        ArgumentNullException.ThrowIfNull(value);
        return encoding switch
        {
            SecretEncoding.Pem => PemKeyReader.Recognises(value.Bytes) ? KeyMaterial.Of(value).Problem : "it is not PEM: there is no line that begins with -----BEGIN",
            SecretEncoding.Jwk => value.Bytes is [(byte)'{', ..] ? FindJsonProblem(value) : "it is no JSON Web Key: it does not begin with a brace",
            _ => null,
        };
    }

    private static string? FindJsonProblem(SecretValue value) => KeyMaterial.Of(value) switch
    {
        { Problem: { } problem } => problem,

        // A short text that is not JSON is taken for the bytes of a symmetric key, unless somebody says that it is a JSON Web Key.
        { Keys: [OctetKey bare] } when bare.Bytes.SequenceEqual(value.Bytes) => "it begins like JSON, but is not acceptable JSON",
        _ => null,
    };

    private static bool TryDecode(ReadOnlySpan<byte> text, SecretEncoding encoding, Span<byte> destination, out int written)
    {
        // The framework's base64url decoder takes '%' for padding too.
        if (encoding == SecretEncoding.Base64Url && text.Contains((byte)'%'))
        {
            written = 0;
            return false;
        }

        var status = encoding switch
        {
            SecretEncoding.Hex => Convert.FromHexString(text, destination, out _, out written),
            SecretEncoding.Base64 => Base64.DecodeFromUtf8(text, destination, out _, out written),
            SecretEncoding.Base64Url => Base64Url.DecodeFromUtf8(text, destination, out _, out written),
            _ => throw new ArgumentOutOfRangeException(nameof(encoding)),
        };
        return status == OperationStatus.Done;
    }

    private static ReadOnlySpan<byte> WithoutLineBreak(ReadOnlySpan<byte> text) =>
        text.EndsWith("\r\n"u8) ? text[..^2] : text.EndsWith("\n"u8) ? text[..^1] : text;
}
