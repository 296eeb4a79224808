using System.Text;
using Gateway.Configuration.Reading;
using Gateway.Secrets.AwsSecretsAgent;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets;

/// <summary><c>Source: aws-secrets-agent</c>: a secret of AWS Secrets Manager, by way of the agent on this machine.</summary>
/// <param name="agent">The agent.</param>
/// <param name="query">What it is asked for.</param>
/// <param name="field">The member of the secret's JSON that is the value; null for all of the secret.</param>
/// <param name="takesBinary">Whether the value may be the base64 of a secret in binary.</param>
internal sealed class AwsSecretsAgentSecretSource(SecretsManagerAgent agent, string query, string? field, bool takesBinary) : ISecretSource
{
    public static ISecretSource? Read(SectionReader section, SecretSourceContext context)
    {
        var query = new StringBuilder($"secretId={Uri.EscapeDataString(section.RequiredText("Secret"))}");
        if (section.Text("VersionStage") is { } stage)
        {
            query.Append("&versionStage=").Append(Uri.EscapeDataString(stage));
        }

        if (section.Text("VersionId") is { } id)
        {
            query.Append("&versionId=").Append(Uri.EscapeDataString(id));
        }

        var field = section.Text("Field");
        var takesBinary = section.Text("Encoding") == "base64";
        return context.FindStore<SecretsManagerAgent>(section, SecretsManagerAgent.Kind) is { } agent
            ? new AwsSecretsAgentSecretSource(agent, query.ToString(), field, takesBinary)
            : null;
    }

    public async ValueTask<SecretReading> ReadAsync(bool pastCaches, CancellationToken cancellationToken)
    {
        using var answer = await agent.GetAsync(pastCaches ? $"{query}&refreshNow=true" : query, cancellationToken);
        return AgentAnswer.Read(answer, field, takesBinary);
    }
}
