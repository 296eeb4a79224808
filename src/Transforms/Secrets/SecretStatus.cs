namespace Gateway.Transforms.Secrets;

/// <summary>What can be told of a secret at one moment. Nothing of its value but its length.</summary>
/// <param name="Handle">Where its value is.</param>
/// <param name="SourceName">The kind of its source.</param>
/// <param name="Length">The number of its bytes; null if there is no value in use.</param>
public sealed record SecretStatus(SecretHandle Handle, string SourceName, int? Length)
{
    /// <summary>The name under <c>Secrets</c>.</summary>
    public string Name => Handle.Name;

    /// <summary>How old the value is: since whoever keeps it says that it changed, or else since it was first seen here. Null if there is none.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>How long ago the last good reading was; null if there was none, or if it is never read again.</summary>
    public TimeSpan? Staleness { get; init; }

    /// <summary>How long the value is still good; negative once it is not. Null if nobody said.</summary>
    public TimeSpan? Expiry { get; init; }

    /// <summary>Whether the value is older than it should become; null if it may become as old as it likes.</summary>
    public bool? IsOverdue { get; init; }

    /// <summary>Why the last reading gave no value that can be used; null if it did.</summary>
    public string? Failure { get; init; }
}
