using System.Text;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Gateway.Configuration.Compiling;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets.AzureKeyVault;

/// <summary>
/// One key vault, asked with the vendor's own client over connections of ours. Shared by the secrets that are kept there; thread-safe. The client holds secrets and
/// tokens as strings, which stay in memory until the collector overwrites them: it knows no other way.
/// </summary>
/// <param name="vault">The vault and what is demanded of it.</param>
/// <param name="credential">As whom it is asked.</param>
/// <param name="verifiesResource">Whether the vault may only ask for tokens for the domain that it is in.</param>
/// <param name="clock">The time.</param>
internal sealed class AzureKeyVaultStore(UpstreamPlan vault, AzureCredential credential, bool verifiesResource, TimeProvider clock)
{
    public const string Kind = "azure-key-vault";

    private readonly Lock _lock = new();
    private readonly HttpPipelineTransport _transport = AzureClientSettings.CreateTransport(vault, clock);
    private SecretClient? _client;
    private object? _clientMadeOf;

    /// <summary>Reads one version of a secret, or the latest one.</summary>
    public async ValueTask<SecretReading> ReadAsync(string secret, string? version, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(vault.Options.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            if (FindClient(out var client) is { } missing)
            {
                return SecretReading.Absent(missing);
            }

            return Read(await client!.GetSecretAsync(secret, version, either.Token));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // The client does not say which exceptions it throws: whatever an answer makes of it, it is no more than an answer that cannot be used.
            return deadline.IsCancellationRequested
                ? AzureFailure.OfTime(vault.Options)
                : AzureFailure.Explain(failure, vault.Options.Addresses[0], credential.Address, verifiesResource, clock);
        }
    }

    private SecretReading Read(KeyVaultSecret secret)
    {
        var properties = secret.Properties;
        if (properties.Enabled is false)
        {
            return SecretReading.Broken("the secret is disabled in the key vault");
        }

        if (properties.NotBefore > clock.GetUtcNow())
        {
            return SecretReading.Broken($"the secret is not to be used before {properties.NotBefore.Value.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, says the key vault");
        }

        // The vendor calls the end informational: the vault gives the secret afterwards all the same.
        return secret.Value is null
            ? AzureFailure.OfAnswer(vault.Options.Addresses[0])
            : SecretReading.Found(Encoding.UTF8.GetBytes(secret.Value), properties.ExpiresOn, isExpiryAdvisory: true, properties.UpdatedOn);
    }

    /// <summary>The client for the credential as it is now; when a secret that it is made of was replaced, another one.</summary>
    /// <returns>Null, or why there is none.</returns>
    private string? FindClient(out SecretClient? client)
    {
        lock (_lock)
        {
            if (credential.TryFind(_clientMadeOf, out var madeOf, out var token) is { } missing)
            {
                client = null;
                return missing;
            }

            if (token is not null)
            {
                var options = AzureClientSettings.Apply(new SecretClientOptions { DisableChallengeResourceVerification = !verifiesResource }, vault.Options, _transport);
                _client = new SecretClient(vault.Options.Addresses[0], token, options);
                _clientMadeOf = madeOf;
            }

            client = _client;
            return null;
        }
    }
}
