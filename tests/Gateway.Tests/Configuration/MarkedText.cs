namespace Gateway.Tests.Configuration;

/// <summary>A text in which the place that a message should point at is marked, so that no test counts columns.</summary>
internal sealed class MarkedText
{
    private const char Mark = '»';

    public MarkedText(string marked)
    {
        var lines = marked.Split('\n');
        Line = Array.FindIndex(lines, static line => line.Contains(Mark, StringComparison.Ordinal)) + 1;
        Line.ShouldBeGreaterThan(0, "the text needs a mark");
        Column = lines[Line - 1].IndexOf(Mark, StringComparison.Ordinal) + 1;
        Text = marked.Remove(marked.IndexOf(Mark, StringComparison.Ordinal), 1);
        Text.ShouldNotContain(Mark);
    }

    /// <summary>The text without the mark.</summary>
    public string Text { get; }

    /// <summary>The line of the mark, counted from 1.</summary>
    public int Line { get; }

    /// <summary>The column of what follows the mark, counted from 1.</summary>
    public int Column { get; }
}
