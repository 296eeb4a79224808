namespace Gateway.Secrets.Vault;

/// <summary>
/// The token that all secrets of a store are read with. Whoever reads sees to it in passing: nothing here runs by itself. Getting and renewing it is done once at a
/// time, and whoever wants it meanwhile gets what came of that. Thread-safe.
/// </summary>
/// <param name="api">Whom to ask.</param>
/// <param name="auth">How a token is come by.</param>
internal sealed class VaultSession(VaultApi api, IVaultAuth auth)
{
    private const string Renew = "auth/token/renew-self";

    private static readonly ReadOnlyMemory<byte> Nothing = "{}"u8.ToArray();

    private readonly Lock _lock = new();
    private VaultToken? _token;
    private Task<VaultGrant>? _running;

    /// <summary>The token to be used now.</summary>
    /// <param name="refused">One that was refused, which is not wanted again; null for none.</param>
    /// <param name="cancellationToken">Ends the waiting, and not what is waited for: others may.</param>
    public Task<VaultGrant> TakeAsync(VaultToken? refused, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_running is null && _token is { IsDue: false } token && token != refused && auth.IsCurrent(token))
            {
                return Task.FromResult(new VaultGrant(token));
            }

            _running ??= RunAsync(refused);
            return _running.WaitAsync(cancellationToken);
        }
    }

    private async Task<VaultGrant> RunAsync(VaultToken? refused)
    {
        // Outside the lock, so that its end finds the task where it clears it.
        await Task.Yield();
        VaultGrant? grant = null;
        try
        {
            return grant = await SucceedAsync(_token, refused);
        }
        finally
        {
            lock (_lock)
            {
                _token = grant?.Token ?? _token;
                _running = null;
            }
        }
    }

    /// <summary>A token for the next reading. What it asks is bounded by the client's time limit, and not by any one of those who wait.</summary>
    private async ValueTask<VaultGrant> SucceedAsync(VaultToken? present, VaultToken? refused)
    {
        if (present is null || present == refused || !auth.IsCurrent(present))
        {
            return await auth.GrantAsync(api, CancellationToken.None);
        }

        if (present is { IsRenewable: true, HasRunOut: false })
        {
            using var answer = await api.PostAsync(Renew, present.Text, Nothing, CancellationToken.None);
            if (answer.IsSuccess && JsonMember.TryReadSeconds(answer.Body, ["auth", "lease_duration"], out var seconds) && seconds > 0)
            {
                return new VaultGrant(present.Renewed(seconds, JsonMember.IsTrue(answer.Body, ["auth", "renewable"])));
            }

            if (answer.Failure is not null || !VaultStatus.IsRefusal(answer.Status))
            {
                return new VaultGrant(present);
            }

            present = present.WithoutRenewal();
        }

        // A login that fails, or a token that may not be looked up, is no reason to give up one that may be good for the rest of its life.
        var next = await auth.GrantAsync(api, CancellationToken.None);
        if (auth.CanLogIn)
        {
            return next.Token is not null || present.HasRunOut ? next : new VaultGrant(present);
        }

        // It is the same token: somebody else may have renewed it, but if we could not, we still cannot.
        return new VaultGrant(next.Token is not { Life: not null } known ? present : present.IsRenewable ? known : known.WithoutRenewal());
    }
}
