using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Secrets.Http;
using Gateway.Transforms.Buffers;

namespace Gateway.Secrets.Vault;

/// <summary>The methods that give a token for a login.</summary>
/// <param name="mount">Where the method is mounted, escaped.</param>
/// <param name="identity">Who logs in.</param>
/// <param name="clock">The time.</param>
internal sealed class VaultLoginAuth(string mount, IVaultIdentity identity, TimeProvider clock) : IVaultAuth
{
    public bool CanLogIn => true;

    public bool IsCurrent(VaultToken token) => true;

    public async ValueTask<VaultGrant> GrantAsync(VaultApi api, CancellationToken cancellationToken)
    {
        using var body = new PooledBuffer();
        await using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            if (identity.Write(json) is { } problem)
            {
                return new VaultGrant(null, $"logging in at Vault is not possible: {problem}");
            }

            json.WriteEndObject();
        }

        using var answer = await api.PostAsync($"auth/{mount}/login", token: null, body.WrittenMemory, cancellationToken);
        return answer.IsSuccess ? Read(answer)
            : answer.Failure is null && VaultStatus.IsRefusal(answer.Status)
                ? new VaultGrant(null, $"Vault refused the login ({(int)answer.Status}): {identity.Advice}")
                : new VaultGrant(null, VaultStatus.Explain(answer), answer.RetryAfter);
    }

    private VaultGrant Read(StoreAnswer answer)
    {
        var hasToken = JsonMember.TryReadText(answer.Body, ["auth", "client_token"], out var token);
        try
        {
            if (!hasToken || !VaultToken.IsPlain(token))
            {
                return new VaultGrant(null, "the login gave no token: either it is not Vault that answers, or the role asks for a second factor");
            }

            _ = JsonMember.TryReadSeconds(answer.Body, ["auth", "lease_duration"], out var seconds);
            return new VaultGrant(new VaultToken(VaultToken.ToText(token), seconds, clock) { IsRenewable = JsonMember.IsTrue(answer.Body, ["auth", "renewable"]) });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(token);
        }
    }
}
