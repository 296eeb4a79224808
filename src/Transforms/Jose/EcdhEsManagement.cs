using System.Security.Cryptography;
using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Text;

namespace Gateway.Transforms.Jose;

/// <summary>
/// <c>ECDH-ES</c>, where the agreed key is the content key, and <c>ECDH-ES+A128KW</c>, <c>+A192KW</c> and <c>+A256KW</c>, where it wraps one
/// (RFC 7518 section 4.6).
/// </summary>
/// <param name="name">The value of <c>alg</c>.</param>
/// <param name="wrapSize">The size of the wrapping key in bytes; 0 where nothing is wrapped.</param>
internal sealed class EcdhEsManagement(string name, int wrapSize) : KeyManagement(name)
{
    /// <summary>Of <c>apu</c> and <c>apv</c>, in bytes. They are names of parties.</summary>
    private const int LongestPartyInfo = 512;

    private static readonly string[] Operations = ["deriveKey", "deriveBits"];

    public override string Opening => wrapSize == 0
        ? "Agree on a secret with the private key and epk of the header (ECDH), and derive the content key from it (RFC 7518 section 4.6); the encrypted key is empty."
        : $"Agree on a secret with the private key and epk of the header (ECDH), derive a key from it (RFC 7518 section 4.6), and unwrap the encrypted key with it by AES-{8 * wrapSize} key wrap (RFC 3394): that is the content key.";

    public override string? FindKeyProblem(CryptoKey key, ContentEncryption encryption, bool toOpen) =>
        key is not EcKey ec ? $"{Name} takes an EC key on P-256, P-384 or P-521, not {key.Description}"
        : toOpen && !ec.IsPrivate ? $"{Name} opens with a private EC key, not {ec.Description}"
        : !key.Permits(Name, Operations) ? $"the key's own attributes do not allow {Name}"
        : null;

    public override void Seal(CryptoKey key, ContentEncryption encryption, RandomBatch random, Span<byte> contentKey, PooledBuffer members, PooledBuffer encryptedKey)
    {
        var ec = (EcKey)key;
        Span<byte> x = stackalloc byte[EcCurve.LongestCoordinate];
        Span<byte> y = stackalloc byte[EcCurve.LongestCoordinate];
        Span<byte> secret = stackalloc byte[EcCurve.LongestCoordinate];
        var size = ec.Curve.Size;
        ec.Agree(x[..size], y[..size], secret[..size]);
        WriteEphemeralKey(ec.Curve, x[..size], y[..size], members);
        if (wrapSize == 0)
        {
            ConcatKdf.Derive(secret[..size], encryption.Name, [], [], contentKey);
        }
        else
        {
            Span<byte> wrapKey = stackalloc byte[wrapSize];
            ConcatKdf.Derive(secret[..size], Name, [], [], wrapKey);
            random.Fill(contentKey);
            using var wrap = new AesKeyWrap(wrapKey);
            var length = contentKey.Length + AesKeyWrap.Overhead;
            wrap.Wrap(contentKey, encryptedKey.GetSpan(length)[..length]);
            encryptedKey.Advance(length);
            CryptographicOperations.ZeroMemory(wrapKey);
        }

        CryptographicOperations.ZeroMemory(secret);
    }

    public override bool TryOpen(CryptoKey key, ContentEncryption encryption, JweHeader header, ReadOnlySpan<byte> encryptedKey, Span<byte> contentKey)
    {
        var ec = (EcKey)key;
        var size = ec.Curve.Size;
        Span<byte> x = stackalloc byte[size];
        Span<byte> y = stackalloc byte[size];
        Span<byte> secret = stackalloc byte[size];
        Span<byte> partyU = stackalloc byte[LongestPartyInfo];
        Span<byte> partyV = stackalloc byte[LongestPartyInfo];
        if (!header.TryReadPoint(ec.Curve.Name, x, y)
            || !header.TryReadOptional("apu"u8, partyU, out var lengthU)
            || !header.TryReadOptional("apv"u8, partyV, out var lengthV)
            || !ec.TryAgree(x, y, secret))
        {
            return false;
        }

        bool opened;
        if (wrapSize == 0)
        {
            ConcatKdf.Derive(secret, encryption.Name, partyU[..lengthU], partyV[..lengthV], contentKey);
            opened = encryptedKey.IsEmpty;
        }
        else
        {
            Span<byte> wrapKey = stackalloc byte[wrapSize];
            ConcatKdf.Derive(secret, Name, partyU[..lengthU], partyV[..lengthV], wrapKey);
            using var wrap = new AesKeyWrap(wrapKey);
            opened = wrap.TryUnwrap(encryptedKey, contentKey);
            CryptographicOperations.ZeroMemory(wrapKey);
        }

        CryptographicOperations.ZeroMemory(secret);
        return opened;
    }

    private static void WriteEphemeralKey(EcCurve curve, ReadOnlySpan<byte> x, ReadOnlySpan<byte> y, PooledBuffer members)
    {
        members.Write(",\"epk\":{\"kty\":\"EC\",\"crv\":\""u8);
        members.Advance(Encoding.ASCII.GetBytes(curve.Name, members.GetSpan(curve.Name.Length)));
        members.Write("\",\"x\":\""u8);
        Base64UrlText.Write(x, members);
        members.Write("\",\"y\":\""u8);
        Base64UrlText.Write(y, members);
        members.Write("\"}"u8);
    }
}
