namespace Gateway.Transforms.Validation.Formats;

/// <summary>Punycode (RFC 3492), the spelling of Unicode labels in ASCII.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int MinimumThreshold = 1;
    private const int MaximumThreshold = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int FirstNonAscii = 0x80;

    /// <summary>Decodes a label without its prefix (section 6.2).</summary>
    /// <returns>The number of code points, or -1 when it is not Punycode or has more than there is room for.</returns>
    public static int Decode(ReadOnlySpan<byte> text, Span<int> codePoints)
    {
        var delimiter = text.LastIndexOf((byte)'-');
        var count = Math.Max(delimiter, 0);
        if (count > codePoints.Length)
        {
            return -1;
        }

        for (var i = 0; i < count; i++)
        {
            codePoints[i] = char.ToLowerInvariant((char)text[i]);
        }

        var rest = delimiter < 0 ? text : text[(delimiter + 1)..];
        long codePoint = FirstNonAscii;
        long position = 0;
        var bias = InitialBias;
        while (!rest.IsEmpty)
        {
            var start = position;
            if (!TryReadInteger(ref rest, bias, ref position) || count == codePoints.Length)
            {
                return -1;
            }

            count++;
            bias = Adapt(position - start, count, isFirst: start == 0);
            codePoint += position / count;
            position %= count;
            if (codePoint is > 0x10FFFF or (>= 0xD800 and <= 0xDFFF))
            {
                return -1;
            }

            codePoints[(int)position..(count - 1)].CopyTo(codePoints[((int)position + 1)..]);
            codePoints[(int)position] = (int)codePoint;
            position++;
        }

        return count;
    }

    /// <summary>The length of the label's spelling, without its prefix (section 6.3).</summary>
    public static int EncodedLength(ReadOnlySpan<int> codePoints)
    {
        var handled = 0;
        foreach (var codePoint in codePoints)
        {
            handled += codePoint < FirstNonAscii ? 1 : 0;
        }

        var length = handled > 0 ? handled + 1 : 0;
        var ascii = handled;
        var current = FirstNonAscii;
        long delta = 0;
        var bias = InitialBias;
        while (handled < codePoints.Length)
        {
            var next = int.MaxValue;
            foreach (var codePoint in codePoints)
            {
                next = codePoint >= current && codePoint < next ? codePoint : next;
            }

            delta += (long)(next - current) * (handled + 1);
            current = next;
            foreach (var codePoint in codePoints)
            {
                delta += codePoint < current ? 1 : 0;
                if (codePoint == current)
                {
                    length += DigitsOf(delta, bias);
                    bias = Adapt(delta, handled + 1, isFirst: handled == ascii);
                    delta = 0;
                    handled++;
                }
            }

            delta++;
            current++;
        }

        return length;
    }

    private static bool TryReadInteger(ref ReadOnlySpan<byte> text, int bias, ref long position)
    {
        long weight = 1;
        for (var k = Base; ; k += Base)
        {
            var digit = text.IsEmpty ? -1 : DigitOf(text[0]);
            if (digit < 0)
            {
                return false;
            }

            text = text[1..];
            position += digit * weight;
            var threshold = Threshold(k, bias);
            if (digit < threshold)
            {
                return true;
            }

            weight *= Base - threshold;
            if (position > int.MaxValue || weight > int.MaxValue)
            {
                return false;
            }
        }
    }

    private static int DigitsOf(long delta, int bias)
    {
        var digits = 1;
        for (var k = Base; delta >= Threshold(k, bias); k += Base)
        {
            var threshold = Threshold(k, bias);
            delta = (delta - threshold) / (Base - threshold);
            digits++;
        }

        return digits;
    }

    private static int Threshold(int k, int bias) => Math.Clamp(k - bias, MinimumThreshold, MaximumThreshold);

    private static int Adapt(long delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        var k = 0;
        for (; delta > (Base - MinimumThreshold) * MaximumThreshold / 2; k += Base)
        {
            delta /= Base - MinimumThreshold;
        }

        return k + (int)((Base - MinimumThreshold + 1) * delta / (delta + Skew));
    }

    private static int DigitOf(byte b) => (char)b switch
    {
        >= 'a' and <= 'z' => b - 'a',
        >= 'A' and <= 'Z' => b - 'A',
        >= '0' and <= '9' => b - '0' + 26,
        _ => -1,
    };
}
