using System.Security.Cryptography;

namespace Gateway.Transforms.Keys;

/// <summary>A curve of RFC 7518 section 6.2.1.1.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="ObjectId">Its object identifier (RFC 5480 section 2.1.1.1).</param>
/// <param name="Size">The length of a coordinate in bytes.</param>
/// <param name="Curve">The framework's curve.</param>
internal sealed record EcCurve(string Name, string ObjectId, int Size, ECCurve Curve)
{
    /// <summary>The longest coordinate.</summary>
    public const int LongestCoordinate = 66;

    private static readonly EcCurve[] All =
    [
        new("P-256", "1.2.840.10045.3.1.7", 32, ECCurve.NamedCurves.nistP256),
        new("P-384", "1.3.132.0.34", 48, ECCurve.NamedCurves.nistP384),
        new("P-521", "1.3.132.0.35", LongestCoordinate, ECCurve.NamedCurves.nistP521),
    ];

    public static EcCurve? Find(string name) => Array.Find(All, curve => curve.Name == name);

    public static EcCurve? FindByObjectId(string? objectId) => Array.Find(All, curve => curve.ObjectId == objectId);
}
