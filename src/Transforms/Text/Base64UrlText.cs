using System.Buffers;
using System.Buffers.Text;
using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Text;

/// <summary>Base64url as JOSE writes it (RFC 7515 section 2): no padding, no white space, and one spelling only for any bytes.</summary>
internal static class Base64UrlText
{
    private static readonly SearchValues<byte> Foreign = SearchValues.Create(" \t\r\n=%"u8);

    /// <summary>Appends <paramref name="bytes"/> as text.</summary>
    public static void Write(ReadOnlySpan<byte> bytes, PooledBuffer destination) =>
        destination.Advance(Base64Url.EncodeToUtf8(bytes, destination.GetSpan(Base64Url.GetEncodedLength(bytes.Length))));

    /// <summary>How many bytes a text of <paramref name="textLength"/> characters stands for.</summary>
    public static int DecodedLength(int textLength) => (int)((long)textLength * 3 / 4);

    /// <summary>Decodes strictly.</summary>
    /// <returns>False when the text is not canonical, or longer than the room.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        written = 0;

        // The framework's decoder refuses bits that no byte needs, but skips white space and takes '=' and even '%' for padding: several texts
        // would stand for the same bytes, and a changed message could open.
        return !text.ContainsAny(Foreign)
            && Base64Url.DecodeFromUtf8(text, destination, out var read, out written) == OperationStatus.Done
            && read == text.Length;
    }
}
