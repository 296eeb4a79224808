namespace Gateway.Egress.Tls;

/// <summary>What the lists say of a certificate.</summary>
internal enum RevocationState
{
    /// <summary>A current list of its issuer does not have it.</summary>
    Good,

    /// <summary>There is no current list of its issuer.</summary>
    Unknown,

    /// <summary>A list of its issuer has it.</summary>
    Revoked,
}
