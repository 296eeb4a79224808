using Gateway.Configuration.Reading;
using Gateway.Secrets.Http;
using Gateway.Secrets.OAuth2;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets;

/// <summary><c>Source: oauth2</c>: a bearer token of an OAuth 2.0 token endpoint, by client credentials or a JWT that the gateway signs.</summary>
internal sealed class OAuth2SecretSource(StoreClient client, OAuth2Options options, TimeProvider clock) : ISecretSource
{
    private readonly TokenRequest _request = new(options);

    public static ISecretSource? Read(SectionReader section, SecretSourceContext context)
    {
        var endpoint = StoreClientReader.ReadAddress(section, "TokenEndpoint", section.Text("TokenEndpoint"), context.Problems);
        var peer = StoreClientReader.ReadPeer(section, endpoint, context);
        var options = new OAuth2OptionsReader(section, context).Read(endpoint);
        return endpoint is null || options is null ? null : new OAuth2SecretSource(new StoreClient(peer, context.Clock), options, context.Clock);
    }

    /// <inheritdoc/>
    /// <remarks>A token is made for each request: there is no cache to get past.</remarks>
    public async ValueTask<SecretReading> ReadAsync(bool pastCaches, CancellationToken cancellationToken)
    {
        var asked = clock.GetUtcNow();
        if (_request.TryMake(client.Address, out var request) is { } failure)
        {
            return failure;
        }

        using var answer = await client.SendAsync(request!, cancellationToken);
        return TokenAnswer.Read(answer, asked);
    }
}
