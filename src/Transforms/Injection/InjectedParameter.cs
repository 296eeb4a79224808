namespace Gateway.Transforms.Injection;

/// <summary>A query parameter that is added on every attempt; one of that name from the caller is refused.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Value">The value.</param>
public sealed record InjectedParameter(string Name, SecretTemplate Value);
