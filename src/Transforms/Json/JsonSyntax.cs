using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Gateway.Transforms.Json;

/// <summary>Where the tokens of JSON end (RFC 8259 sections 2, 6 and 7). Nothing here reads past the text, and nothing accepts more than the standard.</summary>
internal static class JsonSyntax
{
    /// <summary>What the functions return instead of a position.</summary>
    public const int Malformed = -1;

    /// <summary>Skips white space.</summary>
    /// <returns>The byte that <paramref name="position"/> is moved to; at the end of the text 0, which begins no token either.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte NextToken(ReadOnlySpan<byte> text, ref int position)
    {
        // Copied, so that one comparison with the text's length serves to read and to return.
        var at = position;
        if ((uint)at < (uint)text.Length)
        {
            var first = text[at];
            if (first > ' ')
            {
                return first;
            }

            at = EndOfWhiteSpace(text, at);
            position = at;
            if ((uint)at < (uint)text.Length)
            {
                return text[at];
            }
        }

        return 0;
    }

    /// <summary>The position after the number which begins at <paramref name="position"/>. What may follow it is for the caller to see.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int EndOfNumber(ReadOnlySpan<byte> text, int position)
    {
        // Most are short and whole.
        var end = position;
        while ((uint)end < (uint)text.Length)
        {
            var next = text[end];
            if ((uint)(next - '0') > 9)
            {
                if (next is (byte)'.' or (byte)'e' or (byte)'E' or (byte)'-')
                {
                    return EndOfAnyNumber(text, position);
                }

                break;
            }

            end++;
        }

        return text[position] == (byte)'0' && end - position > 1 ? Malformed : end;
    }

    /// <summary>The position of the quote that closes a string with escapes, or with characters outside ASCII.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">After the string's opening quote.</param>
    /// <param name="position">The first <see cref="UnusualInString"/> from there on.</param>
    /// <param name="isEscaped">Whether there are escapes.</param>
    public static int EndOfUnusualString(ReadOnlySpan<byte> text, int start, int position, out bool isEscaped)
    {
        isEscaped = false;
        var isAscii = true;
        while (position < text.Length)
        {
            var unusual = text[position];
            if (unusual == (byte)'"')
            {
                // Only here has the encoding to be looked at: outside of strings, every byte that is accepted is ASCII.
                return isAscii || Utf8.IsValid(text[start..position]) ? position : Malformed;
            }

            if (unusual == (byte)'\\')
            {
                isEscaped = true;
                var length = JsonEscapes.LengthOf(text[position..]);
                if (length == 0)
                {
                    return Malformed;
                }

                // An escape often follows another.
                position += length;
                if ((uint)position < (uint)text.Length && text[position] == (byte)'\\')
                {
                    continue;
                }
            }
            else if (unusual < ' ')
            {
                return Malformed;
            }
            else
            {
                isAscii = false;
            }

            position = isAscii ? JsonScan.Find<UnusualInString>(text, position) : JsonScan.Find<SyntaxInString>(text, position);
        }

        return Malformed;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int EndOfAnyNumber(ReadOnlySpan<byte> text, int position)
    {
        if (text[position] == (byte)'-')
        {
            position++;
        }

        var isZero = (uint)position < (uint)text.Length && text[position] == (byte)'0';
        position = isZero ? position + 1 : EndOfDigits(text, position);
        if ((uint)position < (uint)text.Length && text[position] == (byte)'.')
        {
            position = EndOfDigits(text, position + 1);
        }

        if ((uint)position < (uint)text.Length && text[position] is (byte)'e' or (byte)'E')
        {
            position++;
            var isSigned = (uint)position < (uint)text.Length && text[position] is (byte)'+' or (byte)'-';
            position = EndOfDigits(text, isSigned ? position + 1 : position);
        }

        return position;
    }

    /// <summary>At least one digit. <see cref="Malformed"/> stays what it is in the comparisons above: no text has a byte there.</summary>
    private static int EndOfDigits(ReadOnlySpan<byte> text, int position)
    {
        var end = position;
        while ((uint)end < (uint)text.Length && (uint)(text[end] - '0') <= 9)
        {
            end++;
        }

        return end > position ? end : Malformed;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int EndOfWhiteSpace(ReadOnlySpan<byte> text, int position) => JsonScan.Find<NotWhiteSpace>(text, position);
}
