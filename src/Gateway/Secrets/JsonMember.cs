using System.Buffers.Text;
using System.Security.Cryptography;
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
            CryptographicOperations.ZeroMemory(scratch);
        }
    }

    /// <summary>Reads how many seconds something lives. A fraction is left off, since nothing is to be used for longer than its giver says.</summary>
    public static bool TryReadSeconds(ReadOnlySpan<byte> json, ReadOnlySpan<string> path, out long seconds)
    {
        seconds = 0;
        if (!TryReadNumber(json, path, out var number) || number is < long.MinValue or > long.MaxValue)
        {
            return false;
        }

        seconds = (long)number;
        return true;
    }

    /// <summary>Whether a value is true; false for whatever else it is.</summary>
    public static bool IsTrue(ReadOnlySpan<byte> json, ReadOnlySpan<string> path) => TryFind(json, path, out var reader) && reader.TokenType == JsonTokenType.True;

    /// <summary>Whether there is a value, of whatever kind, or several.</summary>
    public static bool Has(ReadOnlySpan<byte> json, ReadOnlySpan<string> path) => Count(json, path, out _) > 0;

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
            return reader.TryGetDateTimeOffset(out time) && HasOffset(reader.ValueSpan);
        }
        catch (InvalidOperationException)
        {
            // Escapes that stand for no text.
            return false;
        }
    }

    /// <summary>Reads a point in time that is written as seconds since 1970, with or without a fraction.</summary>
    public static bool TryReadUnixTime(ReadOnlySpan<byte> json, ReadOnlySpan<string> path, out DateTimeOffset time)
    {
        time = default;
        if (!TryReadNumber(json, path, out var seconds) || seconds < 0 || seconds >= DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return false;
        }

        time = DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    /// <summary>The framework takes a date alone for a time too, and one without an offset for a time on this machine's clock.</summary>
    private static bool HasOffset(ReadOnlySpan<byte> time) => time.Length >= "2026-01-31T12:00:00Z".Length && (time[^1] is (byte)'Z' || time[^6] is (byte)'+' or (byte)'-');

    /// <summary>Reads a number; one in a string counts, as some servers write it.</summary>
    private static bool TryReadNumber(ReadOnlySpan<byte> json, ReadOnlySpan<string> path, out decimal number)
    {
        number = 0;
        return TryFind(json, path, out var reader)
            && reader.TokenType is JsonTokenType.Number or JsonTokenType.String
            && Utf8Parser.TryParse(reader.ValueSpan, out number, out var read)
            && read == reader.ValueSpan.Length;
    }

    private static bool TryFind(ReadOnlySpan<byte> json, scoped ReadOnlySpan<string> path, out Utf8JsonReader found) => Count(json, path, out found) == 1;

    /// <summary>How many values there are by these names; none in what is not JSON.</summary>
    private static int Count(ReadOnlySpan<byte> json, scoped ReadOnlySpan<string> path, out Utf8JsonReader found)
    {
        found = default;
        var reader = new Utf8JsonReader(json);
        try
        {
            var count = reader.Read() ? Count(ref reader, path, out found) : 0;
            while (reader.Read())
            {
                // Only of a whole document it is known what it says.
            }

            return count;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The latter for names with escapes that stand for no text.
            return 0;
        }
    }

    /// <summary>Reads the value that <paramref name="reader"/> stands on to its end.</summary>
    private static int Count(scoped ref Utf8JsonReader reader, scoped ReadOnlySpan<string> path, out Utf8JsonReader found)
    {
        found = reader;
        if (path.IsEmpty)
        {
            reader.Skip();
            return 1;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return 0;
        }

        var seen = 0;
        var count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isNamed = reader.ValueTextEquals(path[0]);
            reader.Read();
            if (isNamed)
            {
                seen++;
                count += Count(ref reader, path[1..], out found);
            }
            else
            {
                reader.Skip();
            }
        }

        // An object that has a name twice says two things, whatever stands below it.
        return seen > 1 ? Math.Max(seen, count) : count;
    }
}
