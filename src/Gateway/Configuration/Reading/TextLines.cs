using System.Text;

namespace Gateway.Configuration.Reading;

/// <summary>Turns byte offsets of a UTF-8 text into lines and columns.</summary>
internal sealed class TextLines
{
    private readonly string _source;
    private readonly byte[] _text;
    private readonly List<int> _starts;

    public TextLines(string source, byte[] text)
    {
        _source = source;
        _text = text;

        // Editors do not count the byte order mark as a column.
        _starts = [text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == (byte)'\n')
            {
                _starts.Add(i + 1);
            }
        }
    }

    public SourceLocation Locate(long offset)
    {
        var at = (int)Math.Clamp(offset, _starts[0], _text.Length);
        var line = _starts.BinarySearch(at);
        line = line < 0 ? ~line - 1 : line;
        return new SourceLocation(_source, line + 1, Encoding.UTF8.GetCharCount(_text, _starts[line], at - _starts[line]) + 1);
    }

    /// <summary>The location of a line and a byte within it, both counted from 0, as the JSON reader reports them.</summary>
    public SourceLocation Locate(long line, long byteInLine) =>
        Locate(_starts[(int)Math.Clamp(line, 0, _starts.Count - 1)] + byteInLine);
}
