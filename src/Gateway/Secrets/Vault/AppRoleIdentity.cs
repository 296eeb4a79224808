using System.Text.Json;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets.Vault;

/// <summary><c>Method: approle</c>: a role, and a secret that proves that we are meant.</summary>
/// <param name="role">Its id.</param>
/// <param name="proof">The secret that holds the secret id.</param>
internal sealed class AppRoleIdentity(string role, SecretReference proof) : IVaultIdentity
{
    public string Advice => "check RoleId, SecretId and Mount, and the Namespace of the store; a secret id may have run out or have been used as often as it may";

    public string? Write(Utf8JsonWriter json)
    {
        if (!proof.TryLease(out var lease))
        {
            return "the secret that holds the secret id has no value";
        }

        using (lease)
        {
            if (!VaultToken.IsPlain(lease.Bytes))
            {
                return "the secret that is to be the secret id cannot be one: it has letters that none has, or too many";
            }

            json.WriteString("role_id"u8, role);
            json.WriteString("secret_id"u8, lease.Bytes);
            return null;
        }
    }
}
