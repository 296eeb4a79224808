using System.Text;
using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Envelopes;

/// <summary>Writes the parts of a message as text and finds them again: text as it stands, bytes in the configured encoding.</summary>
internal static class MessageText
{
    /// <summary>Finds a part by the name that a template gives it.</summary>
    /// <returns>Null, or why it cannot be placed.</returns>
    public static string? TryFind(IReadOnlyList<MessagePart> parts, string name, BinaryEncoding encoding, out int part)
    {
        for (part = 0; part < parts.Count; part++)
        {
            if (parts[part].Name == name)
            {
                return encoding == BinaryEncoding.Binary && !parts[part].IsText
                    ? $"{{{name}}} is bytes, and bytes cannot stand among text: say an Encoding, or Text: true for a body that is the bare message"
                    : null;
            }
        }

        if (name == "keyId")
        {
            return "{keyId} is a part only of a message whose key has a name: say KeyId, or KeyIdFrom where the format has it";
        }

        return $"{{{name}}} is not a part of this message; it has {string.Join(", ", parts.Select(static known => $"{{{known.Name}}}"))}";
    }

    public static void Write(MessagePart part, ReadOnlySpan<byte> bytes, BinaryEncoding encoding, PooledBuffer destination)
    {
        if (part.IsText)
        {
            destination.Write(bytes);
        }
        else
        {
            BinaryText.Write(bytes, encoding, destination);
        }
    }

    /// <summary>Places a part that was found as <paramref name="text"/>.</summary>
    /// <returns>False when it is not in the encoding.</returns>
    public static bool TryRead(MessagePart part, ReadOnlySpan<byte> text, BinaryEncoding encoding, int number, SealedParts parts)
    {
        var start = parts.Buffer.Length;
        if (part.IsText)
        {
            if (!Ascii.IsValid(text))
            {
                return false;
            }

            parts.Buffer.Write(text);
        }
        else if (!BinaryText.TryRead(text, encoding, parts.Buffer))
        {
            return false;
        }

        parts.Place(number, start..parts.Buffer.Length);
        return true;
    }
}
