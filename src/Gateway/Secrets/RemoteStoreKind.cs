using Gateway.Configuration.Reading;

namespace Gateway.Secrets;

/// <summary>A kind of store that several secrets share, as <c>Kind</c> names it.</summary>
/// <param name="Read">
/// Reads the kind's own keys of a section under <c>SecretStores</c>; the section is empty where a secret needs a store of this kind and none is configured. Null, with a problem reported, where they
/// make no store.
/// </param>
internal sealed record RemoteStoreKind(Func<SectionReader, SecretSourceContext, object?> Read);
