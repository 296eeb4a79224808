using System.Net.Http.Headers;
using Gateway.Secrets.Http;

namespace Gateway.Secrets.Vault;

/// <summary>The HTTP API of Vault, which OpenBao speaks too: what every request to it has.</summary>
/// <param name="client">Sends it.</param>
/// <param name="space">The namespace; null for the root's.</param>
internal sealed class VaultApi(StoreClient client, string? space)
{
    private readonly string _prefix = $"{client.Address.AbsoluteUri.TrimEnd('/')}/v1/";

    /// <summary>Asks for what is at <paramref name="path"/>, which is escaped.</summary>
    public ValueTask<StoreAnswer> GetAsync(string path, string token, bool pastCaches, CancellationToken cancellationToken)
    {
        var request = Create(HttpMethod.Get, path, token);
        if (pastCaches)
        {
            request.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        }

        return client.SendAsync(request, cancellationToken);
    }

    /// <summary>Sends JSON to <paramref name="path"/>, which is escaped.</summary>
    public ValueTask<StoreAnswer> PostAsync(string path, string? token, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var request = Create(HttpMethod.Post, path, token);
        request.Content = new ReadOnlyMemoryContent(json);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return client.SendAsync(request, cancellationToken);
    }

    private HttpRequestMessage Create(HttpMethod method, string path, string? token)
    {
        var request = new HttpRequestMessage(method, new Uri(_prefix + path));

        // Proves to an agent on the way that no page in a browser was talked into this request.
        request.Headers.TryAddWithoutValidation("X-Vault-Request", "true");
        if (space is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Vault-Namespace", space);
        }

        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Vault-Token", token);
        }

        return request;
    }
}
