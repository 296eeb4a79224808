using System.Globalization;

namespace Gateway.Transforms.Minimization;

/// <summary>What a mask leaves of a value: nothing (<c>all</c>), or its first or last few characters (<c>first2</c>, <c>last4</c>).</summary>
/// <param name="First">Characters left at the beginning.</param>
/// <param name="Last">Characters left at the end.</param>
public readonly record struct MaskStyle(int First, int Last)
{
    private const int MostShown = 16;

    /// <summary>Reads <c>all</c>, <c>firstN</c> or <c>lastN</c> with N from 1 to 16.</summary>
    public static bool TryParse(string text, out MaskStyle style)
    {
        style = default;
        if (text == "all")
        {
            return true;
        }

        var isFirst = text.StartsWith("first", StringComparison.Ordinal);
        var digits = isFirst ? text.AsSpan(5) : text.StartsWith("last", StringComparison.Ordinal) ? text.AsSpan(4) : default;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var shown) || shown is < 1 or > MostShown)
        {
            return false;
        }

        style = isFirst ? new MaskStyle(shown, 0) : new MaskStyle(0, shown);
        return true;
    }
}
