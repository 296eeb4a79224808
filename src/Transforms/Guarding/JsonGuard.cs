using System.Text.Json;
using System.Text.Unicode;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Guarding;

/// <summary>
/// The first look at a JSON body: strict UTF-8 and RFC 8259 syntax, bounded depth, no ambiguous member, no half character. What passes is
/// indexed on the way, so that later stages need not read the body again.
/// </summary>
public static class JsonGuard
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Checks and indexes <paramref name="json"/>.</summary>
    /// <param name="json">The whole body; it must stay unchanged for as long as the tape is used.</param>
    /// <param name="options">How strict to be.</param>
    /// <param name="tape">The index, owned by the caller; null when the body is refused.</param>
    /// <returns><see cref="GuardFault.None"/>, or why the body is refused. Never throws for any input.</returns>
    public static GuardFault TryRead(ReadOnlyMemory<byte> json, JsonGuardOptions options, out JsonTape? tape)
    {
        tape = null;
        var bytes = json.Span;
        if (bytes.IsEmpty)
        {
            return GuardFault.Empty;
        }

        if (bytes.StartsWith(ByteOrderMark))
        {
            return GuardFault.ByteOrderMark;
        }

        // The reader checks a string's encoding only when it is asked for its text: that would let broken bytes through.
        if (!Utf8.IsValid(bytes))
        {
            return GuardFault.NotUtf8;
        }

        var candidate = new JsonTape(json);
        var fault = Fill(candidate, bytes, options);
        if (fault == GuardFault.None)
        {
            tape = candidate;
        }
        else
        {
            candidate.Dispose();
        }

        return fault;
    }

    private static GuardFault Fill(JsonTape tape, ReadOnlySpan<byte> bytes, JsonGuardOptions options)
    {
        // One level more than allowed, so that the excess is ours to name rather than a syntax error; no body has as many levels as an int counts.
        var readerDepth = Math.Min(options.MaxDepth, int.MaxValue - 1) + 1;
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = readerDepth });
        var container = -1;
        var depth = 0;
        try
        {
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                    case JsonTokenType.StartArray:
                        if (++depth > options.MaxDepth)
                        {
                            return GuardFault.TooDeep;
                        }

                        container = Open(tape, container, reader.TokenType == JsonTokenType.StartObject ? JsonKind.Object : JsonKind.Array, start);
                        break;

                    case JsonTokenType.EndObject:
                    case JsonTokenType.EndArray:
                        depth--;
                        var closed = container;
                        container = Close(tape, container, start + 1);
                        if (reader.TokenType == JsonTokenType.EndObject
                            && options.DuplicateKeys == DuplicateKeys.Reject
                            && DuplicateKeyFinder.HasDuplicate(tape, closed))
                        {
                            return GuardFault.DuplicateKey;
                        }

                        break;

                    default:
                        Append(tape, container, ref reader, start);
                        break;
                }
            }
        }
        catch (JsonException)
        {
            return GuardFault.NotJson;
        }
        catch (InvalidOperationException)
        {
            // How the reader reports an escaped lone surrogate; the bytes themselves were found to be valid UTF-8 before.
            return GuardFault.LoneSurrogate;
        }

        return GuardFault.None;
    }

    private static int Open(JsonTape tape, int parent, JsonKind kind, int start)
    {
        CountChild(tape, parent);
        var index = tape.Add(kind, start, 0);
        ref var token = ref tape.TokenAt(index);
        token.Size = 0;

        // Until the container closes, its link leads to its parent: the stack of open containers, without a stack.
        token.Link = parent;
        return index;
    }

    private static int Close(JsonTape tape, int index, int end)
    {
        ref var token = ref tape.TokenAt(index);
        var parent = token.Link;
        token.Length = end - token.Start;
        token.Link = tape.Count;
        return parent;
    }

    private static void Append(JsonTape tape, int parent, ref Utf8JsonReader reader, int start)
    {
        var kind = reader.TokenType switch
        {
            JsonTokenType.PropertyName => JsonKind.Name,
            JsonTokenType.String => JsonKind.String,
            JsonTokenType.Number => JsonKind.Number,
            JsonTokenType.True => JsonKind.True,
            JsonTokenType.False => JsonKind.False,
            _ => JsonKind.Null,
        };

        var length = reader.ValueSpan.Length;
        if (kind is not (JsonKind.Name or JsonKind.String))
        {
            CountChild(tape, parent);
            tape.Add(kind, start, length);
            return;
        }

        if (kind == JsonKind.String)
        {
            CountChild(tape, parent);
        }

        var index = tape.Add(kind, start + 1, length);
        if (reader.ValueIsEscaped)
        {
            tape.CommitText(index, reader.CopyString(tape.ReserveText(length)));
        }
    }

    /// <summary>Counts a value into its container; a member is counted by its value, not by its name.</summary>
    private static void CountChild(JsonTape tape, int parent)
    {
        if (parent >= 0)
        {
            tape.TokenAt(parent).Size++;
        }
    }
}
