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
    /// <param name="json">The whole body, in an array; it must stay unchanged for as long as the tape is used.</param>
    /// <param name="options">How strict to be.</param>
    /// <param name="tape">The index, owned by the caller; null when the body is refused.</param>
    /// <returns><see cref="GuardFault.None"/>, or why the body is refused. Nothing that a body holds makes it throw.</returns>
    /// <exception cref="ArgumentException">The body is longer than 256 MiB, the most that a route takes, or does not stand in an array.</exception>
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

        var candidate = new JsonTape(json);
        var fault = JsonTokenizer.Fill(candidate, bytes, options);
        if (fault == GuardFault.None)
        {
            tape = candidate;
            return GuardFault.None;
        }

        candidate.Dispose();

        // Of what is accepted, strings were looked at as they were read. Of what is not, broken bytes anywhere are named before all else.
        return Utf8.IsValid(bytes) ? fault : GuardFault.NotUtf8;
    }
}
