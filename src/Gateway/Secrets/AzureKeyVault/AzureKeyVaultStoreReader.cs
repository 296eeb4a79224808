using System.Net;
using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Secrets.Http;

namespace Gateway.Secrets.AzureKeyVault;

/// <summary>Reads a section of <c>Kind: azure-key-vault</c> under <c>SecretStores</c>.</summary>
internal static class AzureKeyVaultStoreReader
{
    private const string PublicCloud = "https://login.microsoftonline.com";

    /// <summary>Where a machine of Azure's asks who it is.</summary>
    private const string MetadataService = "http://169.254.169.254";

    /// <summary>Stands in for an address that was refused: nothing is read with it.</summary>
    private static readonly Uri Nowhere = new("https://invalid");

    public static object Read(SectionReader section, SecretSourceContext context)
    {
        var url = ReadAddress(section, "Url", section.Text("Url"), context.Problems);
        if (url.AbsolutePath != "/")
        {
            context.Problems.Error(section.Path.Key("Url"), "expected the address of a key vault without a path, such as https://NAME.vault.azure.net: secrets are named under Secrets");
        }

        var verifiesResource = section.Flag("VerifyChallengeResource", otherwise: true);
        if (!verifiesResource)
        {
            context.Problems.Warn(section.Path.Key("VerifyChallengeResource"), "the server at Url may ask for a token for anything that this identity may do, and use it: only for one that is yours");
        }

        var vault = StoreClientReader.ReadPeer(section, url, context);
        if (section.Section("Credential") is not { } credential)
        {
            if (!section.Has("Credential"))
            {
                context.Problems.Error(section.Path.Key("Credential"), """a section is required that says who asks, such as { "Kind": "workload-identity" }""");
            }

            return new object();
        }

        var read = ReadCredential(credential, vault.Options.Timeout, context);
        credential.Finish();
        return new AzureKeyVaultStore(vault, read, verifiesResource, context.Clock);
    }

    private static AzureCredential ReadCredential(SectionReader section, TimeSpan timeout, SecretSourceContext context)
    {
        if (!section.Has("Kind"))
        {
            section.RequiredText("Kind");
        }

        var kind = section.Choice(
            "Kind",
            AzureCredentialKind.WorkloadIdentity,
            ("workload-identity", AzureCredentialKind.WorkloadIdentity),
            ("managed-identity", AzureCredentialKind.ManagedIdentity),
            ("client-secret", AzureCredentialKind.ClientSecret),
            ("client-certificate", AzureCredentialKind.ClientCertificate));
        return kind == AzureCredentialKind.ManagedIdentity ? ReadManagedIdentity(section, timeout, context) : ReadApplication(section, kind, timeout, context);
    }

    private static AzureCredential ReadManagedIdentity(SectionReader section, TimeSpan timeout, SecretSourceContext context)
    {
        // The client finds the endpoint by these variables, and may connect to no other.
        var text = context.Environment.GetValueOrDefault("IDENTITY_ENDPOINT") ?? context.Environment.GetValueOrDefault("AZURE_POD_IDENTITY_AUTHORITY_HOST") ?? MetadataService;
        var address = Uri.TryCreate(text, UriKind.Absolute, out var parsed) ? parsed : Nowhere;
        if (address.Scheme != Uri.UriSchemeHttp || !(StoreClientReader.IsLoopback(address) || IsLinkLocal(address)))
        {
            context.Problems.Error(
                section.Path.Key("Kind"),
                "the environment variable IDENTITY_ENDPOINT, or AZURE_POD_IDENTITY_AUTHORITY_HOST, does not name an identity endpoint of this machine, which would be an http:// address of localhost, loopback or 169.254.0.0/16");
        }

        if (section.Has("Tls"))
        {
            section.Section("Tls");
            context.Problems.Error(section.Path.Key("Tls"), "the identity endpoint of a machine speaks no TLS: leave the key out");
        }

        return new AzureCredential(StoreClientReader.ReadPeer(section, address, timeout, context), context.Clock)
        {
            Kind = AzureCredentialKind.ManagedIdentity,
            ClientId = ReadIdentifier(section, "ClientId", context) ?? string.Empty,
        };
    }

    /// <summary>Whether an address leads no further than this machine's own network (RFC 3927), where platforms answer who it is.</summary>
    private static bool IsLinkLocal(Uri address) => IPAddress.TryParse(address.IdnHost, out var literal) && literal.GetAddressBytes() is [169, 254, _, _];

    private static AzureCredential ReadApplication(SectionReader section, AzureCredentialKind kind, TimeSpan timeout, SecretSourceContext context)
    {
        var tenant = ReadIdentifier(section, "TenantId", context) ?? context.Environment.GetValueOrDefault("AZURE_TENANT_ID");
        var client = ReadIdentifier(section, "ClientId", context) ?? context.Environment.GetValueOrDefault("AZURE_CLIENT_ID");
        var tokenFile = kind == AzureCredentialKind.WorkloadIdentity
            ? section.FilePath("TokenFile", context.BaseDirectory) ?? context.Environment.GetValueOrDefault("AZURE_FEDERATED_TOKEN_FILE")
            : string.Empty;
        var proof = kind switch
        {
            AzureCredentialKind.ClientSecret => context.Reference(section, "ClientSecret"),
            AzureCredentialKind.ClientCertificate => context.Reference(section, "ClientCertificate"),
            _ => null,
        };
        var authority = ReadAddress(section, "AuthorityHost", section.Text("AuthorityHost") ?? context.Environment.GetValueOrDefault("AZURE_AUTHORITY_HOST") ?? PublicCloud, context.Problems);
        return new AzureCredential(StoreClientReader.ReadPeer(section, authority, timeout, context), context.Clock)
        {
            Kind = kind,
            TenantId = tenant ?? string.Empty,
            ClientId = client ?? string.Empty,
            TokenFile = tokenFile ?? string.Empty,
            Proof = proof,
            Missing = string.IsNullOrEmpty(tenant) ? Lacks("TenantId", "AZURE_TENANT_ID")
                : string.IsNullOrEmpty(client) ? Lacks("ClientId", "AZURE_CLIENT_ID")
                : tokenFile is null ? Lacks("TokenFile", "AZURE_FEDERATED_TOKEN_FILE")
                : null,
        };
    }

    private static string Lacks(string key, string variable) => $"there is neither {key} under Credential nor the environment variable {variable}";

    /// <summary>Identifiers of tenants and clients; a tenant's may be its domain.</summary>
    private static string? ReadIdentifier(SectionReader section, string key, SecretSourceContext context)
    {
        var text = section.Text(key);
        if (text is not null && !text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
        {
            context.Problems.Error(section.Path.Key(key), "expected an identifier such as 72f988bf-86f1-41af-91ab-2d7cd011db47");
        }

        return text;
    }

    private static Uri ReadAddress(SectionReader section, string key, string? text, ProblemList problems)
    {
        var path = section.Path.Key(key);
        if (text is null)
        {
            if (!section.Has(key))
            {
                problems.Error(path, "an address is required, such as https://NAME.vault.azure.net");
            }

            return Nowhere;
        }

        if (UpstreamOptionsReader.FindProblem(text, allowPlaintext: true, out var address) is { } problem)
        {
            problems.Error(path, problem);
            return Nowhere;
        }

        if (address!.Scheme != Uri.UriSchemeHttps)
        {
            problems.Error(path, "http:// would send tokens in the clear: only https:// is asked");
            return Nowhere;
        }

        return address;
    }
}
