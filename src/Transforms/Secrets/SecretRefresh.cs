namespace Gateway.Transforms.Secrets;

/// <summary>What came of reading a secret again.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Failure">Why there is no value that can be used, in words that hold nothing of it; null if there is one.</param>
public sealed record SecretRefresh(RefreshOutcome Outcome, string? Failure)
{
    /// <summary>Whether there is no value there, or it cannot be reached; false for one that is there and wrong.</summary>
    public bool IsAbsent { get; init; }

    /// <summary>Whether the reason is another one than at the reading before.</summary>
    public bool IsNewFailure { get; init; }

    /// <summary>Whether readings before this one had failed, and this one did not.</summary>
    public bool IsRecovery { get; init; }

    /// <summary>What someone should look at although there is a value; null for nothing, or for what was said of the reading before.</summary>
    public string? Warning { get; init; }
}
