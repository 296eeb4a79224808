namespace Gateway.Transforms.Validation.Values;

/// <summary>
/// A JSON number read from its text, of whatever size and precision: its significant digits without leading and trailing zeros, and the place
/// of its decimal point. Two texts of one number (<c>1</c>, <c>1.0</c>, <c>10e-1</c>) read alike.
/// </summary>
/// <remarks>
/// An exponent of more than 18 digits counts as 10^18. A schema may not use one, so against a schema every comparison is exact; two numbers of
/// a body that differ only beyond that count as equal.
/// </remarks>
internal readonly ref struct JsonNumber
{
    private const int ExponentDigits = 18;
    private const long ExponentLimit = 1_000_000_000_000_000_000;

    // The digits stand in the text in two runs, before and after the decimal point.
    private readonly ReadOnlySpan<byte> _head;
    private readonly ReadOnlySpan<byte> _tail;

    /// <param name="text">A number by the grammar of RFC 8259 section 6.</param>
    public JsonNumber(ReadOnlySpan<byte> text)
    {
        IsNegative = text[0] == '-';
        text = IsNegative ? text[1..] : text;

        long exponent = 0;
        var mark = text.IndexOfAny((byte)'e', (byte)'E');
        if (mark >= 0)
        {
            exponent = ReadExponent(text[(mark + 1)..]);
            text = text[..mark];
        }

        var point = text.IndexOf((byte)'.');
        _head = (point < 0 ? text : text[..point]).TrimStart((byte)'0');
        _tail = (point < 0 ? default : text[(point + 1)..]).TrimEnd((byte)'0');
        Magnitude = _head.Length + exponent;
        if (_head.IsEmpty)
        {
            var fraction = _tail.Length;
            _tail = _tail.TrimStart((byte)'0');
            Magnitude -= fraction - _tail.Length;
        }

        if (_tail.IsEmpty)
        {
            _head = _head.TrimEnd((byte)'0');
        }

        if (DigitCount == 0)
        {
            IsNegative = false;
            Magnitude = 0;
        }

        IsExact = DigitCount == 0 || Math.Abs(exponent) < ExponentLimit;
    }

    /// <summary>Whether it is below zero; <c>-0</c> is not.</summary>
    public bool IsNegative { get; }

    /// <summary>The number is 0.d1d2d3... times ten to this power.</summary>
    public long Magnitude { get; }

    /// <summary>Its significant digits; none for zero.</summary>
    public int DigitCount => _head.Length + _tail.Length;

    public bool IsInteger => Magnitude >= DigitCount;

    /// <summary>Whether the exponent was small enough to be held.</summary>
    public bool IsExact { get; }

    private int Sign => DigitCount == 0 ? 0 : IsNegative ? -1 : 1;

    public static int Compare(JsonNumber a, JsonNumber b)
    {
        if (a.Sign != b.Sign)
        {
            return a.Sign.CompareTo(b.Sign);
        }

        var order = a.Magnitude.CompareTo(b.Magnitude);
        if (order == 0)
        {
            order = CompareDigits(a, b);
        }

        return a.IsNegative ? -order : order;
    }

    /// <summary>The number as a count of something; one too large for an integer is larger than anything that is counted.</summary>
    public bool TryGetCount(out int count)
    {
        count = 0;
        if (IsNegative || !IsInteger)
        {
            return false;
        }

        long value = 0;
        for (var i = 0; i < Magnitude && value <= int.MaxValue; i++)
        {
            value = (value * 10) + (i < DigitCount ? DigitAt(i) : 0);
        }

        count = (int)Math.Min(value, int.MaxValue);
        return true;
    }

    /// <summary>The significant digits, as text.</summary>
    public void CopyDigitsTo(Span<byte> destination)
    {
        _head.CopyTo(destination);
        _tail.CopyTo(destination[_head.Length..]);
    }

    public int DigitAt(int index) => (index < _head.Length ? _head[index] : _tail[index - _head.Length]) - '0';

    private static int CompareDigits(JsonNumber a, JsonNumber b)
    {
        if (a._tail.IsEmpty && b._tail.IsEmpty)
        {
            return a._head.SequenceCompareTo(b._head);
        }

        var common = Math.Min(a.DigitCount, b.DigitCount);
        for (var i = 0; i < common; i++)
        {
            var order = a.DigitAt(i) - b.DigitAt(i);
            if (order != 0)
            {
                return order;
            }
        }

        // Without trailing zeros, more digits are more.
        return a.DigitCount.CompareTo(b.DigitCount);
    }

    private static long ReadExponent(ReadOnlySpan<byte> text)
    {
        var negative = text[0] == '-';
        var digits = (text[0] is (byte)'-' or (byte)'+' ? text[1..] : text).TrimStart((byte)'0');
        var value = ExponentLimit;
        if (digits.Length <= ExponentDigits)
        {
            value = 0;
            foreach (var digit in digits)
            {
                value = (value * 10) + (digit - '0');
            }
        }

        return negative ? -value : value;
    }
}
