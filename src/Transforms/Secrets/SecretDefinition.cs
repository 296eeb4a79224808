namespace Gateway.Transforms.Secrets;

/// <summary>One secret as it is configured.</summary>
/// <param name="Name">Its name under <c>Secrets</c>.</param>
/// <param name="Source">Where it is kept.</param>
/// <param name="Encoding">How the source's text stands for its bytes.</param>
/// <param name="Fingerprint">Changes when its configuration does.</param>
public sealed record SecretDefinition(string Name, ISecretSource Source, SecretEncoding Encoding, string Fingerprint);
