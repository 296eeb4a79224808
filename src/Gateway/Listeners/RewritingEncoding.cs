using System.Text;

namespace Gateway.Listeners;

/// <summary>Decodes ASCII and rewrites the text before anyone sees it. Encoding is not its business.</summary>
internal sealed class RewritingEncoding(Func<string, string> rewrite) : Encoding
{
    public override int GetCharCount(byte[] bytes, int index, int count) => Rewrite(bytes, index, count).Length;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var text = Rewrite(bytes, byteIndex, byteCount);
        text.CopyTo(0, chars, charIndex, text.Length);
        return text.Length;
    }

    /// <summary>The longest that a rewriting makes of a text, which is <c>close</c> with what doubles it.</summary>
    public override int GetMaxCharCount(int byteCount) => 16 + (byteCount * 4);

    public override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException();

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => throw new NotSupportedException();

    public override int GetMaxByteCount(int charCount) => throw new NotSupportedException();

    private string Rewrite(byte[] bytes, int index, int count) => rewrite(Latin1.GetString(bytes, index, count));
}
