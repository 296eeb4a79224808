namespace Gateway.Secrets.Vault;

/// <summary>How the gateway comes by a token, as <c>Auth.Method</c> names it.</summary>
internal interface IVaultAuth
{
    /// <summary>Whether there is another token when one was refused.</summary>
    bool CanLogIn { get; }

    /// <summary>Whether <paramref name="token"/> is still the one to be used.</summary>
    bool IsCurrent(VaultToken token);

    /// <summary>Gets a token.</summary>
    /// <param name="api">Whom to ask.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    ValueTask<VaultGrant> GrantAsync(VaultApi api, CancellationToken cancellationToken);
}
