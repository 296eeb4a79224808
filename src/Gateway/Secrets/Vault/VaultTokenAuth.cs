using Gateway.Transforms.Secrets;

namespace Gateway.Secrets.Vault;

/// <summary><c>Method: token</c>: the token is a secret that somebody else sees to. It is renewed, and replaced when the secret is.</summary>
/// <param name="token">The secret that holds it.</param>
/// <param name="clock">The time.</param>
internal sealed class VaultTokenAuth(SecretReference token, TimeProvider clock) : IVaultAuth
{
    private const string LookUp = "auth/token/lookup-self";

    public bool CanLogIn => false;

    public bool IsCurrent(VaultToken present)
    {
        if (!token.TryLease(out var lease))
        {
            return false;
        }

        using (lease)
        {
            return ReferenceEquals(lease.Value, present.Origin);
        }
    }

    public async ValueTask<VaultGrant> GrantAsync(VaultApi api, CancellationToken cancellationToken)
    {
        if (!token.TryLease(out var lease))
        {
            return new VaultGrant(null, "the secret that holds Vault's token has no value");
        }

        string text;
        SecretValue origin;
        using (lease)
        {
            if (!VaultToken.IsPlain(lease.Bytes))
            {
                return new VaultGrant(null, "the secret that is to be Vault's token cannot be one: it has letters that no token has, or too many");
            }

            text = VaultToken.ToText(lease.Bytes);
            origin = lease.Value;
        }

        using var answer = await api.GetAsync(LookUp, text, pastCaches: false, cancellationToken);
        if (answer.IsSuccess)
        {
            _ = JsonMember.TryReadSeconds(answer.Body, ["data", "ttl"], out var seconds);
            DateTimeOffset? endsAt = JsonMember.TryReadTime(answer.Body, ["data", "expire_time"], out var end) ? end : null;
            return new VaultGrant(new VaultToken(text, seconds, clock, endsAt) { Origin = origin, IsRenewable = JsonMember.IsTrue(answer.Body, ["data", "renewable"]) });
        }

        // Whether the token is good for nothing or only not for this, the reading will tell.
        return answer.Failure is null && VaultStatus.IsRefusal(answer.Status)
            ? new VaultGrant(new VaultToken(text, seconds: 0, clock) { Origin = origin })
            : new VaultGrant(null, VaultStatus.Explain(answer), answer.RetryAfter);
    }
}
