using System.Text.Json;
using System.Text.Unicode;
using Gateway.Transforms.Guarding;

namespace Gateway.Transforms.Tests.Guarding;

/// <summary>What the guard has to say, found the slow and obvious way: with the framework's reader, strings, and a set of names for each object.</summary>
internal static class ReferenceGuard
{
    public static GuardFault Judge(ReadOnlySpan<byte> json, JsonGuardOptions options)
    {
        if (json.IsEmpty)
        {
            return GuardFault.Empty;
        }

        if (json.StartsWith(new byte[] { 0xEF, 0xBB, 0xBF }))
        {
            return GuardFault.ByteOrderMark;
        }

        if (!Utf8.IsValid(json))
        {
            return GuardFault.NotUtf8;
        }

        try
        {
            return Read(json, options);
        }
        catch (JsonException)
        {
            return GuardFault.NotJson;
        }
        catch (InvalidOperationException)
        {
            // How the reader reports an escaped lone surrogate.
            return GuardFault.LoneSurrogate;
        }
    }

    private static GuardFault Read(ReadOnlySpan<byte> json, JsonGuardOptions options)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = options.MaxDepth + 1 });
        var open = new Stack<List<string>>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (open.Count == options.MaxDepth)
                    {
                        return GuardFault.TooDeep;
                    }

                    open.Push([]);
                    break;

                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    var names = open.Pop();
                    if (options.DuplicateKeys == DuplicateKeys.Reject && names.Distinct(StringComparer.Ordinal).Count() < names.Count)
                    {
                        return GuardFault.DuplicateKey;
                    }

                    break;

                case JsonTokenType.PropertyName:
                    open.Peek().Add(reader.GetString()!);
                    break;

                case JsonTokenType.String:
                    _ = reader.GetString();
                    break;
            }
        }

        return GuardFault.None;
    }
}
