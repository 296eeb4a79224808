using System.Net;
using System.Security.Cryptography;
using System.Text;
using Gateway.Secrets.Http;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets.OAuth2;

/// <summary>Reads what a token endpoint answered (RFC 6749 sections 5.1 and 5.2). A stranger wrote it: nothing of it is repeated but an error's code, by our own list.</summary>
internal static class TokenAnswer
{
    /// <summary>No token lives for longer; more would only be a number that overflows something.</summary>
    private const long MostSeconds = 10L * 365 * 24 * 60 * 60;

    private const string Bearer = "bearer";

    /// <summary>The codes of RFC 6749 section 5.2 and RFC 8707 section 2, and what to do about them.</summary>
    private static readonly (string Code, string Advice)[] Errors =
    [
        ("invalid_request", "it misses something, or cannot read what it was sent"),
        ("invalid_client", "ClientId, ClientAuthentication, or the secret or key of the client is not what it knows; where an assertion proves the client, look at AssertionAudience and both clocks, too"),
        ("invalid_grant", "it does not take the assertion: look at Issuer, Subject, AssertionAudience, the key, and both clocks"),
        ("unauthorized_client", "this client may not use this grant"),
        ("unsupported_grant_type", "it does not have this grant"),
        ("invalid_scope", "it does not know what is under Scopes, or this client may not have it"),
        ("invalid_target", "it does not know what is under Resource or Audience, or this client may not have it"),
    ];

    /// <summary>Reads an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="asked">When it was asked for: no token has lived for longer.</param>
    public static SecretReading Read(StoreAnswer answer, DateTimeOffset asked)
    {
        if (answer.Failure is { } failure)
        {
            return SecretReading.Absent(failure);
        }

        return answer.Status == HttpStatusCode.OK ? ReadToken(answer.Body, asked) : SecretReading.Absent(Explain(answer), answer.RetryAfter);
    }

    private static SecretReading ReadToken(ReadOnlySpan<byte> body, DateTimeOffset asked)
    {
        if (!JsonMember.IsObject(body, []))
        {
            return SecretReading.Broken("what the token endpoint answered is no JSON object");
        }

        if (!JsonMember.TryReadText(body, ["token_type"], out var type) || !Ascii.EqualsIgnoreCase(type, Bearer))
        {
            return SecretReading.Broken("the token endpoint does not say that what it answered is a bearer token (token_type)");
        }

        DateTimeOffset? expiresAt = null;
        if (JsonMember.Has(body, ["expires_in"]))
        {
            if (!JsonMember.TryReadSeconds(body, ["expires_in"], out var seconds) || seconds <= 0)
            {
                return SecretReading.Broken("how long the token lives (expires_in) is not a number of seconds, of 1 or more");
            }

            expiresAt = asked + TimeSpan.FromSeconds(Math.Min(seconds, MostSeconds));
        }

        if (!JsonMember.TryReadText(body, ["access_token"], out var token))
        {
            return SecretReading.Broken("the token endpoint answered without a token (access_token)");
        }

        // RFC 6750 section 2.1: what else could be in it would be a header of its own.
        if (token.Length == 0 || token.AsSpan().ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            CryptographicOperations.ZeroMemory(token);
            return SecretReading.Broken("what the token endpoint answered as a token is empty, or has characters that no token has");
        }

        return SecretReading.Found(token, expiresAt);
    }

    private static string Explain(StoreAnswer answer)
    {
        // Whatever code stands beside it: the server has nothing there that could judge the request.
        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            return $"the token endpoint answered {(int)answer.Status}: it is not at this address, check TokenEndpoint";
        }

        if (JsonMember.TryReadText(answer.Body, ["error"], out var written))
        {
            foreach (var (code, advice) in Errors)
            {
                if (Ascii.Equals(written, code))
                {
                    return $"the token endpoint refuses with {code}: {advice}";
                }
            }
        }

        return (int)answer.Status is >= StatusCodes.Status300MultipleChoices and < StatusCodes.Status400BadRequest
            ? $"the token endpoint answered {(int)answer.Status}: it leads elsewhere, where our credentials do not follow"
            : $"the token endpoint answered {(int)answer.Status}";
    }
}
