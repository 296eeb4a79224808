using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Harness;

/// <summary>One request as the report server got it.</summary>
public sealed record ReceivedReport(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string BodyText => Encoding.UTF8.GetString(Body);

    /// <summary>IV and ciphertext.</summary>
    public byte[] SealedMessage
    {
        get
        {
            using var json = JsonDocument.Parse(Body);
            return json.RootElement.GetProperty("data").GetBytesFromBase64();
        }
    }

    public string Iv => Convert.ToHexString(SealedMessage.AsSpan(0, 16));

    /// <summary>Opens the body with the framework's cipher and none of the gateway's code.</summary>
    public string Open(byte[] key)
    {
        var message = SealedMessage;
        using var aes = Aes.Create();
        aes.Key = key;
        return Encoding.UTF8.GetString(aes.DecryptCbc(message.AsSpan(16), message.AsSpan(0, 16)));
    }

    public static async Task<ReceivedReport> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return new ReceivedReport(
            request.Method,
            $"{request.Path}{request.QueryString}",
            request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray());
    }
}
