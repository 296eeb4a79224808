using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Text;

namespace Gateway.Transforms.Jose;

/// <summary>The protected header of a received message. A stranger wrote it: it is bounded, strict, and asked for nothing but what is needed.</summary>
internal sealed class JweHeader : IDisposable
{
    /// <summary>Of the encoded header, in characters.</summary>
    private const int Longest = 8 * 1024;

    private static readonly JsonGuardOptions Strict = new(MaxDepth: 8);

    private readonly PooledBuffer _json;
    private readonly JsonTape _tape;
    private readonly JwkMembers _members;

    private JweHeader(PooledBuffer json, JsonTape tape)
    {
        _json = json;
        _tape = tape;
        _members = new JwkMembers(tape, 0);
    }

    /// <summary>Reads a header.</summary>
    /// <returns>Null when it is none, names a member twice, is compressed (<c>zip</c>) or has what must be understood and is not (<c>crit</c>).</returns>
    public static JweHeader? TryRead(ReadOnlySpan<byte> encoded)
    {
        if (encoded.IsEmpty || encoded.Length > Longest)
        {
            return null;
        }

        var json = new PooledBuffer(encoded.Length);
        if (Base64UrlText.TryDecode(encoded, json.GetSpan(encoded.Length), out var length))
        {
            json.Advance(length);
            if (JsonGuard.TryRead(json.WrittenMemory, Strict, out var tape) == GuardFault.None)
            {
                var header = new JweHeader(json, tape!);
                if (header.IsAcceptable())
                {
                    return header;
                }

                header.Dispose();
                return null;
            }
        }

        json.Dispose();
        return null;
    }

    /// <summary>The text of a member that is a string.</summary>
    public bool TryText(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> text) => _members.TryText(name, out text);

    /// <summary>Reads a member in base64url that has exactly the length of <paramref name="bytes"/>.</summary>
    public bool TryReadExactly(ReadOnlySpan<byte> name, Span<byte> bytes) => TryReadExactly(_members, name, bytes);

    /// <summary>Reads a member in base64url that need not be there.</summary>
    /// <returns>False when it is there and cannot be read.</returns>
    public bool TryReadOptional(ReadOnlySpan<byte> name, Span<byte> bytes, out int written)
    {
        written = 0;
        return !_members.TryFind(name, out _)
            || (_members.TryText(name, out var text) && Base64UrlText.TryDecode(text, bytes, out written));
    }

    /// <summary>Reads the sender's public key (<c>epk</c>, RFC 7518 section 4.6.1.1), which must be on <paramref name="curve"/>; whether the point is, is not looked at.</summary>
    public bool TryReadPoint(string curve, Span<byte> x, Span<byte> y)
    {
        if (!_members.TryFind("epk"u8, out var index) || _tape.KindOf(index) != JsonKind.Object)
        {
            return false;
        }

        var key = new JwkMembers(_tape, index);
        return key.TryText("kty"u8, out var type)
            && type.SequenceEqual("EC"u8)
            && key.TryText("crv"u8, out var name)
            && Ascii.Equals(name, curve)
            && TryReadExactly(key, "x"u8, x)
            && TryReadExactly(key, "y"u8, y);
    }

    public void Dispose()
    {
        _tape.Dispose();
        _json.Dispose();
    }

    private static bool TryReadExactly(JwkMembers members, ReadOnlySpan<byte> name, Span<byte> bytes) =>
        members.TryText(name, out var text)
        && Base64UrlText.DecodedLength(text.Length) == bytes.Length
        && Base64UrlText.TryDecode(text, bytes, out var written)
        && written == bytes.Length;

    private bool IsAcceptable() =>
        _tape.KindOf(0) == JsonKind.Object && !_members.TryFind("crit"u8, out _) && !_members.TryFind("zip"u8, out _);
}
