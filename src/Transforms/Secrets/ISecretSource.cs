namespace Gateway.Transforms.Secrets;

/// <summary>One place where one secret is kept, as configured under <c>Secrets</c>. A source reads; caching and rotation are not its business.</summary>
public interface ISecretSource
{
    /// <summary>Reads the present value.</summary>
    /// <returns>The value or why there is none; an unreachable store is a missing value, not an exception.</returns>
    ValueTask<SecretReading> ReadAsync(CancellationToken cancellationToken);
}
