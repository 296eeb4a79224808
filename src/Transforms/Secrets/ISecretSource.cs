namespace Gateway.Transforms.Secrets;

/// <summary>
/// One place where one secret is kept, as configured under <c>Secrets</c>. A source reads; when it is asked again, and what is used meanwhile, is not
/// its business. It is never asked twice at a time.
/// </summary>
public interface ISecretSource
{
    /// <summary>Reads the present value.</summary>
    /// <param name="pastCaches">Whether the value in use was refused: what a cache on the way holds is not wanted then, nor the word alone that nothing has changed.</param>
    /// <param name="cancellationToken">Cancelled when the time for it is over.</param>
    /// <returns>The value or why there is none; an unreachable store is a missing value, not an exception.</returns>
    ValueTask<SecretReading> ReadAsync(bool pastCaches, CancellationToken cancellationToken);
}
