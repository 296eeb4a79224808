using System.Text;
using Gateway.Configuration.Reading;
using Gateway.Secrets.Http;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets.Vault;

/// <summary>Types a store of kind <c>vault</c>. What it leaves out is taken from the environment variables of Vault's own programs.</summary>
internal static class VaultStoreReader
{
    private const string ServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    private const string AddressVariable = "VAULT_ADDR";

    private const string TokenVariable = "VAULT_TOKEN";

    public static object? Read(SectionReader section, SecretSourceContext context)
    {
        var variable = section.Has("Address") ? null : AddressVariable;
        var text = variable is null ? section.Text("Address") : Variable(variable, context);
        if (text is null && variable is not null)
        {
            context.Problems.Error(section.Path.Key("Address"), $"an address is required, such as https://vault.example.com:8200, here or in {AddressVariable}");
        }

        var address = text is null ? null : StoreClientReader.ReadAddress(section, "Address", text, context.Problems, variable);
        if (address?.AbsolutePath.TrimEnd('/').EndsWith("/v1", StringComparison.Ordinal) is true)
        {
            context.Problems.Error(section.Path.Key("Address"), $"{(variable is null ? string.Empty : $"environment variable {variable}: ")}expected Vault's address without /v1 at its end, such as https://vault.example.com:8200");
        }

        var space = ReadNamespace(section, context);
        var auth = ReadAuth(section, context);
        if (address is null)
        {
            section.Flag("AllowPlaintext");
        }

        // The rest is read where there is no address too: each mistake in it is told at once.
        var peer = StoreClientReader.ReadPeer(section, address ?? new Uri("https://localhost"), context, Variable("VAULT_CACERT", context));
        return address is null || auth is null ? null : new VaultStore(new VaultApi(new StoreClient(peer, context.Clock), space), auth, context.Clock);
    }

    private static string? Variable(string name, SecretSourceContext context) =>
        context.Environment.TryGetValue(name, out var text) && text.Length > 0 ? text : null;

    private static string? ReadNamespace(SectionReader section, SecretSourceContext context)
    {
        var space = section.Has("Namespace") ? section.Text("Namespace") : Variable("VAULT_NAMESPACE", context);
        if (space is not null && !VaultToken.IsPlain(Encoding.UTF8.GetBytes(space)))
        {
            context.Problems.Error(section.Path.Key("Namespace"), "expected a namespace such as team-a or team-a/production: visible ASCII letters");
        }

        return space;
    }

    private static IVaultAuth? ReadAuth(SectionReader section, SecretSourceContext context)
    {
        if (section.Section("Auth") is not { } auth)
        {
            return section.Has("Auth") ? null : ReadEnvironment(section, context);
        }

        var method = auth.RequiredText("Method");
        IVaultAuth? read = method switch
        {
            "token" => context.Reference(auth, "Token") is { } token ? new VaultTokenAuth(token, context.Clock) : null,
            "approle" => ReadAppRole(auth, context),
            "kubernetes" => new VaultLoginAuth(
                ReadMount(auth, "kubernetes", context),
                new KubernetesIdentity(auth.RequiredText("Role"), auth.FilePath("TokenFile", context.BaseDirectory) ?? ServiceAccount),
                context.Clock),
            _ => null,
        };
        if (method is not ("token" or "approle" or "kubernetes"))
        {
            if (method.Length > 0)
            {
                context.Problems.Error(auth.Path.Key("Method"), "this is not a method of this version; it has token, approle, kubernetes");
            }

            // Which keys belong here is not known.
            return null;
        }

        auth.Finish();
        return read;
    }

    private static VaultLoginAuth? ReadAppRole(SectionReader auth, SecretSourceContext context)
    {
        var role = auth.RequiredText("RoleId");
        var mount = ReadMount(auth, "approle", context);
        return context.Reference(auth, "SecretId") is { } proof ? new VaultLoginAuth(mount, new AppRoleIdentity(role, proof), context.Clock) : null;
    }

    private static string ReadMount(SectionReader auth, string otherwise, SecretSourceContext context)
    {
        if (VaultPath.TryEscape(auth.Text("Mount") ?? otherwise, out var mount) && !mount.StartsWith("auth/", StringComparison.Ordinal))
        {
            return mount;
        }

        context.Problems.Error(auth.Path.Key("Mount"), $"expected where the method is mounted, without auth/ before it: {VaultPath.Wanted}");
        return otherwise;
    }

    private static VaultTokenAuth? ReadEnvironment(SectionReader section, SecretSourceContext context)
    {
        if (Variable(TokenVariable, context) is not { } text)
        {
            context.Problems.Error(section.Path.Key("Auth"), $"this section is required unless {TokenVariable} is set: it says how the gateway logs in");
            return null;
        }

        context.KeepIn(TokenVariable);
        var handle = new SecretHandle(TokenVariable);
        handle.Replace(new SecretValue(Encoding.UTF8.GetBytes(text)));
        var token = new SecretReference(TokenVariable);
        token.Bind(handle);
        return new VaultTokenAuth(token, context.Clock);
    }
}
