using System.Text.RegularExpressions;
using Gateway.Configuration.Reading;
using Gateway.Secrets.AzureKeyVault;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets;

/// <summary><c>Source: azure-key-vault</c>: the secret called <c>Secret</c> in a key vault of Azure's; its latest version, or the one under <c>Version</c>.</summary>
internal sealed partial class AzureKeyVaultSecretSource(AzureKeyVaultStore? store, string secret, string? version) : ISecretSource
{
    public static ISecretSource Read(SectionReader section, SecretSourceContext context)
    {
        // Not repeated in messages: someone may have written the secret where its name belongs.
        var secret = section.SensitiveText("Secret");
        if (secret.Length > 0 && !NamePattern().IsMatch(secret))
        {
            context.Problems.Error(section.Path.Key("Secret"), "expected the name of a secret in the key vault: letters, digits and hyphens, at most 127");
        }

        var version = section.Has("Version") ? section.SensitiveText("Version") : null;
        if (version is { Length: > 0 } && !VersionPattern().IsMatch(version))
        {
            context.Problems.Error(section.Path.Key("Version"), "expected the identifier of a version, such as 4387e9f3d6e14c459867679a90fd0f79; without the key the latest one is used");
        }

        return new AzureKeyVaultSecretSource(context.FindStore<AzureKeyVaultStore>(section, AzureKeyVaultStore.Kind), secret, version);
    }

    /// <summary>There is no cache on the way.</summary>
    public ValueTask<SecretReading> ReadAsync(bool pastCaches, CancellationToken cancellationToken) => store!.ReadAsync(secret, version, cancellationToken);

    [GeneratedRegex(@"\A[0-9a-zA-Z-]{1,127}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[0-9a-zA-Z]{1,64}\z")]
    private static partial Regex VersionPattern();
}
