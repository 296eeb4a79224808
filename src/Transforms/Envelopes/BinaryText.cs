using System.Buffers;
using System.Buffers.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Text;

namespace Gateway.Transforms.Envelopes;

/// <summary>Writes bytes as text and back, straight into pooled buffers.</summary>
internal static class BinaryText
{
    public static void Write(ReadOnlySpan<byte> bytes, BinaryEncoding encoding, PooledBuffer destination)
    {
        switch (encoding)
        {
            case BinaryEncoding.Base64:
                Base64.EncodeToUtf8(bytes, destination.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
                destination.Advance(written);
                break;
            case BinaryEncoding.Base64Url:
                Base64UrlText.Write(bytes, destination);
                break;
            case BinaryEncoding.Hex:
                Convert.TryToHexStringLower(bytes, destination.GetSpan(bytes.Length * 2), out var digits);
                destination.Advance(digits);
                break;
            default:
                destination.Write(bytes);
                break;
        }
    }

    /// <summary>Decodes strictly: no white space, no foreign character, no missing padding; in base64url no padding at all (RFC 7515 section 2).</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, BinaryEncoding encoding, PooledBuffer destination)
    {
        if (encoding == BinaryEncoding.Binary)
        {
            destination.Write(text);
            return true;
        }

        // The framework's decoders skip white space; a sealed message has none.
        if (text.ContainsAny(" \t\r\n"u8))
        {
            return false;
        }

        var room = destination.GetSpan(text.Length);
        OperationStatus status;
        int written;
        switch (encoding)
        {
            case BinaryEncoding.Base64:
                status = Base64.DecodeFromUtf8(text, room, out _, out written);
                break;
            case BinaryEncoding.Base64Url:
                status = Base64UrlText.TryDecode(text, room, out written) ? OperationStatus.Done : OperationStatus.InvalidData;
                break;
            default:
                status = Convert.FromHexString(text, room, out _, out written);
                break;
        }

        if (status != OperationStatus.Done)
        {
            return false;
        }

        destination.Advance(written);
        return true;
    }
}
