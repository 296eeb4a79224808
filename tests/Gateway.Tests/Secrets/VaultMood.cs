namespace Gateway.Tests.Secrets;

/// <summary>How a <see cref="VaultServer"/> behaves to everybody.</summary>
internal enum VaultMood
{
    /// <summary>As it should.</summary>
    Well,

    /// <summary>It takes requests and does not answer until its mood changes.</summary>
    Slow,

    /// <summary>It drops every connection.</summary>
    Down,

    /// <summary>503, sealed.</summary>
    Sealed,

    /// <summary>429 with <see cref="VaultServer.RetryAfter"/>.</summary>
    RateLimiting,

    /// <summary>200 with something that is not Vault's.</summary>
    Garbage,

    /// <summary>403, whatever the token.</summary>
    Denying,

    /// <summary>307 to another node.</summary>
    Standby,

    /// <summary>412: behind the other nodes.</summary>
    Behind,

    /// <summary>500.</summary>
    Faulty,
}
