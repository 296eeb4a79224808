namespace Gateway.Configuration.Options;

/// <summary><c>Revocation</c>: how it is found out that a certificate was revoked.</summary>
internal enum RevocationCheck
{
    /// <summary>It is not.</summary>
    Off,

    /// <summary>The framework asks the addresses that the certificates name.</summary>
    Online,

    /// <summary>The configured lists say it.</summary>
    Offline,
}
