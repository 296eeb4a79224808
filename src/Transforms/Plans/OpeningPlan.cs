using System.Collections.Frozen;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Plans;

/// <summary>How a route opens its answers, compiled once from <c>Response.Decrypt</c>. Immutable and thread-safe.</summary>
public sealed class OpeningPlan
{
    private const string Json = "application/json";
    private const string Bytes = "application/octet-stream";

    private static readonly JsonGuardOptions Guard = new();

    /// <summary>Fields that say what a body is like: of the sealed one, and not true of what it opens to (RFC 9110 section 8, RFC 9530, RFC 9421).</summary>
    private static readonly string[] OfSealedBodies =
        [
            "Content-Type", "Content-Encoding", "Content-Length", "Content-Language", "Content-Location", "Content-Disposition", "Content-Range", "Content-MD5",
            "Content-Digest", "Repr-Digest", "Digest", "X-Content-SHA256", "Signature", "Signature-Input", "ETag", "Last-Modified", "Accept-Ranges",
        ];

    private readonly IReadOnlyList<EnvelopePlan> _envelopes;
    private readonly string? _contentType;
    private readonly bool _isJsonDemanded;

    /// <summary>Makes a plan.</summary>
    /// <param name="envelopes">The same envelope with each of the keys that are tried, in their order; at least one. The first has the current key.</param>
    /// <param name="contentType">The content type of what is opened; null to tell it by the bytes.</param>
    public OpeningPlan(IReadOnlyList<EnvelopePlan> envelopes, string? contentType)
    {
        ArgumentNullException.ThrowIfNull(envelopes);
        _envelopes = envelopes;
        _contentType = contentType;
        _isJsonDemanded = contentType is null ? !Current.HasIntegrity : IsJson(contentType);
        ContentCoding = Current.ContentCoding;
        Withheld = FrozenSet.ToFrozenSet([.. OfSealedBodies, .. Current.HeaderNames], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The only content coding that an answer may have, since it is the envelope's own; null for none.</summary>
    public string? ContentCoding { get; }

    /// <summary>The fields of an answer that do not pass, because they are about the sealed body.</summary>
    public FrozenSet<string> Withheld { get; }

    /// <summary>The key that is current.</summary>
    public SecretHandle Key => Current.Key;

    /// <summary>The envelope with the current key.</summary>
    private EnvelopePlan Current => _envelopes[0];

    /// <summary>Opens a body with the current key or, failing that, with those before it.</summary>
    /// <param name="body">The sealed body.</param>
    /// <param name="held">The version of <see cref="Key"/> that was current when the request was sent, and is tried first; null if none is held.</param>
    /// <param name="findHeader">Finds the headers of the message.</param>
    /// <param name="plaintext">Gets the plaintext; empty when it cannot be opened.</param>
    /// <param name="opened">The content type and the key, where it could be opened.</param>
    /// <returns>False for whatever reason it cannot be opened. Never throws for any input.</returns>
    public bool TryOpen(ReadOnlyMemory<byte> body, SecretValue? held, Func<string, string?> findHeader, PooledBuffer plaintext, out OpenedAs opened)
    {
        ArgumentNullException.ThrowIfNull(plaintext);
        if (held is not null)
        {
            if (Current.TryOpen(body, held, plaintext, findHeader) && FindType(plaintext) is { } contentType)
            {
                opened = new OpenedAs(contentType, Key, IsPrevious: false);
                return true;
            }

            plaintext.Clear();
        }

        foreach (var envelope in _envelopes)
        {
            if (TryOpen(envelope, body, held, findHeader, plaintext) && FindType(plaintext) is { } contentType)
            {
                opened = new OpenedAs(contentType, envelope.Key, IsPrevious: envelope != Current);
                return true;
            }

            plaintext.Clear();
        }

        opened = default;
        return false;
    }

    private static bool TryOpen(EnvelopePlan envelope, ReadOnlyMemory<byte> body, SecretValue? held, Func<string, string?> findHeader, PooledBuffer plaintext)
    {
        if (!envelope.Key.TryLease(out var key))
        {
            return false;
        }

        using (key)
        {
            // What has failed with it once fails with it again.
            return key.Value != held && envelope.TryOpen(body, key.Value, plaintext, findHeader);
        }
    }

    /// <summary>
    /// What the plaintext is; null when it cannot be what was sealed. A format without integrity opens to something under one wrong key in 256, and
    /// whatever was changed on the way: there, only JSON tells that it is an answer.
    /// </summary>
    private string? FindType(PooledBuffer plaintext)
    {
        if (_contentType is not null && !_isJsonDemanded)
        {
            return _contentType;
        }

        if (JsonGuard.TryRead(plaintext.WrittenMemory, Guard, out var tape) != GuardFault.None)
        {
            return _isJsonDemanded ? null : Bytes;
        }

        tape!.Dispose();
        return _contentType ?? Json;
    }

    private static bool IsJson(string contentType)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        return type.Equals(Json, StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }
}
