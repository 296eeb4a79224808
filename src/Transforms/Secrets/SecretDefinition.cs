namespace Gateway.Transforms.Secrets;

/// <summary>One secret as it is configured.</summary>
/// <param name="Name">Its name under <c>Secrets</c>.</param>
/// <param name="Source">Where it is kept.</param>
/// <param name="Encoding">How the source's text stands for its bytes.</param>
/// <param name="Fingerprint">Changes when its configuration does, or that of anything that it is read with.</param>
public sealed record SecretDefinition(string Name, ISecretSource Source, SecretEncoding Encoding, string Fingerprint)
{
    /// <summary>The kind of its source, as <c>Source</c> names it.</summary>
    public string SourceName { get; init; } = "literal";

    /// <summary>Whether reading it asks nobody: no network, no other program.</summary>
    public bool IsLocal { get; init; } = true;

    /// <summary>How long after a reading it is read again; null for never.</summary>
    public TimeSpan? Refresh { get; init; }

    /// <summary>Whether somebody chose <see cref="Refresh"/>; if not, a source that says when its value ends is asked before that, and no sooner.</summary>
    public bool IsRefreshChosen { get; init; }

    /// <summary>How long after the last good reading its value is used; null for ever.</summary>
    public TimeSpan? MaxStale { get; init; }

    /// <summary>How old a value may be before someone should replace it; null for any age.</summary>
    public TimeSpan? RotateEvery { get; init; }

    /// <summary>The name of the secret that this one took over from: what that one sealed is still opened. Null for none.</summary>
    public string? Previous { get; init; }

    /// <summary>The secrets that it is read with.</summary>
    public IReadOnlyList<SecretReference> References { get; init; } = [];
}
