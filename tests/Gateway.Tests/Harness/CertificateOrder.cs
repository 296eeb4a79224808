using System.Security.Cryptography;

namespace Gateway.Tests.Harness;

/// <summary>What a certificate is to say; good for a server called localhost unless a test wants otherwise.</summary>
public sealed record CertificateOrder
{
    public const string ServerUsage = "1.3.6.1.5.5.7.3.1";

    public const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    public string Subject { get; init; } = "CN=test server";

    /// <summary>Names and addresses in subjectAltName; none at all if empty.</summary>
    public IReadOnlyList<string> Names { get; init; } = ["localhost"];

    /// <summary>The subjectAltName as it is to stand there, right or wrong; null for <see cref="Names"/>.</summary>
    public byte[]? RawNames { get; init; }

    /// <summary>Null for one that is made on the spot.</summary>
    public AsymmetricAlgorithm? Key { get; init; }

    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    public RSASignaturePadding Padding { get; init; } = RSASignaturePadding.Pkcs1;

    /// <summary>Counted from now.</summary>
    public TimeSpan Begin { get; init; } = TimeSpan.FromDays(-10);

    /// <summary>Counted from now.</summary>
    public TimeSpan End { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Null for any use.</summary>
    public string? Usage { get; init; } = ServerUsage;

    /// <summary>For authorities: the only domain that they may vouch for; null for all.</summary>
    public string? PermittedDomain { get; init; }

    /// <summary>Where its authority's revocation list is said to be.</summary>
    public string? RevocationListAddress { get; init; }
}
