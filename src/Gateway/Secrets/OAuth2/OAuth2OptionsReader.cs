using System.Buffers;
using System.Text.Json;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Jose;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets.OAuth2;

/// <summary>Reads what is asked of a token endpoint, and as whom. A key that means nothing beside the others is an error: someone expects something of it.</summary>
internal sealed class OAuth2OptionsReader(SectionReader section, SecretSourceContext context)
{
    /// <summary>RFC 6749 section 3.3; the list has the spaces between them.</summary>
    private static readonly SearchValues<char> ScopeCharacters =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(static code => (char)code).Where(static c => c is not ('"' or '\\'))]);

    /// <summary>Reads them.</summary>
    /// <param name="endpoint">The token endpoint; null if it is not known.</param>
    /// <returns>Null, with a problem reported, when something is wrong.</returns>
    public OAuth2Options? Read(Uri? endpoint)
    {
        var errors = context.Problems.ErrorCount;
        var grant = section.Choice("Grant", OAuth2Grant.ClientCredentials, ("client-credentials", OAuth2Grant.ClientCredentials), ("jwt-bearer", OAuth2Grant.JwtBearer));
        var authentication = section.Choice(
            "ClientAuthentication",
            grant == OAuth2Grant.JwtBearer ? ClientAuthentication.None : ClientAuthentication.Basic,
            ("basic", ClientAuthentication.Basic),
            ("post", ClientAuthentication.Post),
            ("private-key-jwt", ClientAuthentication.PrivateKeyJwt),
            ("none", ClientAuthentication.None));
        if (grant == OAuth2Grant.ClientCredentials && authentication == ClientAuthentication.None)
        {
            Error("ClientAuthentication", "with the grant client-credentials nothing else says who asks: basic, post or private-key-jwt");
        }

        var clientId = authentication == ClientAuthentication.None ? section.Text("ClientId") : section.RequiredText("ClientId");
        var isSigned = grant == OAuth2Grant.JwtBearer || authentication == ClientAuthentication.PrivateKeyJwt;
        var issuer = ReadOfGrant(grant, "Issuer") ?? clientId;
        if (grant == OAuth2Grant.JwtBearer && issuer is null)
        {
            Error("Issuer", "the assertion needs to say who vouches: this key, or ClientId, is required");
        }

        var options = new OAuth2Options
        {
            Grant = grant,
            ClientAuthentication = authentication,
            ClientId = clientId,
            ClientSecret = ReadClientSecret(authentication),
            Signer = ReadSigner(isSigned, endpoint),
            Scopes = ReadScopes(),
            Audience = section.Text("Audience"),
            Resource = ReadResource(),
            Issuer = issuer,
            Subject = ReadOfGrant(grant, "Subject") ?? issuer,
            Claims = ReadClaims(grant),
        };
        return context.Problems.ErrorCount == errors ? options : null;
    }

    private SecretReference? ReadClientSecret(ClientAuthentication authentication)
    {
        if (authentication is ClientAuthentication.Basic or ClientAuthentication.Post)
        {
            return context.Reference(section, "ClientSecret");
        }

        if (section.Has("ClientSecret"))
        {
            section.SensitiveText("ClientSecret");
            Error("ClientSecret", "the client does not prove itself with a secret here: say ClientAuthentication: basic or post, or leave the key out");
        }

        return null;
    }

    private AssertionSigner? ReadSigner(bool isSigned, Uri? endpoint)
    {
        var keyId = section.Text("KeyId");
        var algorithm = section.Choice("Algorithm", null, [.. JwsSigner.Algorithms.Select(static name => (name, (string?)name))]);
        var audience = section.Text("AssertionAudience") ?? endpoint?.OriginalString;
        if (isSigned)
        {
            return context.Reference(section, "Key") is { } key && audience is not null
                ? new AssertionSigner(new JwsSigner(algorithm, keyId, "JWT"), key, audience, context.Clock)
                : null;
        }

        foreach (var key in (ReadOnlySpan<string>)["Key", "KeyId", "Algorithm", "AssertionAudience"])
        {
            if (section.Has(key))
            {
                section.SensitiveText(key);
                Error(key, "nothing is signed here: say Grant: jwt-bearer or ClientAuthentication: private-key-jwt, or leave the key out");
            }
        }

        return null;
    }

    private IReadOnlyList<string> ReadScopes()
    {
        var scopes = section.TextList("Scopes");
        if (scopes is [])
        {
            Error("Scopes", "a list without scopes asks for nothing: leave the key out");
        }

        for (var i = 0; i < (scopes?.Count ?? 0); i++)
        {
            if (scopes![i].AsSpan().ContainsAnyExcept(ScopeCharacters))
            {
                context.Problems.Error(section.Path.Key("Scopes").Item(i), "a scope has no spaces, quotes, backslashes or characters beyond ASCII (RFC 6749 section 3.3): one for each item of the list");
            }
        }

        return scopes ?? [];
    }

    private string? ReadResource()
    {
        var resource = section.Text("Resource");
        if (resource is not null && (!Uri.TryCreate(resource, UriKind.Absolute, out _) || resource.Contains('#', StringComparison.Ordinal)))
        {
            Error("Resource", "expected an absolute URI without a fragment (RFC 8707 section 2), such as https://api.example.com/");
        }

        return resource;
    }

    private string? ReadOfGrant(OAuth2Grant grant, string key)
    {
        var text = section.Text(key);
        JudgeOfGrant(grant, key);
        return text;
    }

    private JsonElement? ReadClaims(OAuth2Grant grant)
    {
        var json = section.Json("Claims");
        JudgeOfGrant(grant, "Claims");
        if (json is not { } written)
        {
            return null;
        }

        using var document = JsonDocument.Parse(written);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.EnumerateObject().Any())
        {
            Error("Claims", """expected an object with claims, such as { "scope": "reports.write" }""");
            return null;
        }

        foreach (var own in AssertionSigner.OwnClaims)
        {
            if (document.RootElement.TryGetProperty(own, out _))
            {
                Error("Claims", $"'{own}' cannot be set here: it comes from Issuer, Subject, AssertionAudience or the clock");
            }
        }

        return document.RootElement.Clone();
    }

    private void JudgeOfGrant(OAuth2Grant grant, string key)
    {
        if (grant != OAuth2Grant.JwtBearer && section.Has(key))
        {
            Error(key, "this is of the assertion of the grant jwt-bearer: say Grant: jwt-bearer, or leave the key out");
        }
    }

    private void Error(string key, string problem) => context.Problems.Error(section.Path.Key(key), problem);
}
