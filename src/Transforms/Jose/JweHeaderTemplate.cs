using System.Buffers.Text;
using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Text;

namespace Gateway.Transforms.Jose;

/// <summary>The protected header of sealed messages: what is the same in all of them is written once, and encoded once where nothing else is in it.</summary>
internal sealed class JweHeaderTemplate
{
    private const int LongestNumber = 20;

    private static readonly JsonGuardOptions Strict = new(MaxDepth: 8);

    /// <summary>Names that mean something here (RFC 7516 section 4.1, RFC 7518 section 4), or that tell a receiver to believe the message about its key.</summary>
    private static readonly string[] Reserved =
    [
        "alg", "enc", "kid", "iat", "zip", "crit", "b64", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c", "jwk", "jku", "x5u", "x5c",
    ];

    private readonly byte[] _start;
    private readonly byte[]? _encoded;
    private readonly KeyIdSource _keyIdFrom;
    private readonly IssuedAt _issuedAt;
    private readonly TimeProvider _time;

    private JweHeaderTemplate(byte[] start, bool isWhole, JweSettings settings, TimeProvider time)
    {
        _start = start;
        _keyIdFrom = settings.KeyIdFrom;
        _issuedAt = settings.IssuedAt;
        _time = time;
        if (isWhole && _issuedAt == IssuedAt.None && _keyIdFrom == KeyIdSource.Settings)
        {
            byte[] whole = [.. start, (byte)'}'];
            _encoded = Encoding.ASCII.GetBytes(Base64Url.EncodeToString(whole));
        }
    }

    /// <summary>Compiles the header.</summary>
    /// <param name="settings">Settings whose algorithms are known.</param>
    /// <param name="isWhole">Whether the algorithm adds no members of its own.</param>
    /// <param name="time">The clock of <c>iat</c>.</param>
    /// <param name="template">The header; null when there is a problem.</param>
    /// <returns>Null, or what is wrong with <see cref="JweSettings.Header"/>.</returns>
    public static string? TryCompile(JweSettings settings, bool isWhole, TimeProvider time, out JweHeaderTemplate? template)
    {
        template = null;
        using var json = new PooledBuffer();
        json.Write("{\"alg\":\""u8);
        WriteText(settings.Algorithm, json);
        json.Write("\",\"enc\":\""u8);
        WriteText(settings.Encryption, json);
        json.Write("\""u8);
        WriteMember(",\"kid\":\""u8, settings.KeyIdFrom == KeyIdSource.Settings ? settings.KeyId : null, json);
        if (settings.Header is { } members && WriteMembers(members, json) is { } problem)
        {
            return problem;
        }

        template = new JweHeaderTemplate(json.WrittenSpan.ToArray(), isWhole, settings, time);
        return null;
    }

    /// <summary>The key id that a message under <paramref name="key"/> names, where it comes from the key; null where the key has none.</summary>
    public static string? KeyIdOf(CryptoKey key, KeyIdSource source) => source switch
    {
        KeyIdSource.Key => key.Attributes.KeyId,
        KeyIdSource.Thumbprint => key.Thumbprint,
        KeyIdSource.PublicKeyFingerprint => key.PublicKeyFingerprint,
        KeyIdSource.CertificateFingerprint => key.Attributes.CertificateFingerprint,
        _ => null,
    };

    /// <summary>Whether <paramref name="key"/> has such a name: null, or what it lacks.</summary>
    public static string? FindKeyIdProblem(CryptoKey key, KeyIdSource source) =>
        source == KeyIdSource.Settings || KeyIdOf(key, source) is not null
            ? null
            : $"the key has no {source switch { KeyIdSource.Key => "'kid'", KeyIdSource.CertificateFingerprint => "certificate", _ => "public part" }} to make a key id of";

    /// <summary>Appends the encoded header.</summary>
    /// <param name="key">The key of the message.</param>
    /// <param name="added">What the algorithm adds, each member with a comma before it.</param>
    /// <param name="json">Room to write in.</param>
    /// <param name="destination">Gets the encoded header.</param>
    public void Write(CryptoKey key, ReadOnlySpan<byte> added, PooledBuffer json, PooledBuffer destination)
    {
        if (_encoded is not null)
        {
            destination.Write(_encoded);
            return;
        }

        json.Write(_start);
        WriteMember(",\"kid\":\""u8, KeyIdOf(key, _keyIdFrom), json);
        if (_issuedAt != IssuedAt.None)
        {
            var now = _time.GetUtcNow();
            json.Write(",\"iat\":"u8);
            Utf8Formatter.TryFormat(_issuedAt == IssuedAt.Seconds ? now.ToUnixTimeSeconds() : now.ToUnixTimeMilliseconds(), json.GetSpan(LongestNumber), out var digits);
            json.Advance(digits);
        }

        json.Write(added);
        json.Write("}"u8);
        Base64UrlText.Write(json.WrittenSpan, destination);
    }

    private static string? WriteMembers(ReadOnlyMemory<byte> members, PooledBuffer json)
    {
        if (JsonGuard.TryRead(members, Strict, out var tape) is not GuardFault.None and var fault)
        {
            return $"the header is not acceptable JSON ({fault})";
        }

        using (tape)
        {
            if (tape!.KindOf(0) != JsonKind.Object)
            {
                return "the header must be a JSON object";
            }

            for (var name = 1; name < tape.Next(0); name = tape.Next(name + 1))
            {
                if (Array.Find(Reserved, Encoding.UTF8.GetString(tape.Text(name)).Equals) is { } reserved)
                {
                    return $"'{reserved}' is not a header member that can be set here";
                }

                json.Write(","u8);
                json.Write(tape.Raw(name));
                json.Write(":"u8);
                json.Write(tape.Raw(name + 1));
            }

            return null;
        }
    }

    private static void WriteMember(ReadOnlySpan<byte> start, string? text, PooledBuffer json)
    {
        if (text is not null)
        {
            json.Write(start);
            WriteText(text, json);
            json.Write("\""u8);
        }
    }

    private static void WriteText(string text, PooledBuffer json)
    {
        using var utf8 = new PooledBuffer(Encoding.UTF8.GetMaxByteCount(text.Length));
        utf8.Advance(Encoding.UTF8.GetBytes(text, utf8.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
        JsonText.WriteEscaped(utf8.WrittenSpan, json);
    }
}
