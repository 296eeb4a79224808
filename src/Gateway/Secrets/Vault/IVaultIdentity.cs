using System.Text.Json;

namespace Gateway.Secrets.Vault;

/// <summary>Who the gateway is to an auth method that it logs in at.</summary>
internal interface IVaultIdentity
{
    /// <summary>What to look at when the login is refused, for the operator.</summary>
    string Advice { get; }

    /// <summary>Writes the members of the login's body, with what they are at this moment.</summary>
    /// <returns>Null, or why that cannot be done, in words that hold nothing of them.</returns>
    string? Write(Utf8JsonWriter json);
}
