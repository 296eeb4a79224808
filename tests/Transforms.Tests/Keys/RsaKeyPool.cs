using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Tests.Keys;

/// <summary>A few private RSA keys in turn: making one is slow. They are short, so that thousands of messages can be opened; one after the other are different.</summary>
internal static class RsaKeyPool
{
    /// <summary>The length of what they encrypt to, in bytes.</summary>
    public const int Size = Bits / 8;

    private const int Bits = 1280;

    private static readonly Lazy<byte[][]> Keys = new(static () => [.. Enumerable.Range(0, 3).Select(static _ => SampleKeys.Utf8(SampleKeys.NewRsa(Bits)))]);
    private static int _next;

    /// <summary>Another key than the one before.</summary>
    public static SecretValue Next() => new(Keys.Value[(uint)Interlocked.Increment(ref _next) % Keys.Value.Length]);
}
