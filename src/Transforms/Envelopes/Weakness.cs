namespace Gateway.Transforms.Envelopes;

/// <summary>Something weak that a receiver may demand, and that nobody gets without asking for it by its name under <c>Waivers</c>.</summary>
/// <param name="Name">The name.</param>
/// <param name="Reason">What it does to the messages.</param>
public sealed record Weakness(string Name, string Reason)
{
    /// <summary>An RSA key of less than 2048 bits.</summary>
    public const string SmallRsaKey = "small-rsa-key";

    /// <summary>Electronic code book.</summary>
    public static readonly Weakness Ecb = new("ecb", "equal blocks of a message are equal when sealed, and so are equal messages");

    /// <summary>The same IV for every message.</summary>
    public static readonly Weakness StaticIv = new("static-iv", "equal beginnings of messages are equal when sealed");

    /// <summary>RSA with PKCS#1 v1.5 padding.</summary>
    public static readonly Weakness RsaPkcs1 = new("rsa-pkcs1", "whoever can ask the receiver whether a padding was right learns the content keys (Bleichenbacher 1998)");

    /// <summary>CBC without a MAC, in a format that could have one.</summary>
    public static readonly Weakness UnauthenticatedCbc = new("unauthenticated-cbc", "nobody can tell whether a message was changed on its way");

    /// <summary>Every name.</summary>
    public static IReadOnlyList<string> Names { get; } = [Ecb.Name, RsaPkcs1.Name, SmallRsaKey, StaticIv.Name, UnauthenticatedCbc.Name];
}
