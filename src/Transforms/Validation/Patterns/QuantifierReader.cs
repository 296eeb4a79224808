using System.Globalization;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>
/// Reads the quantifiers of ECMA-262 section 22.2.1, and knows how often what they repeat is repeated: counted repetitions are written out,
/// and those inside one another multiply.
/// </summary>
internal sealed class QuantifierReader(PatternCursor cursor)
{
    private const int MaxRepetitions = 10_000;

    /// <summary>Of counted repetitions inside one another, the product of their bounds.</summary>
    private const int MaxProduct = 1_000;

    /// <summary>The largest product of repetitions in each group that is open, and outside of all.</summary>
    private readonly Stack<int> _products = new([1]);

    /// <summary>The product of the repetitions in the group that was closed last, if a quantifier may follow it.</summary>
    private int _repeated = 1;

    /// <summary>Why the last quantifier is none of ECMA-262.</summary>
    public string? Error { get; private set; }

    /// <summary>Why a quantifier that was read cannot be run here.</summary>
    public string? Unsupported { get; private set; }

    /// <summary>What may be repeated is a single character, or nothing.</summary>
    public void MeetAtom() => _repeated = 1;

    public void OpenGroup()
    {
        _products.Push(1);
        _repeated = 1;
    }

    /// <summary>What may be repeated is a group. One that closes without having been opened is an error of others.</summary>
    public void CloseGroup()
    {
        if (_products.Count > 1)
        {
            _repeated = _products.Pop();
            Contain(_repeated);
        }
    }

    /// <summary>The quantifier that stands here, without an upper bound where there is none; null where no quantifier stands.</summary>
    public (int Least, int? Most)? TryRead()
    {
        (int Least, int? Most) quantifier;
        if (cursor.TryTake('*'))
        {
            quantifier = (0, null);
        }
        else if (cursor.TryTake('+'))
        {
            quantifier = (1, null);
        }
        else if (cursor.TryTake('?'))
        {
            quantifier = (0, 1);
        }
        else if (cursor.TakeBraces() is { } braces)
        {
            quantifier = ReadBraces(braces.Minimum, braces.Maximum);
        }
        else
        {
            return null;
        }

        // A lazy quantifier changes what is captured, not whether it matches.
        cursor.TryTake('?');
        return quantifier;
    }

    private (int Least, int? Most) ReadBraces(string minimum, string? maximum)
    {
        var least = Count(minimum);
        int? most = maximum is null ? null : Count(maximum);
        var bound = most ?? least;
        if (least > bound)
        {
            Error = "a quantifier's bounds are out of order";
        }
        else if (bound > MaxRepetitions)
        {
            Unsupported ??= $"A quantifier of more than {MaxRepetitions} is not supported; use minLength and maxLength.";
        }
        else
        {
            Multiply(bound);
        }

        return (least, most);
    }

    private void Multiply(int bound)
    {
        // Neither exceeds ten thousand.
        var product = _repeated * Math.Max(bound, 1);
        if (_repeated > 1 && bound > 1 && product > MaxProduct)
        {
            Unsupported ??= $"Counted repetitions inside one another repeat more than {MaxProduct} times by the product of their bounds; write smaller bounds, or several patterns.";
        }

        Contain(Math.Min(product, MaxRepetitions));
    }

    private void Contain(int product)
    {
        if (product > _products.Peek())
        {
            _products.Push(Math.Max(_products.Pop(), product));
        }
    }

    private static int Count(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : int.MaxValue;
}
