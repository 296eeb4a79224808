using System.Text.Json;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Text;

namespace Gateway.Transforms.Jose;

/// <summary>
/// Signs as JWS in the compact serialisation (RFC 7515 section 7.1) with a private RSA or EC key, in any form that <see cref="KeyMaterial"/> reads.
/// Immutable and thread-safe; not made for the request path.
/// </summary>
/// <param name="algorithm">The value of <c>alg</c>, one of <see cref="Algorithms"/>; null for what the key itself asks for or is usual for its kind.</param>
/// <param name="keyId">The value of <c>kid</c>, and of a set of keys the one that signs; null for the key's own, if it has one.</param>
/// <param name="type">The value of <c>typ</c>; null for none.</param>
public sealed class JwsSigner(string? algorithm, string? keyId, string? type)
{
    /// <summary>The names of the algorithms.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = [.. JwsAlgorithm.All.Select(static known => known.Name)];

    /// <summary>Signs <paramref name="payload"/> and appends the message.</summary>
    /// <returns>Null, or why the key cannot sign (nothing of the key itself); nothing is appended then.</returns>
    public string? TrySign(ReadOnlySpan<byte> payload, SecretValue secret, PooledBuffer destination)
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(destination);
        if (TryChoose(KeyMaterial.Of(secret), out var key, out var chosen) is { } problem)
        {
            return problem;
        }

        // RFC 7515 section 5.1: what is signed is the message up to the second dot.
        var start = destination.Length;
        WriteHeader(chosen!, key!, destination);
        destination.Write("."u8);
        Base64UrlText.Write(payload, destination);
        var signature = new byte[chosen!.SignatureSize(key!)];
        chosen.Sign(key!, destination.WrittenSpan[start..], signature);
        destination.Write("."u8);
        Base64UrlText.Write(signature, destination);
        return null;
    }

    private void WriteHeader(JwsAlgorithm chosen, CryptoKey key, PooledBuffer destination)
    {
        using var json = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("alg"u8, chosen.Name);
            if (type is not null)
            {
                writer.WriteString("typ"u8, type);
            }

            if ((keyId ?? key.Attributes.KeyId) is { } id)
            {
                writer.WriteString("kid"u8, id);
            }

            writer.WriteEndObject();
        }

        Base64UrlText.Write(json.WrittenSpan, destination);
    }

    /// <summary>The key to sign with: a lone one whatever it is called, of a set the one that is named, or the only one that can sign.</summary>
    private string? TryChoose(KeyMaterial material, out CryptoKey? key, out JwsAlgorithm? chosen)
    {
        key = null;
        chosen = null;
        if (material.Problem is { } damaged)
        {
            return damaged;
        }

        if (!material.IsSet)
        {
            return TryUse(material.Keys[0], out key, out chosen);
        }

        foreach (var candidate in material.Keys)
        {
            if (keyId is null ? TryUse(candidate, out _, out _) is null : candidate.Attributes.KeyId == keyId)
            {
                if (key is not null)
                {
                    return "several keys of the set could be meant: name one by its 'kid'";
                }

                key = candidate;
            }
        }

        return key is not null ? TryUse(key, out key, out chosen)
            : keyId is not null ? "the set has no key with the 'kid' that is named"
            : "no key of the set can sign";
    }

    private string? TryUse(CryptoKey candidate, out CryptoKey key, out JwsAlgorithm? chosen)
    {
        key = candidate;
        chosen = algorithm is null ? JwsAlgorithm.DefaultFor(candidate) : JwsAlgorithm.Find(algorithm);
        return chosen is null
            ? candidate.Attributes.Algorithm is null ? $"signing takes a private RSA or EC key, not {candidate.Description}" : "the key's own 'alg' is not one that signs"
            : chosen.FindKeyProblem(candidate);
    }
}
