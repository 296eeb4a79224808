namespace Gateway.Transforms.Injection;

/// <summary>A header that is set on every attempt; one of that name from the caller never leaves.</summary>
/// <param name="Name">The field name.</param>
/// <param name="Value">The value.</param>
public sealed record InjectedHeader(string Name, SecretTemplate Value);
