using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Json;

/// <summary>Writes text into JSON strings.</summary>
internal static class JsonText
{
    /// <summary>The longest escape of one byte of text, <c>\u0000</c>.</summary>
    private const int MaxExpansion = 6;

    /// <summary>Appends <paramref name="utf8"/> with at least the escapes that RFC 8259 section 7 requires, without quotes.</summary>
    /// <exception cref="InvalidOperationException">It is not UTF-8.</exception>
    public static void WriteEscaped(ReadOnlySpan<byte> utf8, PooledBuffer destination)
    {
        var encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        if (encoder.FindFirstCharacterToEncodeUtf8(utf8) < 0)
        {
            destination.Write(utf8);
            return;
        }

        // The encoder would put U+FFFD in the place of what it cannot read, and another text than the one that was meant would leave.
        if (!Utf8.IsValid(utf8))
        {
            throw new InvalidOperationException("Text that was to be written into JSON is not UTF-8.");
        }

        var room = destination.GetSpan(checked(utf8.Length * MaxExpansion));
        if (encoder.EncodeUtf8(utf8, room, out _, out var written) != OperationStatus.Done)
        {
            throw new InvalidOperationException("Text outgrew the longest escapes that it can have.");
        }

        destination.Advance(written);
    }
}
