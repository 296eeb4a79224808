using System.Security.Cryptography;

namespace Gateway.Tests.Interop;

/// <summary>Every pair of a JWE's <c>alg</c> and <c>enc</c>, with every curve where there is one.</summary>
public sealed class JoseReceivers : Receivers
{
    private static readonly (string Name, int KeySize)[] Encryptions =
        [("A128GCM", 16), ("A192GCM", 24), ("A256GCM", 32), ("A128CBC-HS256", 32), ("A192CBC-HS384", 48), ("A256CBC-HS512", 64)];

    private static readonly (string Name, int KeySize)[] Shared =
        [("A128KW", 16), ("A192KW", 24), ("A256KW", 32), ("A128GCMKW", 16), ("A192GCMKW", 24), ("A256GCMKW", 32)];

    private static readonly string[] Rsa = ["RSA-OAEP", "RSA-OAEP-256"];
    private static readonly string[] Agreed = ["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW"];
    private static readonly (string Name, ECCurve Curve)[] Curves = [("P-256", ECCurve.NamedCurves.nistP256), ("P-384", ECCurve.NamedCurves.nistP384), ("P-521", ECCurve.NamedCurves.nistP521)];

    /// <summary>The names of all cases: <c>alg</c>, <c>enc</c> and curve.</summary>
    public static TheoryData<string> Pairs { get; } = [.. Encryptions.SelectMany(static encryption =>
        Shared.Select(static known => known.Name).Append("dir").Concat(Rsa).Select(algorithm => NameOf(algorithm, encryption.Name))
            .Concat(Agreed.SelectMany(algorithm => Curves.Select(curve => NameOf(algorithm, encryption.Name, curve.Name)))))];

    private protected override IEnumerable<InteropCase> Cases
    {
        get
        {
            var (receiver, gateway) = (InteropKey.Rsa(), InteropKey.Rsa());
            foreach (var (encryption, keySize) in Encryptions)
            {
                yield return Case("dir", encryption, InteropKey.Shared(keySize));
                foreach (var (algorithm, size) in Shared)
                {
                    yield return Case(algorithm, encryption, InteropKey.Shared(size));
                }

                foreach (var algorithm in Rsa)
                {
                    yield return Case(algorithm, encryption, receiver, gateway);
                }

                foreach (var algorithm in Agreed)
                {
                    foreach (var (name, curve) in Curves)
                    {
                        yield return Case(algorithm, encryption, InteropKey.Ec(curve), InteropKey.Ec(curve), name);
                    }
                }
            }
        }
    }

    private static InteropCase Case(string algorithm, string encryption, InteropKey receiver, InteropKey? gateway = null, string? curve = null) => new(
        NameOf(algorithm, encryption, curve),
        "jose",
        $$"""{"Envelope":"jwe","Algorithm":"{{algorithm}}","Encryption":"{{encryption}}","Text":true}""",
        new { alg = algorithm, enc = encryption },
        receiver,
        gateway ?? receiver);

    private static string NameOf(string algorithm, string encryption, string? curve = null) =>
        (curve is null ? $"{algorithm}_{encryption}" : $"{algorithm}_{encryption}_{curve}").Replace('+', '_');
}
