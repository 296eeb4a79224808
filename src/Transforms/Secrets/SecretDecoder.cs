using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

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

        if (encoding == SecretEncoding.Utf8)
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
