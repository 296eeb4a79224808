namespace Gateway.Transforms.Secrets;

/// <summary>What came of reading a secret again.</summary>
public enum RefreshOutcome
{
    /// <summary>The value is what it was.</summary>
    Unchanged,

    /// <summary>There is another value, or a value again, and it is in use.</summary>
    Rotated,

    /// <summary>There is no value that can be used; the last good one stays, as long as it may.</summary>
    Failed,

    /// <summary>The same as at the last reading, which failed.</summary>
    StillFailed,
}
