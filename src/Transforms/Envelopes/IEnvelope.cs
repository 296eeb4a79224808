using Gateway.Transforms.Buffers;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Envelopes;

/// <summary>
/// A generic format: how plaintext and key become the parts of a sealed message, and back. Stateless and thread-safe; what depends on the
/// key lives with the key (<see cref="SecretValue.Derive"/>), how the parts are written is the business of <see cref="BodyTemplate"/>.
/// </summary>
public interface IEnvelope
{
    /// <summary>The name by which configuration, logs and metrics know the format.</summary>
    string Name { get; }

    /// <summary>The names that <c>Body</c> and <c>Text</c> may place; the first is the whole message, which <c>Text</c> writes.</summary>
    IReadOnlyList<string> Parts { get; }

    /// <summary>Whether a receiver that gets <paramref name="parts"/> and has the key can open the message; a template that places less would lose every report.</summary>
    bool SufficesToOpen(IReadOnlyCollection<string> parts);

    /// <summary>The values of <c>Encryption</c> that the format knows; the first is the default.</summary>
    IReadOnlyList<string> Encryptions { get; }

    /// <summary>Whether <paramref name="key"/> can serve <paramref name="encryption"/>: null, or what kind of key is needed (nothing of the key itself).</summary>
    string? FindKeyProblem(SecretValue key, string encryption);

    /// <summary>Seals <paramref name="plaintext"/> with fresh randomness and places every part.</summary>
    void Seal(ReadOnlySpan<byte> plaintext, SecretValue key, SealedParts parts);

    /// <summary>Opens the placed parts and appends the plaintext.</summary>
    /// <returns>False for whatever reason it cannot be opened: which one is nobody's business. Never throws for any input.</returns>
    bool TryOpen(SealedParts parts, SecretValue key, PooledBuffer plaintext);
}
