namespace Gateway.Transforms.Validation.Patterns;

/// <summary>Counts the ranges of code points that a pattern gathers, also those that are then merged or complemented away: gathering them is what takes time.</summary>
internal sealed class RangeAllowance
{
    /// <summary>In all classes; <c>\p{L}</c> has some hundreds.</summary>
    private const int MaxRanges = 1 << 16;

    private int _gathered;

    /// <summary>Why the pattern cannot be run, once it gathers too many.</summary>
    public string? Problem => _gathered > MaxRanges ? "The pattern has too many classes of characters, such as \\p{L}; split it into several." : null;

    /// <summary>Accounts for so many ranges, before they are gathered.</summary>
    /// <returns>Whether they may be.</returns>
    public bool TryGather(int ranges)
    {
        if (_gathered <= MaxRanges)
        {
            _gathered += ranges;
        }

        return _gathered <= MaxRanges;
    }
}
