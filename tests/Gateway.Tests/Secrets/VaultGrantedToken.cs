namespace Gateway.Tests.Secrets;

/// <summary>A token that a <see cref="VaultEngine"/> gave out.</summary>
internal sealed class VaultGrantedToken
{
    public required string Text { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>For how long a renewal asks; zero for a token that does not end.</summary>
    public required TimeSpan Life { get; init; }

    /// <summary>When it ends at the latest.</summary>
    public required DateTimeOffset LastEnd { get; init; }

    public required bool IsRenewable { get; init; }

    /// <summary>When it ends unless it is renewed.</summary>
    public DateTimeOffset End { get; set; }
}
