using System.Net;
using Gateway.Secrets.Http;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets.Vault;

/// <summary>One Vault with its namespace, as the gateway is known to it. Thread-safe.</summary>
/// <param name="api">Whom to ask.</param>
/// <param name="auth">How a token is come by.</param>
internal sealed class VaultStore(VaultApi api, IVaultAuth auth)
{
    private readonly VaultSession _session = new(api, auth);

    /// <summary>Reads what is at <paramref name="path"/>, which is escaped.</summary>
    /// <returns>The answer, and what someone should look at although there is one; null for nothing.</returns>
    public async ValueTask<(StoreAnswer Answer, string? Warning)> ReadAsync(string path, bool pastCaches, CancellationToken cancellationToken)
    {
        VaultToken? refused = null;
        while (true)
        {
            var grant = await _session.TakeAsync(refused, cancellationToken);
            if (grant.Token is not { } token)
            {
                return (new StoreAnswer(grant.Failure!, grant.RetryAfter), null);
            }

            var answer = await api.GetAsync(path, token.Text, pastCaches, cancellationToken);
            if (answer.Failure is not null || answer.Status != HttpStatusCode.Forbidden)
            {
                return (answer, FindWarning(token));
            }

            // Once: it may have been revoked, or its role may have been given more since. If a fresh one is refused as well, the policies are what is wrong.
            if (refused is null && auth.CanLogIn)
            {
                answer.Dispose();
                refused = token;
                continue;
            }

            if (!token.HasRunOut)
            {
                return (answer, null);
            }

            answer.Dispose();
            return (new StoreAnswer("Vault's token has run out: it is renewed when secrets are read, so read one more often than it lasts (Refresh), or put another one in its place"), null);
        }
    }

    private string? FindWarning(VaultToken token) => !auth.CanLogIn && token is { EndsAt: { } end, IsRenewable: false }
        ? $"the token that Vault is asked with ends on {end:yyyy-MM-dd} at {end:HH:mm} UTC and cannot be renewed: put another one in its place before, or use a method that logs in"
        : null;
}
