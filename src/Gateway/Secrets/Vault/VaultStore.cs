using System.Collections.Concurrent;
using System.Net;
using Gateway.Secrets.Http;

namespace Gateway.Secrets.Vault;

/// <summary>One Vault with its namespace, as the gateway is known to it. Thread-safe.</summary>
/// <param name="api">Whom to ask.</param>
/// <param name="auth">How a token is come by.</param>
/// <param name="clock">The time.</param>
internal sealed class VaultStore(VaultApi api, IVaultAuth auth, TimeProvider clock)
{
    public const string Kind = "vault";

    /// <summary>
    /// How soon a path is worth another login that was refused to a token straight from one. Each login leaves a token at Vault until it ends, and may be one of
    /// the few that a secret id is good for: those of the secrets that can be read.
    /// </summary>
    private static readonly TimeSpan BetweenLogins = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, long> _deniedAt = new(StringComparer.Ordinal);
    private readonly VaultSession _session = new(api, auth);

    /// <summary>Reads what is at <paramref name="path"/>, which is escaped.</summary>
    /// <returns>The answer, and what someone should look at although there is one; null for nothing.</returns>
    public async ValueTask<(StoreAnswer Answer, string? Warning)> ReadAsync(string path, bool pastCaches, CancellationToken cancellationToken)
    {
        var (answer, token) = await AskAsync(path, pastCaches, refused: null, cancellationToken);
        if (IsDenied(answer) && auth.CanLogIn && !WasDeniedOfLate(path))
        {
            // Once: it may have been revoked, or its role may have been given more since. If a fresh one is refused as well, the policies are what is wrong.
            answer.Dispose();
            (answer, token) = await AskAsync(path, pastCaches, refused: token, cancellationToken);
            if (IsDenied(answer))
            {
                _deniedAt[path] = clock.GetTimestamp();
            }
        }

        if (answer.IsSuccess)
        {
            _deniedAt.TryRemove(path, out _);
        }

        if (IsDenied(answer) && token is { HasRunOut: true })
        {
            answer.Dispose();
            return (new StoreAnswer("Vault's token has run out: it is renewed when secrets are read, so read one more often than it lasts (Refresh), or put another one in its place"), null);
        }

        return (answer, FindWarning(token));
    }

    private static bool IsDenied(StoreAnswer answer) => answer.Failure is null && answer.Status == HttpStatusCode.Forbidden;

    private bool WasDeniedOfLate(string path) => _deniedAt.TryGetValue(path, out var at) && clock.GetElapsedTime(at) < BetweenLogins;

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
