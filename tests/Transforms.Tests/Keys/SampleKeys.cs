using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Transforms.Tests.Keys;

/// <summary>Throw-away keys in the forms that they come in. Making an RSA key is slow, so all tests share one.</summary>
internal static class SampleKeys
{
    private static readonly Lazy<string> RsaPkcs8 = new(static () => NewRsa(2048));

    /// <summary>A private RSA key of 2048 bits, PEM.</summary>
    public static string Rsa => RsaPkcs8.Value;

    public static string NewRsa(int bits)
    {
        using var rsa = RSA.Create(bits);
        return rsa.ExportPkcs8PrivateKeyPem();
    }

    public static string PublicOf(string rsaPem)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(rsaPem);
        return rsa.ExportSubjectPublicKeyInfoPem();
    }

    public static ECDiffieHellman NewEc(string curve) => ECDiffieHellman.Create(curve switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => throw new ArgumentOutOfRangeException(nameof(curve)),
    });

    public static string Jwk(RSAParameters key, string more = "") =>
        key.D is null
            ? $$"""{"kty":"RSA","n":"{{Text(key.Modulus!)}}","e":"{{Text(key.Exponent!)}}"{{more}}}"""
            : $$"""{"kty":"RSA","n":"{{Text(key.Modulus!)}}","e":"{{Text(key.Exponent!)}}","d":"{{Text(key.D)}}","p":"{{Text(key.P!)}}","q":"{{Text(key.Q!)}}","dp":"{{Text(key.DP!)}}","dq":"{{Text(key.DQ!)}}","qi":"{{Text(key.InverseQ!)}}"{{more}}}""";

    public static string Jwk(string curve, ECParameters key, string more = "") =>
        $$"""{"kty":"EC","crv":"{{curve}}","x":"{{Text(key.Q.X!)}}","y":"{{Text(key.Q.Y!)}}"{{(key.D is null ? "" : $",\"d\":\"{Text(key.D)}\"")}}{{more}}}""";

    public static string Jwk(byte[] key, string more = "") => $$"""{"kty":"oct","k":"{{Text(key)}}"{{more}}}""";

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
