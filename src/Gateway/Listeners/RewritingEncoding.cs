using System.Text;

namespace Gateway.Listeners;

/// <summary>Decodes ASCII and rewrites the text before anyone sees it. Encoding is not its business.</summary>
/// <param name="isAsItIs">Whether a value needs no rewriting: that is nearly every one, and costs no text of its own.</param>
/// <param name="rewrite">Rewrites any other.</param>
internal sealed class RewritingEncoding(Func<ReadOnlySpan<byte>, bool> isAsItIs, Func<string, string> rewrite) : Encoding
{
    public override int GetCharCount(byte[] bytes, int index, int count) => GetCharCount(bytes.AsSpan(index, count));

    public override int GetCharCount(ReadOnlySpan<byte> bytes) => isAsItIs(bytes) ? bytes.Length : Rewrite(bytes).Length;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (isAsItIs(bytes))
        {
            return Latin1.GetChars(bytes, chars);
        }

        var text = Rewrite(bytes);
        text.CopyTo(chars);
        return text.Length;
    }

    /// <summary>The longest that a rewriting makes of a text, which is <c>close</c> with what doubles it.</summary>
    public override int GetMaxCharCount(int byteCount) => 16 + (byteCount * 4);

    public override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException();

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => throw new NotSupportedException();

    public override int GetMaxByteCount(int charCount) => throw new NotSupportedException();

    private string Rewrite(ReadOnlySpan<byte> bytes) => rewrite(Latin1.GetString(bytes));
}
