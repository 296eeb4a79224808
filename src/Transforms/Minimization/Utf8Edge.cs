namespace Gateway.Transforms.Minimization;

/// <summary>The first or last few characters of UTF-8 text, never cutting one in half.</summary>
internal static class Utf8Edge
{
    public static ReadOnlySpan<byte> First(ReadOnlySpan<byte> text, int characters)
    {
        var end = 0;
        for (; characters > 0 && end < text.Length; characters--)
        {
            do
            {
                end++;
            }
            while (end < text.Length && IsContinuation(text[end]));
        }

        return text[..end];
    }

    public static ReadOnlySpan<byte> Last(ReadOnlySpan<byte> text, int characters)
    {
        var start = text.Length;
        for (; characters > 0 && start > 0; characters--)
        {
            do
            {
                start--;
            }
            while (start > 0 && IsContinuation(text[start]));
        }

        return text[start..];
    }

    public static int Count(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var unit in text)
        {
            count += IsContinuation(unit) ? 0 : 1;
        }

        return count;
    }

    private static bool IsContinuation(byte unit) => (unit & 0xC0) == 0x80;
}
