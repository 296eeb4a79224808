using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Jose;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets.OAuth2;

/// <summary>Makes the assertions that a token endpoint takes (RFC 7523 section 3): each is good once, and for a few minutes.</summary>
/// <param name="signer">Signs them.</param>
/// <param name="key">The secret that is the private key.</param>
/// <param name="audience">For whom they are.</param>
/// <param name="clock">The time.</param>
internal sealed class AssertionSigner(JwsSigner signer, SecretReference key, string audience, TimeProvider clock)
{
    /// <summary>What the assertion says by itself: a configuration does not say it again.</summary>
    public static readonly string[] OwnClaims = ["iss", "sub", "aud", "iat", "nbf", "exp", "jti"];

    private const int IdSize = 16;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(2);

    /// <summary>The issuer's clock may be slow.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>Appends an assertion.</summary>
    /// <param name="issuer">Who vouches.</param>
    /// <param name="subject">For whom.</param>
    /// <param name="claims">What is claimed besides.</param>
    /// <param name="destination">Gets the signed text.</param>
    /// <returns>Null, or the reading that it comes to that there is none.</returns>
    public SecretReading? TryWrite(string issuer, string subject, JsonElement? claims, PooledBuffer destination)
    {
        if (!key.TryLease(out var lease))
        {
            return SecretReading.Absent($"the secret {key}, with which it is asked for, is not there");
        }

        using (lease)
        {
            using var payload = new PooledBuffer();
            WriteClaims(issuer, subject, claims, payload);
            return signer.TrySign(payload.WrittenSpan, lease.Value, destination) is { } problem
                ? SecretReading.Broken($"the secret {key}, with which it is asked for, cannot sign: {problem}")
                : null;
        }
    }

    private void WriteClaims(string issuer, string subject, JsonElement? claims, PooledBuffer payload)
    {
        var now = clock.GetUtcNow();
        using var json = new Utf8JsonWriter(payload);
        json.WriteStartObject();
        json.WriteString("iss"u8, issuer);
        json.WriteString("sub"u8, subject);
        json.WriteString("aud"u8, audience);
        json.WriteNumber("iat"u8, now.ToUnixTimeSeconds());
        json.WriteNumber("nbf"u8, (now - Skew).ToUnixTimeSeconds());
        json.WriteNumber("exp"u8, (now + Life).ToUnixTimeSeconds());
        json.WriteString("jti"u8, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdSize)));
        if (claims is { } more)
        {
            foreach (var claim in more.EnumerateObject())
            {
                claim.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }
}
