using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Gateway.Configuration.Compiling;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets.AzureKeyVault;

/// <summary>As whom a key vault is asked: one kind of proof, as configured, and never another one in its place.</summary>
internal sealed class AzureCredential(UpstreamPlan authority, TimeProvider clock)
{
    private readonly HttpPipelineTransport _transport = AzureClientSettings.CreateTransport(authority, clock);

    public required AzureCredentialKind Kind { get; init; }

    /// <summary>Why no token can be had with what is configured here; null if one can. What comes from the environment may be missing where a configuration is only checked.</summary>
    public string? Missing { get; init; }

    public string TenantId { get; init; } = string.Empty;

    public string ClientId { get; init; } = string.Empty;

    public string TokenFile { get; init; } = string.Empty;

    /// <summary>The client's secret, or its certificate and key.</summary>
    public SecretReference? Proof { get; init; }

    /// <summary>Who gives tokens.</summary>
    public Uri Address => authority.Options.Addresses[0];

    /// <summary>Finds what the vendor's client gets tokens with.</summary>
    /// <param name="madeOf">What the last one was made of; null for none.</param>
    /// <param name="nowMadeOf">What it is to be made of now.</param>
    /// <param name="token">A new one; null if the last one is still right.</param>
    /// <returns>Null, or why there is none.</returns>
    public string? TryFind(object? madeOf, out object? nowMadeOf, out TokenCredential? token)
    {
        token = null;
        nowMadeOf = madeOf;
        if (Missing is not null)
        {
            return Missing;
        }

        if (Proof is null)
        {
            nowMadeOf = this;
            token = madeOf is null ? Create() : null;
            return null;
        }

        if (!Proof.TryLease(out var lease))
        {
            return "the secret that proves who we are to Entra ID has no value";
        }

        using (lease)
        {
            if (ReferenceEquals(lease.Value, madeOf))
            {
                return null;
            }

            nowMadeOf = lease.Value;
            return Kind == AzureCredentialKind.ClientSecret ? CreateFromSecret(lease.Bytes, out token) : CreateFromCertificate(lease.Bytes, out token);
        }
    }

    private TokenCredential Create() => Kind switch
    {
        AzureCredentialKind.WorkloadIdentity => new WorkloadIdentityCredential(
            Apply(new WorkloadIdentityCredentialOptions { TenantId = TenantId, ClientId = ClientId, TokenFilePath = TokenFile, DisableInstanceDiscovery = true })),
        _ => new ManagedIdentityCredential(
            Apply(new ManagedIdentityCredentialOptions(ClientId.Length > 0 ? ManagedIdentityId.FromUserAssignedClientId(ClientId) : ManagedIdentityId.SystemAssigned))),
    };

    private string? CreateFromSecret(ReadOnlySpan<byte> secret, out TokenCredential? token)
    {
        // The client takes a string, and keeps it for as long as it lives.
        token = new ClientSecretCredential(TenantId, ClientId, Encoding.UTF8.GetString(secret), Apply(new ClientSecretCredentialOptions { DisableInstanceDiscovery = true }));
        return null;
    }

    private string? CreateFromCertificate(ReadOnlySpan<byte> pem, out TokenCredential? token)
    {
        var text = new char[Encoding.UTF8.GetCharCount(pem)];
        try
        {
            Encoding.UTF8.GetChars(pem, text);
            var certificate = X509Certificate2.CreateFromPem(text, text);
            token = new ClientCertificateCredential(TenantId, ClientId, certificate, Apply(new ClientCertificateCredentialOptions { DisableInstanceDiscovery = true }));
            return null;
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            token = null;
            return "the secret that proves who we are to Entra ID is not a certificate and its key, in PEM";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    /// <remarks>
    /// Everywhere without a question to Microsoft's public cloud whether the authority is known there: who gives tokens stands in the configuration and proves itself
    /// by TLS.
    /// </remarks>
    private T Apply<T>(T options)
        where T : TokenCredentialOptions
    {
        if (Kind != AzureCredentialKind.ManagedIdentity)
        {
            options.AuthorityHost = Address;
        }

        return AzureClientSettings.Apply(options, authority.Options, _transport);
    }
}
