using System.Text.Json;

namespace Gateway.Secrets;

/// <summary>Finds one member in the JSON of a store or a program, as bytes. Strings, which stay in memory until the collector overwrites them, are not made.</summary>
internal static class JsonMember
{
    /// <summary>Reads the text of a string.</summary>
    /// <param name="json">The whole document.</param>
    /// <param name="path">The names that lead to it.</param>
    /// <param name="text">Its text in UTF-8; whoever reads secrets wipes it. Empty when there is none.</param>
    /// <returns>False unless the document is JSON, and leads to a string by these names, none of which its object has twice.</returns>
    public static bool TryReadText(ReadOnlySpan<byte> json, ReadOnlySpan<string> path, out byte[] text)
    {
        text = [];
        if (!TryFind(json, path, out var reader) || reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        // Unescaping makes it shorter, if anything.
        var scratch = new byte[reader.ValueSpan.Length];
        try
        {
            text = scratch[..reader.CopyString(scratch)];
            return true;
        }
        catch (InvalidOperationException)
        {
            // Escapes that stand for no text.
            return false;
        }
        finally
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(scratch);
        }
    }

    /// <summary>Reads a whole number; one in a string counts, as some servers write it.</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> json, ReadOnlySpan<string> path, out long number)
    {
        number = 0;
        return TryFind(json, path, out var reader) && reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetInt64(out number),
            JsonTokenType.String => System.Buffers.Text.Utf8Parser.TryParse(reader.ValueSpan, out number, out var read) && read == reader.ValueSpan.Length,
            _ => false,
        };
    }

    /// <summary>Whether a value is true; false for whatever else it is.</summary>
    public static bool IsTrue(ReadOnlySpan<byte> json, ReadOnlySpan<string> path) => TryFind(json, path, out var reader) && reader.TokenType == JsonTokenType.True;

    /// <summary>Whether there is an object.</summary>
    public static bool IsObject(ReadOnlySpan<byte> json, ReadOnlySpan<string> path) => TryFind(json, path, out var reader) && reader.TokenType == JsonTokenType.StartObject;

    /// <summary>Reads a point in time (RFC 3339).</summary>
    public static bool TryReadTime(ReadOnlySpan<byte> json, ReadOnlySpan<string> path, out DateTimeOffset time)
    {
        time = default;
        if (!TryFind(json, path, out var reader) || reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        try
        {
            return reader.TryGetDateTimeOffset(out time);
        }
        catch (InvalidOperationException)
        {
            // Escapes that stand for no text.
            return false;
        }
    }

    private static bool TryFind(ReadOnlySpan<byte> json, scoped ReadOnlySpan<string> path, out Utf8JsonReader found)
    {
        found = default;
        var reader = new Utf8JsonReader(json);
        try
        {
            if (!reader.Read() || !TryFind(ref reader, path, out found))
            {
                return false;
            }

            while (reader.Read())
            {
                // Only of a whole document it is known what it says.
            }

            return true;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The latter for names with escapes that stand for no text.
            return false;
        }
    }

    /// <summary>Reads the value that <paramref name="reader"/> stands on to its end.</summary>
    private static bool TryFind(scoped ref Utf8JsonReader reader, scoped ReadOnlySpan<string> path, out Utf8JsonReader found)
    {
        found = reader;
        if (path.IsEmpty)
        {
            reader.Skip();
            return true;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var seen = 0;
        var isFound = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isNamed = reader.ValueTextEquals(path[0]);
            reader.Read();
            if (isNamed)
            {
                seen++;
                isFound = TryFind(ref reader, path[1..], out found);
            }
            else
            {
                reader.Skip();
            }
        }

        return isFound && seen == 1;
    }
}
