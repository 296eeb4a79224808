using System.Runtime.CompilerServices;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Guarding;

/// <summary>Fills a tape from a text in one pass, and finds on the way what is wrong with it.</summary>
internal static class JsonTokenizer
{
    /// <summary>In place of the container of the root.</summary>
    private const int NoContainer = -1;

    /// <summary>A name, and the value after it.</summary>
    private const int TokensAStep = 2;

    /// <param name="tape">A new tape over <paramref name="text"/>.</param>
    /// <param name="text">The text.</param>
    /// <param name="options">How strict to be.</param>
    /// <returns>The first fault; <see cref="GuardFault.NotJson"/> also where bytes are not UTF-8.</returns>
    /// <remarks>
    /// One method, whose state are variables that stay in registers. Containers are no recursion: each knows on the tape the one that it is in. A value is
    /// counted into its container when it has been read, and the count of a container that is interrupted by another waits on the tape.
    /// </remarks>
    public static GuardFault Fill(JsonTape tape, ReadOnlySpan<byte> text, JsonGuardOptions options)
    {
        var tokens = tape.Tokens;
        var count = 0;
        var position = 0;
        var container = NoContainer;
        var size = 0;
        var depth = 0;
        byte closing = 0;
        while (true)
        {
            if (tokens.Length - count < TokensAStep)
            {
                tokens = tape.Grow(count);
            }

            var first = JsonSyntax.NextToken(text, ref position);
            if (closing == (byte)'}')
            {
                if (first != (byte)'"')
                {
                    return GuardFault.NotJson;
                }

                var end = JsonScan.Find<UnusualInString>(text, ++position);
                if ((uint)end < (uint)text.Length && text[end] == (byte)'"')
                {
                    tokens[count].Set(JsonKind.Name, position, end - position);
                    tokens[count].Link = (int)NameHash.Of(text, position, end - position);
                }
                else if ((end = ReadUnusualString(tape, text, count, JsonKind.Name, position, end)) < 0)
                {
                    return (GuardFault)~end;
                }

                position = end + 1;
                if (JsonSyntax.NextToken(text, ref position) != (byte)':')
                {
                    return GuardFault.NotJson;
                }

                count++;
                position++;
                first = JsonSyntax.NextToken(text, ref position);
            }

            if (first == (byte)'"')
            {
                var end = JsonScan.Find<UnusualInString>(text, ++position);
                if ((uint)end < (uint)text.Length && text[end] == (byte)'"')
                {
                    tokens[count].Set(JsonKind.String, position, end - position);
                }
                else if ((end = ReadUnusualString(tape, text, count, JsonKind.String, position, end)) < 0)
                {
                    return (GuardFault)~end;
                }

                position = end + 1;
                count++;
                size++;
            }
            else if (first is (byte)'{' or (byte)'[')
            {
                if (++depth > options.MaxDepth)
                {
                    return GuardFault.TooDeep;
                }

                if (container != NoContainer)
                {
                    tokens[container].SetSize(size + 1);
                }

                ref var opened = ref tokens[count];
                opened.Set(first == (byte)'{' ? JsonKind.Object : JsonKind.Array, position, 0);
                opened.Link = container;
                container = count++;
                size = 0;
                closing = (byte)(first + 2);
                position++;
                if (JsonSyntax.NextToken(text, ref position) != closing)
                {
                    continue;
                }
            }
            else
            {
                var (kind, end) = EndOfScalar(text, position, first);
                if (end < 0)
                {
                    return GuardFault.NotJson;
                }

                tokens[count++].Set(kind, position, end - position);
                position = end;
                size++;
            }

            // What follows a value: the end of any number of containers, then a comma or the end of the text.
            while (true)
            {
                var next = JsonSyntax.NextToken(text, ref position);
                if (container == NoContainer)
                {
                    tape.Complete(count);
                    return position == text.Length ? GuardFault.None : GuardFault.NotJson;
                }

                if (next == (byte)',')
                {
                    position++;
                    break;
                }

                if (next != closing)
                {
                    return GuardFault.NotJson;
                }

                position++;
                depth--;
                ref var closed = ref tokens[container];
                var parent = closed.Link;
                closed.Length = position - closed.Start;
                closed.Link = count;
                closed.SetSize(size);
                if (closing == (byte)'}' && options.DuplicateKeys == DuplicateKeys.Reject && DuplicateKeyFinder.HasDuplicate(tape, container))
                {
                    return GuardFault.DuplicateKey;
                }

                container = parent;
                if (container != NoContainer)
                {
                    ref readonly var outer = ref tokens[container];
                    size = outer.Size;
                    closing = (byte)(outer.Kind == JsonKind.Object ? '}' : ']');
                }
            }
        }
    }

    /// <summary>Reads a string or name that holds more than plain ASCII, and resolves its escapes.</summary>
    /// <returns>The position of its closing quote, or the complement of the fault.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadUnusualString(JsonTape tape, ReadOnlySpan<byte> text, int index, JsonKind kind, int start, int unusual)
    {
        var end = JsonSyntax.EndOfUnusualString(text, start, unusual, out var isEscaped);
        if (end < 0)
        {
            return ~(int)GuardFault.NotJson;
        }

        ref var token = ref tape.Tokens[index];
        token.Set(kind, start, end - start);
        token.Link = kind == JsonKind.Name ? (int)NameHash.Of(text, start, end - start) : 0;
        if (!isEscaped || tape.TryResolve(index))
        {
            return end;
        }

        // A name without its colon is no name yet: that is the fault which comes first.
        var next = end + 1;
        return kind == JsonKind.Name && JsonSyntax.NextToken(text, ref next) != (byte)':' ? ~(int)GuardFault.NotJson : ~(int)GuardFault.LoneSurrogate;
    }

    private static (JsonKind Kind, int End) EndOfScalar(ReadOnlySpan<byte> text, int position, byte first) => first switch
    {
        (>= (byte)'0' and <= (byte)'9') or (byte)'-' => (JsonKind.Number, JsonSyntax.EndOfNumber(text, position)),
        (byte)'t' when text[position..].StartsWith("true"u8) => (JsonKind.True, position + 4),
        (byte)'f' when text[position..].StartsWith("false"u8) => (JsonKind.False, position + 5),
        (byte)'n' when text[position..].StartsWith("null"u8) => (JsonKind.Null, position + 4),
        _ => (JsonKind.Null, JsonSyntax.Malformed),
    };
}
