using System.Security.Cryptography;
using System.Text;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Keys;

/// <summary>Reads JSON Web Keys (RFC 7517, RFC 7518 section 6) from a tape; nothing private becomes a string.</summary>
internal static class JwkReader
{
    private const int MostKeys = 64;

    /// <summary>Reads a key, or a set of them.</summary>
    /// <param name="tape">The JSON text.</param>
    /// <param name="keys">Gets the keys; on a problem, those before it.</param>
    /// <param name="isSet">Whether it was a set.</param>
    /// <returns>Null, or what is wrong.</returns>
    public static string? TryRead(JsonTape tape, List<CryptoKey> keys, out bool isSet)
    {
        isSet = false;
        if (tape.KindOf(0) != JsonKind.Object)
        {
            return "a JSON Web Key is a JSON object";
        }

        if (new JwkMembers(tape, 0).TryFind("keys"u8, out var set))
        {
            isSet = true;
            return ReadSet(tape, set, keys);
        }

        if (ReadKey(tape, 0, out var key) is { } problem)
        {
            return problem;
        }

        if (key is null)
        {
            return "the JSON Web Key is of a type other than RSA, EC and oct";
        }

        keys.Add(key);
        return null;
    }

    private static string? ReadSet(JsonTape tape, int set, List<CryptoKey> keys)
    {
        if (tape.KindOf(set) != JsonKind.Array || tape.SizeOf(set) is 0 or > MostKeys)
        {
            return $"'keys' of a JSON Web Key Set is a list of 1 to {MostKeys} keys";
        }

        var number = 0;
        for (var i = set + 1; i < tape.Next(set); i = tape.Next(i))
        {
            number++;
            if (tape.KindOf(i) != JsonKind.Object)
            {
                return $"key {number} of the set is no object";
            }

            if (ReadKey(tape, i, out var key) is { } problem)
            {
                return $"key {number} of the set: {problem}";
            }

            // RFC 7517 section 5: types that are not understood are passed over.
            if (key is null)
            {
                continue;
            }

            keys.Add(key);
            if (key.Attributes.KeyId is { } id && keys.Exists(other => other != key && other.Attributes.KeyId == id))
            {
                return $"key {number} of the set has the 'kid' of another";
            }
        }

        return keys.Count == 0 ? "the set holds no key of type RSA, EC or oct" : null;
    }

    /// <returns>Null, or what is wrong; without a key, when its type is not understood.</returns>
    private static string? ReadKey(JsonTape tape, int index, out CryptoKey? key)
    {
        key = null;
        var members = new JwkMembers(tape, index);
        if (!members.TryText("kty"u8, out var type))
        {
            return "'kty' is missing";
        }

        if (ReadAttributes(tape, members, out var attributes) is { } problem)
        {
            return problem;
        }

        try
        {
            return type.SequenceEqual("oct"u8) ? ReadOctets(members, attributes, out key)
                : type.SequenceEqual("RSA"u8) ? ReadRsa(members, attributes, out key)
                : type.SequenceEqual("EC"u8) ? ReadEc(members, attributes, out key)
                : null;
        }
        catch (CryptographicException)
        {
            return "its numbers make no key";
        }
    }

    private static string? ReadAttributes(JsonTape tape, JwkMembers members, out KeyAttributes attributes)
    {
        attributes = KeyAttributes.None;
        if (!TryOptional(members, "kid"u8, out var keyId) || !TryOptional(members, "use"u8, out var use) || !TryOptional(members, "alg"u8, out var algorithm))
        {
            return "'kid', 'use' and 'alg' must be strings";
        }

        List<string>? operations = null;
        if (members.TryFind("key_ops"u8, out var list))
        {
            if (tape.KindOf(list) != JsonKind.Array)
            {
                return "'key_ops' must be a list of strings";
            }

            operations = [];
            for (var i = list + 1; i < tape.Next(list); i = tape.Next(i))
            {
                if (tape.KindOf(i) != JsonKind.String)
                {
                    return "'key_ops' must be a list of strings";
                }

                operations.Add(Encoding.UTF8.GetString(tape.Text(i)));
            }
        }

        attributes = new KeyAttributes(keyId, use, algorithm, operations);
        return null;
    }

    private static bool TryOptional(JwkMembers members, ReadOnlySpan<byte> name, out string? text)
    {
        text = members.TryText(name, out var utf8) ? Encoding.UTF8.GetString(utf8) : null;
        return text is not null || !members.TryFind(name, out _);
    }

    private static string? ReadOctets(JwkMembers members, KeyAttributes attributes, out CryptoKey? key)
    {
        key = null;
        if (members.Octets("k"u8) is not { } bytes)
        {
            return "'k' must be base64url, and not empty";
        }

        key = new OctetKey(bytes, attributes);
        CryptographicOperations.ZeroMemory(bytes);
        return null;
    }

    private static string? ReadEc(JwkMembers members, KeyAttributes attributes, out CryptoKey? key)
    {
        key = null;
        if (!members.TryText("crv"u8, out var name) || EcCurve.Find(Encoding.UTF8.GetString(name)) is not { } curve)
        {
            return "'crv' must be P-256, P-384 or P-521";
        }

        // RFC 7518 section 6.2: the full length of the curve, leading zeros and all.
        var x = members.Octets("x"u8);
        var y = members.Octets("y"u8);
        if (x?.Length != curve.Size || y?.Length != curve.Size)
        {
            return $"'x' and 'y' must be base64url of {curve.Size} bytes each";
        }

        var d = members.Octets("d"u8);
        try
        {
            return members.TryFind("d"u8, out _) && d?.Length != curve.Size
                ? $"'d' must be base64url of {curve.Size} bytes"
                : EcKey.TryCreate(curve, new ECPoint { X = x, Y = y }, d, attributes, out key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(d);
        }
    }

    private static string? ReadRsa(JwkMembers members, KeyAttributes attributes, out CryptoKey? key)
    {
        key = null;
        if (members.Octets("n"u8) is not [not 0, ..] modulus || members.Octets("e"u8) is not [not 0, ..] exponent)
        {
            return "'n' and 'e' must be base64url without leading zeros";
        }

        var parameters = new RSAParameters { Modulus = modulus, Exponent = exponent };
        var isPrivate = members.TryFind("d"u8, out _);
        try
        {
            if (isPrivate)
            {
                var half = (modulus.Length + 1) / 2;
                parameters.D = Padded(members.Octets("d"u8), modulus.Length);
                parameters.P = Padded(members.Octets("p"u8), half);
                parameters.Q = Padded(members.Octets("q"u8), half);
                parameters.DP = Padded(members.Octets("dp"u8), half);
                parameters.DQ = Padded(members.Octets("dq"u8), half);
                parameters.InverseQ = Padded(members.Octets("qi"u8), half);
                if (members.TryFind("oth"u8, out _)
                    || parameters is not { D: not null, P: not null, Q: not null, DP: not null, DQ: not null, InverseQ: not null })
                {
                    return "a private RSA key has two primes, and all of 'd', 'p', 'q', 'dp', 'dq' and 'qi' in base64url";
                }
            }

            using var rsa = RSA.Create(parameters);
            return RsaKey.TryCreate(rsa, isPrivate, attributes, out key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
            CryptographicOperations.ZeroMemory(parameters.P);
            CryptographicOperations.ZeroMemory(parameters.Q);
            CryptographicOperations.ZeroMemory(parameters.DP);
            CryptographicOperations.ZeroMemory(parameters.DQ);
            CryptographicOperations.ZeroMemory(parameters.InverseQ);
        }
    }

    /// <summary>JOSE writes numbers as short as they are, the framework wants them all as long as they may be.</summary>
    private static byte[]? Padded(byte[]? number, int length)
    {
        if (number is null || number.Length >= length)
        {
            return number?.Length == length ? number : null;
        }

        var padded = GC.AllocateArray<byte>(length, pinned: true);
        number.CopyTo(padded, length - number.Length);
        CryptographicOperations.ZeroMemory(number);
        return padded;
    }
}
