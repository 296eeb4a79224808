using System.Security.Cryptography;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Envelopes;

/// <summary>
/// A format with its settings: how plaintext and key become the parts of a sealed message, and back. Immutable and thread-safe; what depends
/// on the key lives with the key (<see cref="SecretValue.Derive"/>), how the parts are written is the business of <see cref="BodyTemplate"/>.
/// </summary>
public interface IMessageCipher
{
    /// <summary>What <c>Body</c>, <c>Text</c> and <c>Headers</c> may place; the first is the whole message, which <c>Text</c> writes.</summary>
    IReadOnlyList<MessagePart> Parts { get; }

    /// <summary>What the receiver does with the parts, step by step, for whoever builds one: in the names of <see cref="Parts"/>, between braces.</summary>
    IReadOnlyList<string> Opening { get; }

    /// <summary>Whether a changed message never opens.</summary>
    bool HasIntegrity { get; }

    /// <summary>What of the settings is weak, whatever the key.</summary>
    IReadOnlyList<Weakness> Weaknesses { get; }

    /// <summary>Whether a whole message cannot be taken for a word or a number that happens to be written like one.</summary>
    bool IsUnmistakable => false;

    /// <summary>Whether a receiver that gets <paramref name="parts"/> and has the key can open the message; a template that places less would lose every report.</summary>
    bool SufficesToOpen(IReadOnlyCollection<string> parts);

    /// <summary>Whether <paramref name="key"/> can serve: null, or what kind of key is needed (nothing of the key itself).</summary>
    string? FindKeyProblem(SecretValue key, KeyUse use);

    /// <summary>Whether the placed parts have the shape of a message that this cipher sealed. It need not open: a body of that shape is not sealed once more.</summary>
    bool LooksSealed(SealedParts parts);

    /// <summary>Seals <paramref name="plaintext"/> with fresh randomness and places every part.</summary>
    /// <returns>False when the format cannot seal this plaintext, such as one that is too long for it.</returns>
    /// <exception cref="CryptographicException">The key has sealed as many messages as it may.</exception>
    bool TrySeal(ReadOnlySpan<byte> plaintext, SecretValue key, SealedParts parts);

    /// <summary>Opens the placed parts and appends the plaintext.</summary>
    /// <returns>False for whatever reason it cannot be opened: which one is nobody's business. Never throws for any input.</returns>
    bool TryOpen(SealedParts parts, SecretValue key, PooledBuffer plaintext);
}
