using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Egress.Tls;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Tls;

/// <summary>Keys that the framework reads otherwise than one would expect, or not at all.</summary>
public sealed class CertificateStrengthTests
{
    private static readonly Oid Ecdsa = new("1.2.840.10045.2.1");

    [Theory]
    [InlineData(1024, false)]
    [InlineData(2048, true)]
    [InlineData(3072, true)]
    public void Key_ForPssAlone_IsJudgedAsAnyOfRsa(int bits, bool isStrong)
    {
        using var rsa = RSA.Create(bits);
        using var certificate = Holding(PssKey.PublicOf(rsa));

        CertificateStrength.HasStrongKey(certificate).ShouldBe(isStrong);
    }

    [Fact]
    public void Key_ForPssAlone_ThatCannotBeRead_IsWeak()
    {
        using var certificate = Holding(new PublicKey(new Oid(PssKey.Algorithm), null, new AsnEncodedData([0x30, 0x03, 0x02, 0x01])));

        CertificateStrength.HasStrongKey(certificate).ShouldBeFalse();
    }

    [Fact]
    public void Key_ThatIsNoPointOfItsCurve_IsWeak()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var good = new PublicKey(ecdsa);
        byte[] point = [.. good.EncodedKeyValue.RawData];
        point[^1] ^= 1;
        using var certificate = Holding(new PublicKey(Ecdsa, good.EncodedParameters, new AsnEncodedData(point)));

        CertificateStrength.HasStrongKey(certificate).ShouldBeFalse();
    }

    /// <summary>A certificate for a key of which nobody has the other half.</summary>
    private static X509Certificate2 Holding(PublicKey key)
    {
        using var authority = new TestAuthority();
        return authority.Certify(key);
    }
}
