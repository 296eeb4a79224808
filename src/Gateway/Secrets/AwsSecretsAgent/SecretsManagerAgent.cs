using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Secrets.Http;

namespace Gateway.Secrets.AwsSecretsAgent;

/// <summary>The AWS Secrets Manager Agent on this machine: it holds the credentials and a cache, and is asked over HTTP.</summary>
internal sealed class SecretsManagerAgent(StoreClient client, SsrfToken token)
{
    public const string Kind = "aws-secrets-agent";

    private const string DefaultEndpoint = "http://localhost:2773";

    /// <summary>Where the agent's own installation puts it.</summary>
    private const string DefaultTokenFile = "/var/run/awssmatoken";

    private const string TokenVariable = "AWS_TOKEN";

    private const string TokenHeader = "X-Aws-Parameters-Secrets-Token";

    public static object? Read(SectionReader section, SecretSourceContext context)
    {
        var endpoint = ReadEndpoint(section, context.Problems);
        var peer = StoreClientReader.ReadPeer(section, endpoint, context);
        context.KeepIn(TokenVariable);
        var token = section.FilePath("TokenFile", context.BaseDirectory) is { } path ? SsrfToken.InFile(path)
            : context.Environment.TryGetValue(TokenVariable, out var variable) && variable.Length > 0 ? SsrfToken.Of(variable)
            : SsrfToken.InFile(DefaultTokenFile);
        return endpoint is null ? null : new SecretsManagerAgent(new StoreClient(peer, context.Clock), token);
    }

    /// <summary>Asks for a version of a secret.</summary>
    /// <param name="query">What is asked for, as the agent's query has it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask<StoreAnswer> GetAsync(string query, CancellationToken cancellationToken)
    {
        if (token.TryRead(out var header) is { } problem)
        {
            return new StoreAnswer(problem);
        }

        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(client.Address, $"/secretsmanager/get?{query}"));
        request.Headers.Add(TokenHeader, header);
        return await client.SendAsync(request, cancellationToken);
    }

    private static Uri? ReadEndpoint(SectionReader section, ProblemList problems)
    {
        var problem = UpstreamOptionsReader.FindProblem(section.Text("Endpoint") ?? DefaultEndpoint, allowPlaintext: true, out var endpoint);
        if (problem is null && !StoreClientReader.IsLoopback(endpoint!))
        {
            problem = "the agent answers on this machine alone: expected localhost or a loopback address, such as http://localhost:2773";
        }

        if (problem is null && endpoint!.AbsolutePath != "/")
        {
            problem = "expected the agent's address without a path, such as http://localhost:2773";
        }

        if (problem is null)
        {
            return endpoint;
        }

        problems.Error(section.Path.Key("Endpoint"), problem);
        return null;
    }
}
