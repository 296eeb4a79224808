using System.Net;
using Gateway.Secrets.Http;

namespace Gateway.Secrets.Vault;

/// <summary>One Vault with its namespace, as the gateway is known to it. Thread-safe.</summary>
/// <param name="api">Whom to ask.</param>
/// <param name="auth">How a token is come by.</param>
internal sealed class VaultStore(VaultApi api, IVaultAuth auth)
{
    public const string Kind = "vault";

    private readonly VaultSession _session = new(api, auth);

    /// <summary>Reads what is at <paramref name="path"/>, which is escaped.</summary>
    /// <returns>The answer, and what someone should look at although there is one; null for nothing.</returns>
    public async ValueTask<(StoreAnswer Answer, string? Warning)> ReadAsync(string path, bool pastCaches, CancellationToken cancellationToken)
    {
        var (answer, token) = await AskAsync(path, pastCaches, refused: null, cancellationToken);
        if (IsDenied(answer) && auth.CanLogIn)
        {
            // Once: it may have been revoked, or its role may have been given more since. If a fresh one is refused as well, the policies are what is wrong.
            answer.Dispose();
            (answer, token) = await AskAsync(path, pastCaches, refused: token, cancellationToken);
        }

        if (IsDenied(answer) && token is { HasRunOut: true })
        {
            answer.Dispose();
            return (new StoreAnswer("Vault's token has run out: it is renewed when secrets are read, so read one more often than it lasts (Refresh), or put another one in its place"), null);
        }

        return (answer, FindWarning(token));
    }

    private static bool IsDenied(StoreAnswer answer) => answer.Failure is null && answer.Status == HttpStatusCode.Forbidden;

    private async ValueTask<(StoreAnswer Answer, VaultToken? Token)> AskAsync(string path, bool pastCaches, VaultToken? refused, CancellationToken cancellationToken)
    {
        var grant = await _session.TakeAsync(refused, cancellationToken);
        return grant.Token is { } token
            ? (await api.GetAsync(path, token.Text, pastCaches, cancellationToken), token)
            : (new StoreAnswer(grant.Failure!, grant.RetryAfter), null);
    }

    private string? FindWarning(VaultToken? token) => !auth.CanLogIn && token is { EndsAt: { } end, IsRenewable: false }
        ? $"the token that Vault is asked with ends on {end:yyyy-MM-dd} at {end:HH:mm} UTC and cannot be renewed: put another one in its place before, or use a method that logs in"
        : null;
}
