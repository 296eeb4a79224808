namespace Gateway.Configuration.Reading;

/// <summary>Text that came from elsewhere, for a terminal: a line break or a terminal's command in it may not act.</summary>
internal static class OneLine
{
    public static string Of(string text) =>
        !text.Any(char.IsControl) ? text : string.Concat(text.Select(static c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()));
}
