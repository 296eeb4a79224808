using System.Text.Json;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets.OAuth2;

/// <summary>What is asked of a token endpoint, and as whom.</summary>
internal sealed record OAuth2Options
{
    public required OAuth2Grant Grant { get; init; }

    public required ClientAuthentication ClientAuthentication { get; init; }

    /// <summary>Null only without client authentication.</summary>
    public string? ClientId { get; init; }

    /// <summary>With <see cref="ClientAuthentication.Basic"/> and <see cref="ClientAuthentication.Post"/>.</summary>
    public SecretReference? ClientSecret { get; init; }

    /// <summary>Signs the assertions, where there are any.</summary>
    public AssertionSigner? Signer { get; init; }

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The parameter <c>audience</c>, as some issuers have it.</summary>
    public string? Audience { get; init; }

    /// <summary>The parameter <c>resource</c> (RFC 8707).</summary>
    public string? Resource { get; init; }

    /// <summary>Who vouches in the assertion of the grant.</summary>
    public string? Issuer { get; init; }

    /// <summary>For whom.</summary>
    public string? Subject { get; init; }

    /// <summary>What the assertion of the grant claims besides; an object.</summary>
    public JsonElement? Claims { get; init; }
}
