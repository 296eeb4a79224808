namespace Gateway.Transforms.Secrets;

/// <summary>A secret that could not be resolved.</summary>
/// <param name="Name">Its name under <c>Secrets</c>.</param>
/// <param name="Reason">Why, in words that hold nothing of it.</param>
/// <param name="IsAbsent">Whether there is no value here; false for one that is there and wrong.</param>
public sealed record SecretFailure(string Name, string Reason, bool IsAbsent);
