using System.Text;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;

namespace Gateway.Transforms.Jose;

/// <summary>Which key of a secret serves an algorithm.</summary>
/// <param name="management">The algorithm; null for <c>dir</c>.</param>
/// <param name="toOpen">Whether messages are opened, rather than sealed.</param>
internal sealed class JweKeys(KeyManagement? management, bool toOpen)
{
    private static readonly string[] SealOperations = ["encrypt"];
    private static readonly string[] OpenOperations = ["decrypt"];

    /// <summary>Whether <paramref name="key"/> can serve: null, or what kind of key is needed (nothing of the key itself).</summary>
    public string? FindProblem(CryptoKey key, ContentEncryption encryption)
    {
        if (management is not null)
        {
            return management.FindKeyProblem(key, encryption, toOpen);
        }

        // The key of dir is known by what it encrypts with as often as by "dir" (RFC 7520 section 5.6).
        var operations = toOpen ? OpenOperations : SealOperations;
        return key is not OctetKey octets || octets.Size != encryption.KeySize ? $"{encryption.Name} takes a symmetric key of {encryption.KeySize} bytes, not {key.Description}"
            : !key.Permits(JweAlgorithm.Direct, operations) && !key.Permits(encryption.Name, operations) ? $"the key's own attributes do not allow {encryption.Name}"
            : null;
    }

    /// <summary>The key to seal with: the one that is named; without a name, the only one that can serve.</summary>
    /// <returns>Null, or why there is none.</returns>
    public string? TryChoose(KeyMaterial material, string? keyId, ContentEncryption encryption, out CryptoKey? chosen)
    {
        chosen = null;
        if (material.Problem is { } damaged)
        {
            return damaged;
        }

        if (!material.IsSet)
        {
            chosen = material.Keys[0];
            return FindProblem(chosen, encryption);
        }

        foreach (var key in material.Keys)
        {
            if (keyId is null ? FindProblem(key, encryption) is null : key.Attributes.KeyId == keyId)
            {
                if (chosen is not null)
                {
                    return "several keys of the set could be meant: name one by its 'kid'";
                }

                chosen = key;
            }
        }

        return chosen is not null ? FindProblem(chosen, encryption)
            : keyId is not null ? "the set has no key with the 'kid' that is named"
            : "no key of the set fits";
    }

    /// <summary>The key to open a message with: a lone one whatever the message says, of a set the one that it names, or the only one that can serve.</summary>
    public CryptoKey? Find(KeyMaterial material, ReadOnlySpan<byte> keyId, bool isNamed, ContentEncryption encryption)
    {
        if (material.Problem is not null)
        {
            return null;
        }

        CryptoKey? found = null;
        foreach (var key in material.Keys)
        {
            if (!material.IsSet || !isNamed || (key.Attributes.KeyId is { } id && IsSame(id, keyId)))
            {
                if (FindProblem(key, encryption) is not null)
                {
                    continue;
                }

                if (found is not null)
                {
                    return null;
                }

                found = key;
            }
        }

        return found;
    }

    private static bool IsSame(string text, ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetByteCount(text) == utf8.Length && Encoding.UTF8.GetString(utf8) == text;
}
