using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Configuration.Reading;

/// <summary>Reads configuration text, JSON with comments and trailing commas, into nodes that know where they were written.</summary>
internal sealed class ConfigurationParser
{
    private const int MaxDepth = 64;

    private readonly TextLines _lines;
    private readonly ProblemList _problems;

    private ConfigurationParser(TextLines lines, ProblemList problems)
    {
        _lines = lines;
        _problems = problems;
    }

    /// <summary>Parses a whole text; null, with problems reported, when it cannot be.</summary>
    /// <param name="text">The text in UTF-8, with or without a byte order mark.</param>
    /// <param name="source">What locations call it.</param>
    /// <param name="problems">Gets what is wrong.</param>
    public static ConfigurationNode? Parse(byte[] text, string source, ProblemList problems)
    {
        var lines = new TextLines(source, text);
        var start = text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        if (text.AsSpan(start).Trim(" \t\r\n"u8).IsEmpty)
        {
            problems.Error(new SourceLocation(source, 1, 1), "the file is empty; see config/gateway.json for a sample");
            return null;
        }

        if (!Utf8.IsValid(text))
        {
            problems.Error(lines.Locate(ValidLength(text)), "the file is not UTF-8 text");
            return null;
        }

        var options = new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = MaxDepth };
        var reader = new Utf8JsonReader(text.AsSpan(start), options);
        var parser = new ConfigurationParser(lines, problems);
        try
        {
            reader.Read();
            var node = parser.ReadValue(ref reader, KeyPath.Root, start);

            // Whatever follows the value is an error that only reading on finds.
            reader.Read();
            return node;
        }
        catch (JsonException mistake)
        {
            problems.Error(lines.Locate(mistake.LineNumber ?? 0, mistake.BytePositionInLine ?? 0), $"not valid JSON: {Explain(mistake)}");
            return null;
        }
        catch (InvalidOperationException)
        {
            problems.Error(lines.Locate(start + reader.TokenStartIndex), "a string escapes half of a surrogate pair");
            return null;
        }
    }

    private ConfigurationNode ReadValue(ref Utf8JsonReader reader, KeyPath path, int start)
    {
        var location = _lines.Locate(start + reader.TokenStartIndex);
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(ref reader, location, path, start),
            JsonTokenType.StartArray => ReadArray(ref reader, location, path, start),
            JsonTokenType.String => new ScalarNode(location, ScalarKind.Text, reader.GetString()!),
            JsonTokenType.Number => new ScalarNode(location, ScalarKind.Number, System.Text.Encoding.UTF8.GetString(reader.ValueSpan)),
            JsonTokenType.True => new ScalarNode(location, ScalarKind.Boolean, "true"),
            JsonTokenType.False => new ScalarNode(location, ScalarKind.Boolean, "false"),
            _ => new ScalarNode(location, ScalarKind.Null, "null"),
        };
    }

    private ObjectNode ReadObject(ref Utf8JsonReader reader, SourceLocation location, KeyPath path, int start)
    {
        var node = new ObjectNode(location);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var keyLocation = _lines.Locate(start + reader.TokenStartIndex);
            var key = reader.GetString()!;
            reader.Read();
            var value = ReadValue(ref reader, path.Key(key), start);
            if (node.FindMember(key) is { } first)
            {
                _problems.Error(keyLocation, path.Key(key), $"the key is there twice; the first is at {first.KeyLocation}");
            }
            else
            {
                node.Add(new ObjectMember(key, keyLocation, value));
            }
        }

        return node;
    }

    private ArrayNode ReadArray(ref Utf8JsonReader reader, SourceLocation location, KeyPath path, int start)
    {
        var items = new List<ConfigurationNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(ref reader, path.Item(items.Count), start));
        }

        return new ArrayNode(location, items);
    }

    /// <summary>How many bytes at the beginning are UTF-8.</summary>
    private static int ValidLength(ReadOnlySpan<byte> text)
    {
        var position = 0;
        while (System.Text.Rune.DecodeFromUtf8(text[position..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            position += length;
        }

        return position;
    }

    /// <summary>The reader's own words without the position, which is given in the usual form already.</summary>
    private static string Explain(JsonException mistake)
    {
        // The reader repeats the whole word, which may be a value that lost its quotes, a secret's among them.
        if (mistake.Message.Contains("JSON literal", StringComparison.Ordinal))
        {
            return "a value that is neither true, false nor null; text is written in double quotes";
        }

        if (mistake.Message.Contains("does not contain any JSON tokens", StringComparison.Ordinal))
        {
            return "there is nothing but comments; see config/gateway.json for a sample";
        }

        var end = mistake.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? mistake.Message : mistake.Message[..end];
    }
}
