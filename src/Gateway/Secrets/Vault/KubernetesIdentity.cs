using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Files;

namespace Gateway.Secrets.Vault;

/// <summary><c>Method: kubernetes</c>: the service account that the pod runs under. Its token is read anew for each login: the platform replaces it.</summary>
/// <param name="role">The role at Vault that the account is bound to.</param>
/// <param name="tokenFile">Where the platform puts the account's token.</param>
internal sealed class KubernetesIdentity(string role, string tokenFile) : IVaultIdentity
{
    public string Advice => "check Role and Mount, the Namespace of the store, and which service accounts, namespaces and audience the role is bound to";

    public string? Write(Utf8JsonWriter json)
    {
        if (BoundedFile.TryRead(tokenFile, VaultToken.MostBytes, out var bytes, out _) is { } problem)
        {
            return $"the service account's token cannot be had: {problem}";
        }

        try
        {
            var token = bytes.AsSpan().Trim(" \t\r\n"u8);
            if (!VaultToken.IsPlain(token))
            {
                return $"file {tokenFile} does not hold a service account's token";
            }

            json.WriteString("role"u8, role);
            json.WriteString("jwt"u8, token);
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
