namespace Gateway.Egress.Resilience;

/// <summary>Whether an attempt is followed by another, or why not.</summary>
internal enum RetryDecision
{
    Repeat,

    /// <summary>It did not fail, not by what is repeated, or it may have been processed.</summary>
    NotRepeatable,

    NoAttemptsLeft,

    /// <summary>The wait would be longer than allowed, or than the time that is left.</summary>
    TooLate,

    /// <summary>The upstream has had its share of further attempts.</summary>
    NoBudget,
}
