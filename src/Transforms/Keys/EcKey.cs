using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Keys;

/// <summary>A key on P-256, P-384 or P-521, for key agreement and signatures. A pool of the framework's objects serves several threads.</summary>
internal sealed class EcKey : CryptoKey
{
    private readonly byte[]? _d;
    private readonly ECParameters _parameters;
    private readonly ObjectPool<ECDiffieHellman> _keys;

    private EcKey(EcCurve curve, ECPoint point, byte[]? d, KeyAttributes attributes, byte[] publicKey)
        : base(attributes)
    {
        if (d is not null)
        {
            _d = GC.AllocateUninitializedArray<byte>(d.Length, pinned: true);
            d.CopyTo(_d, 0);
        }

        _parameters = new ECParameters { Curve = curve.Curve, Q = point, D = _d };
        _keys = new DefaultObjectPoolProvider().Create(new KeyPolicy(_parameters));
        Curve = curve;
        Thumbprint = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(
            $$"""{"crv":"{{curve.Name}}","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""")));
        PublicKeyFingerprint = Convert.ToHexStringLower(SHA256.HashData(publicKey));
    }

    public EcCurve Curve { get; }

    public override bool IsPrivate => _d is not null;

    public override string Description => $"{(IsPrivate ? "a private" : "a public")} EC key on {Curve.Name}";

    public override string? Thumbprint { get; }

    public override string? PublicKeyFingerprint { get; }

    /// <summary>Makes a key of its parts.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="point">The public point; null when it is to be computed from <paramref name="d"/>.</param>
    /// <param name="d">The private part, which is copied; null for a public key.</param>
    /// <param name="attributes">What is said of it.</param>
    /// <param name="key">The key.</param>
    /// <returns>Null, or why the key cannot be used.</returns>
    /// <exception cref="CryptographicException">The point is not on the curve, or the private part is out of range.</exception>
    public static string? TryCreate(EcCurve curve, ECPoint? point, byte[]? d, KeyAttributes attributes, out CryptoKey? key)
    {
        key = null;
        if (d is not null)
        {
            // Computed here even when it is known: a point that does not belong to the private part would give another key than the sender's.
            using var own = ECDiffieHellman.Create(new ECParameters { Curve = curve.Curve, D = d });
            var computed = own.ExportParameters(includePrivateParameters: false).Q;
            if (point is { } given && !(given.X.AsSpan().SequenceEqual(computed.X) && given.Y.AsSpan().SequenceEqual(computed.Y)))
            {
                return "the point of the EC key does not belong to its private part";
            }

            point = computed;
        }

        using var known = ECDiffieHellman.Create(new ECParameters { Curve = curve.Curve, Q = point!.Value });
        key = new EcKey(curve, point.Value, d, attributes, known.ExportSubjectPublicKeyInfo());
        return null;
    }

    /// <summary>Agrees with this public key on a shared secret, by a pair of keys made for this once.</summary>
    /// <param name="x">Gets one coordinate of the pair's public point, of <see cref="EcCurve.Size"/> bytes.</param>
    /// <param name="y">Gets the other.</param>
    /// <param name="secret">Gets the shared x-coordinate, as long as they are.</param>
    public void Agree(Span<byte> x, Span<byte> y, Span<byte> secret)
    {
        using var ephemeral = ECDiffieHellman.Create(Curve.Curve);
        var point = ephemeral.ExportParameters(includePrivateParameters: false).Q;
        point.X.CopyTo(x);
        point.Y.CopyTo(y);
        var recipient = _keys.Get();
        using (var publicKey = recipient.PublicKey)
        {
            Derive(ephemeral, publicKey, secret);
        }

        _keys.Return(recipient);
    }

    /// <summary>Agrees with a sender whose public point is known.</summary>
    /// <returns>False when it is no point of this curve (SEC 1 section 3.2.2: the framework looks, and an agreement off the curve would give the private part away).</returns>
    public bool TryAgree(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y, Span<byte> secret)
    {
        if (!IsPrivate || x.Length != Curve.Size || y.Length != Curve.Size)
        {
            return false;
        }

        try
        {
            using var sender = ECDiffieHellman.Create(new ECParameters { Curve = Curve.Curve, Q = new ECPoint { X = x.ToArray(), Y = y.ToArray() } });
            using var publicKey = sender.PublicKey;
            var recipient = _keys.Get();
            Derive(recipient, publicKey, secret);
            _keys.Return(recipient);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Signs with ECDSA: both numbers in full length, one after the other (RFC 7518 section 3.4, IEEE P1363).</summary>
    /// <param name="data">What is signed.</param>
    /// <param name="hash">The hash that is signed in its place.</param>
    /// <param name="signature">Gets the signature, of twice <see cref="EcCurve.Size"/> bytes.</param>
    /// <exception cref="CryptographicException">The key is not private.</exception>
    public void Sign(ReadOnlySpan<byte> data, HashAlgorithmName hash, Span<byte> signature)
    {
        // What is pooled can only agree; signatures are rare enough to make an object for each.
        using var ecdsa = ECDsa.Create(_parameters);
        if (!ecdsa.TrySignData(data, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out var written) || written != 2 * Curve.Size)
        {
            throw new CryptographicException("The signature has not the length of the curve.");
        }
    }

    public override void Dispose()
    {
        (_keys as IDisposable)?.Dispose();
        CryptographicOperations.ZeroMemory(_d);
    }

    private static void Derive(ECDiffieHellman own, ECDiffieHellmanPublicKey other, Span<byte> secret)
    {
        var derived = own.DeriveRawSecretAgreement(other);
        derived.CopyTo(secret);
        CryptographicOperations.ZeroMemory(derived);
    }

    private sealed class KeyPolicy(ECParameters parameters) : IPooledObjectPolicy<ECDiffieHellman>
    {
        public ECDiffieHellman Create() => ECDiffieHellman.Create(parameters);

        public bool Return(ECDiffieHellman obj) => true;
    }
}
