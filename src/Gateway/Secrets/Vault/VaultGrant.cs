namespace Gateway.Secrets.Vault;

/// <summary>A token, or why there is none.</summary>
/// <param name="Token">The token; null if there is none.</param>
/// <param name="Failure">Why there is none, in words of ours.</param>
/// <param name="RetryAfter">How long Vault wants to be left alone; null if it did not say.</param>
internal sealed record VaultGrant(VaultToken? Token, string? Failure = null, TimeSpan? RetryAfter = null);
