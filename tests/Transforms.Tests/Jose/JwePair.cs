using System.Security.Cryptography;
using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Jose;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Keys;

namespace Gateway.Transforms.Tests.Jose;

/// <summary>A sealer and the opener that belongs to it, with a key for each.</summary>
internal sealed class JwePair : IDisposable
{
    private readonly JweSealer _sealer;
    private readonly JweOpener _opener;

    public JwePair(JweSettings settings, string? curve = null, TimeProvider? time = null)
    {
        _sealer = Sealer(settings, time);
        _opener = Opener(settings.Algorithm, settings.Encryption);
        Key = NewKey(settings.Algorithm, settings.Encryption, curve);
    }

    public SecretValue Key { get; }

    public static IEnumerable<(string Algorithm, string Encryption)> All =>
        JweAlgorithm.Names.SelectMany(static algorithm => ContentEncryption.All.Select(encryption => (algorithm, encryption.Name)));

    public static JweSealer Sealer(JweSettings settings, TimeProvider? time = null) =>
        JweSealer.TryCompile(settings, time ?? TimeProvider.System, static (name, problem) => Assert.Fail($"{name}: {problem}")).ShouldNotBeNull();

    public static JweOpener Opener(string algorithm, params string[] encryptions) =>
        JweOpener.TryCompile(algorithm, encryptions, static (name, problem) => Assert.Fail($"{name}: {problem}")).ShouldNotBeNull();

    /// <summary>A fresh private key that fits; RSA keys are shared, for they take long to make.</summary>
    public static SecretValue NewKey(string algorithm, string encryption, string? curve = null)
    {
        if (algorithm.StartsWith("RSA", StringComparison.Ordinal))
        {
            return new SecretValue(SampleKeys.Utf8(SampleKeys.Rsa));
        }

        if (algorithm.StartsWith("ECDH", StringComparison.Ordinal))
        {
            using var ec = SampleKeys.NewEc(curve ?? "P-256");
            return new SecretValue(SampleKeys.Utf8(ec.ExportPkcs8PrivateKeyPem()));
        }

        var size = algorithm == JweAlgorithm.Direct ? ContentEncryption.Find(encryption)!.KeySize : int.Parse(algorithm.AsSpan(1, 3), provider: null) / 8;
        return new SecretValue(RandomNumberGenerator.GetBytes(size));
    }

    public string Seal(ReadOnlySpan<byte> plaintext)
    {
        using var message = new PooledBuffer();
        _sealer.Seal(plaintext, Key, message);
        return Encoding.ASCII.GetString(message.WrittenSpan);
    }

    /// <summary>The plaintext; null when it does not open.</summary>
    public byte[]? Open(string message, SecretValue? key = null)
    {
        using var plaintext = new PooledBuffer();
        plaintext.Write("before"u8);
        var opened = _opener.TryOpen(Encoding.UTF8.GetBytes(message), key ?? Key, plaintext);
        if (!opened)
        {
            plaintext.WrittenSpan.SequenceEqual("before"u8).ShouldBeTrue("something was appended, though it did not open");
        }

        return opened ? plaintext.WrittenSpan["before".Length..].ToArray() : null;
    }

    public void Dispose() => Key.Dispose();
}
