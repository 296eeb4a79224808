using System.Security.Cryptography;
using Gateway.Transforms.Json;
using Gateway.Transforms.Text;

namespace Gateway.Transforms.Keys;

/// <summary>The members of one JSON Web Key.</summary>
/// <param name="tape">The text that it stands in.</param>
/// <param name="index">The object's position.</param>
internal readonly struct JwkMembers(JsonTape tape, int index)
{
    /// <summary>The number of an RSA key of 8192 bits; more is not read.</summary>
    private const int LongestNumber = 1024;

    /// <summary>Finds a member.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, out int value)
    {
        for (var member = index + 1; member < tape.Next(index); member = tape.Next(member + 1))
        {
            if (tape.Text(member).SequenceEqual(name))
            {
                value = member + 1;
                return true;
            }
        }

        value = 0;
        return false;
    }

    /// <summary>The text of a member that is a string.</summary>
    public bool TryText(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> text)
    {
        var isText = TryFind(name, out var value) && tape.KindOf(value) == JsonKind.String;
        text = isText ? tape.Text(value) : default;
        return isText;
    }

    /// <summary>The bytes of a member in base64url, in pinned memory that the caller zeroes; null when it is not there, empty, too long or not canonical.</summary>
    public byte[]? Octets(ReadOnlySpan<byte> name)
    {
        if (!TryText(name, out var text) || text.IsEmpty || Base64UrlText.DecodedLength(text.Length) > LongestNumber)
        {
            return null;
        }

        var bytes = GC.AllocateUninitializedArray<byte>(Base64UrlText.DecodedLength(text.Length), pinned: true);
        if (Base64UrlText.TryDecode(text, bytes, out var written) && written == bytes.Length)
        {
            return bytes;
        }

        CryptographicOperations.ZeroMemory(bytes);
        return null;
    }
}
