namespace Gateway.Secrets;

/// <summary>The registration list of secret sources: what <c>Source</c> can name, and how each reads its own keys.</summary>
internal static class SecretSources
{
    /// <summary>Looking into a file costs nothing that anybody would notice.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(125);

    public static readonly IReadOnlyDictionary<string, SecretSourceKind> All = new Dictionary<string, SecretSourceKind>(StringComparer.Ordinal)
    {
        ["aws-secrets-agent"] = SecretSourceKind.Remote(AwsSecretsAgentSecretSource.Read),
        ["azure-key-vault"] = SecretSourceKind.Remote(AzureKeyVaultSecretSource.Read),
        ["env"] = new(EnvSecretSource.Read) { IsLocal = true },
        ["exec"] = SecretSourceKind.Remote(ExecSecretSource.Read),
        ["file"] = new(FileSecretSource.Read) { IsLocal = true, Refresh = Look },
        ["literal"] = new(LiteralSecretSource.Read) { IsLocal = true },
        ["oauth2"] = SecretSourceKind.Remote(OAuth2SecretSource.Read),
        ["vault"] = SecretSourceKind.Remote(VaultSecretSource.Read),
    };
}
