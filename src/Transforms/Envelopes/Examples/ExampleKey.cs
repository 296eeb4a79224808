using System.Security.Cryptography;
using System.Text;

namespace Gateway.Transforms.Envelopes.Examples;

/// <summary>A throw-away key of an example, public and private, in the forms in which others load it. It protects nothing, so it may be printed.</summary>
public sealed class ExampleKey
{
    private readonly byte[] _seals;
    private readonly byte[] _opens;

    private ExampleKey(string kind, byte[] seals, byte[] opens)
    {
        Kind = kind;
        _seals = seals;
        _opens = opens;
    }

    /// <summary>What kind of key it is.</summary>
    public string Kind { get; }

    /// <summary>Whether both sides have the same key.</summary>
    public bool IsShared => ReferenceEquals(_seals, _opens);

    /// <summary>What Gateway has: the public key as PEM, or the bytes of the shared one.</summary>
    public ReadOnlyMemory<byte> Seals => _seals;

    /// <summary>What the receiver has: the private key as PEM, or the bytes of the shared one.</summary>
    public ReadOnlyMemory<byte> Opens => _opens;

    /// <summary>A key that both sides have.</summary>
    public static ExampleKey Shared(ReadOnlySpan<byte> bytes)
    {
        var key = bytes.ToArray();
        return new ExampleKey($"shared, {key.Length} bytes", key, key);
    }

    /// <summary>A pair of keys.</summary>
    public static ExampleKey Of(RSA key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new ExampleKey($"RSA, {key.KeySize} bits", Text(key.ExportSubjectPublicKeyInfoPem()), Text(key.ExportPkcs8PrivateKeyPem()));
    }

    /// <inheritdoc cref="Of(RSA)"/>
    public static ExampleKey Of(ECDiffieHellman key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new ExampleKey($"elliptic curve, P-{key.KeySize}", Text(key.ExportSubjectPublicKeyInfoPem()), Text(key.ExportPkcs8PrivateKeyPem()));
    }

    /// <summary>Fresh keys of every kind that some format takes, each made only when it is asked for.</summary>
    public static IEnumerable<ExampleKey> Fresh()
    {
        foreach (var size in new[] { 32, 16, 24, 48, 64 })
        {
            yield return Shared(RandomNumberGenerator.GetBytes(size));
        }

        using (var rsa = RSA.Create(2048))
        {
            yield return Of(rsa);
        }

        using var curve = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        yield return Of(curve);
    }

    private static byte[] Text(string pem) => Encoding.ASCII.GetBytes(pem + "\n");
}
