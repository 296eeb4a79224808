using System.Net.Http.Headers;
using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets.OAuth2;

/// <summary>Makes requests for a token, each with the credentials that are current then.</summary>
internal sealed class TokenRequest(OAuth2Options options)
{
    private const string JwtBearerGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private const string JwtBearerAssertion = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>Makes a request.</summary>
    /// <param name="endpoint">The token endpoint.</param>
    /// <param name="request">The request; null when there is none.</param>
    /// <returns>Null, or the reading that it comes to that there is none.</returns>
    public SecretReading? TryMake(Uri endpoint, out HttpRequestMessage? request)
    {
        var form = new PooledBuffer();
        AuthenticationHeaderValue? authorization = null;
        if ((WriteGrant(form) ?? WriteClient(form, out authorization)) is { } failure)
        {
            form.Dispose();
            request = null;
            return failure;
        }

        WriteParameters(form);

        // Its memory goes back when it is sent, however early an answer comes.
        request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new SingleUseContent(form) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Authorization = authorization;
        return null;
    }

    private SecretReading? WriteGrant(PooledBuffer form)
    {
        if (options.Grant == OAuth2Grant.ClientCredentials)
        {
            FormText.WriteField(form, "grant_type"u8, "client_credentials"u8);
            return null;
        }

        FormText.WriteField(form, "grant_type"u8, JwtBearerGrant);
        return WriteAssertion(form, "assertion"u8, options.Issuer!, options.Subject!, isGrant: true);
    }

    private SecretReading? WriteClient(PooledBuffer form, out AuthenticationHeaderValue? authorization)
    {
        authorization = null;
        if (options.ClientAuthentication == ClientAuthentication.Basic)
        {
            return MakeBasic(out authorization);
        }

        if (options.ClientId is { } id)
        {
            FormText.WriteField(form, "client_id"u8, id);
        }

        switch (options.ClientAuthentication)
        {
            case ClientAuthentication.Post:
                if (!options.ClientSecret!.TryLease(out var lease))
                {
                    return NoClientSecret();
                }

                using (lease)
                {
                    FormText.WriteField(form, "client_secret"u8, lease.Bytes);
                }

                return null;

            case ClientAuthentication.PrivateKeyJwt:
                FormText.WriteField(form, "client_assertion_type"u8, JwtBearerAssertion);
                return WriteAssertion(form, "client_assertion"u8, options.ClientId!, options.ClientId!, isGrant: false);

            default:
                return null;
        }
    }

    /// <summary>RFC 6749 section 2.3.1: both halves are encoded as in a form before they are joined.</summary>
    private SecretReading? MakeBasic(out AuthenticationHeaderValue? authorization)
    {
        authorization = null;
        if (!options.ClientSecret!.TryLease(out var lease))
        {
            return NoClientSecret();
        }

        using (lease)
        using (var credentials = new PooledBuffer())
        {
            FormText.Write(credentials, Encoding.UTF8.GetBytes(options.ClientId!));
            credentials.Write(":"u8);
            FormText.Write(credentials, lease.Bytes);

            // The framework takes header values as strings alone: this one stays in memory until the collector gets to it.
            authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials.WrittenSpan));
            return null;
        }
    }

    private SecretReading? WriteAssertion(PooledBuffer form, ReadOnlySpan<byte> name, string issuer, string subject, bool isGrant)
    {
        using var assertion = new PooledBuffer();
        if (options.Signer!.TryWrite(issuer, subject, isGrant ? options.Claims : null, assertion) is { } failure)
        {
            return failure;
        }

        FormText.WriteField(form, name, assertion.WrittenSpan);
        return null;
    }

    private void WriteParameters(PooledBuffer form)
    {
        if (options.Scopes.Count > 0)
        {
            FormText.WriteField(form, "scope"u8, string.Join(' ', options.Scopes));
        }

        if (options.Audience is { } audience)
        {
            FormText.WriteField(form, "audience"u8, audience);
        }

        if (options.Resource is { } resource)
        {
            FormText.WriteField(form, "resource"u8, resource);
        }
    }

    private SecretReading NoClientSecret() => SecretReading.Absent($"the secret {options.ClientSecret}, with which it is asked for, is not there");
}
