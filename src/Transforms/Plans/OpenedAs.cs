using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Plans;

/// <summary>What an answer was opened to.</summary>
/// <param name="ContentType">The content type of the plaintext.</param>
/// <param name="Key">The secret whose key opened it.</param>
/// <param name="IsPrevious">Whether that is not the current one.</param>
public readonly record struct OpenedAs(string ContentType, SecretHandle Key, bool IsPrevious);
