using Gateway.Secrets.AwsSecretsAgent;
using Gateway.Secrets.AzureKeyVault;
using Gateway.Secrets.Vault;

namespace Gateway.Secrets;

/// <summary>The registration list of stores: what <c>Kind</c> under <c>SecretStores</c> can name.</summary>
internal static class RemoteStoreKinds
{
    public static readonly IReadOnlyDictionary<string, RemoteStoreKind> All = new Dictionary<string, RemoteStoreKind>(StringComparer.Ordinal)
    {
        [SecretsManagerAgent.Kind] = new(SecretsManagerAgent.Read),
        [AzureKeyVaultStore.Kind] = new(AzureKeyVaultStoreReader.Read),
        [VaultStore.Kind] = new(VaultStoreReader.Read),
    };
}
