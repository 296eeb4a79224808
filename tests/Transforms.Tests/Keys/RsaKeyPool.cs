using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Tests.Keys;

/// <summary>A few private RSA keys, because making one is slow. They are short, so that thousands of messages can be opened.</summary>
internal static class RsaKeyPool
{
    /// <summary>The length of what they encrypt to, in bytes.</summary>
    public const int Size = Bits / 8;

    private const int Bits = 1280;

    private static readonly Lazy<byte[][]> Keys = new(static () => [.. Enumerable.Range(0, 3).Select(static _ => SampleKeys.Utf8(SampleKeys.NewRsa(Bits)))]);

    /// <summary>A key; two numbers that follow one another give different ones.</summary>
    public static SecretValue Nth(int number) => new(Keys.Value[number % Keys.Value.Length]);
}
