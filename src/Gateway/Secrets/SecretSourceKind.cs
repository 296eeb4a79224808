using Gateway.Configuration.Reading;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets;

/// <summary>A kind of source, as <c>Source</c> names it.</summary>
/// <param name="Read">Reads the kind's own keys of a section under <c>Secrets</c>; null, with a problem reported, where they make no source.</param>
internal sealed record SecretSourceKind(Func<SectionReader, SecretSourceContext, ISecretSource?> Read)
{
    /// <summary>How often a store is asked unless it says itself how long its value is good.</summary>
    private static readonly TimeSpan Ask = TimeSpan.FromMinutes(5);

    /// <summary>Whether reading it asks nobody: no network, no other program.</summary>
    public bool IsLocal { get; init; }

    /// <summary>How often it is read again unless the configuration says otherwise; null if its value cannot change while the process lives.</summary>
    public TimeSpan? Refresh { get; init; }

    /// <summary>A kind that asks somebody.</summary>
    public static SecretSourceKind Remote(Func<SectionReader, SecretSourceContext, ISecretSource?> read) => new(read) { Refresh = Ask };
}
