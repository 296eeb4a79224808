using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Gateway.Tests.Shared;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Jose;

namespace Gateway.Transforms.Tests.Jose;

/// <summary>What every pair of algorithms promises.</summary>
public sealed class JweRoundTripTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (algorithm, encryption) in JwePair.All)
            {
                data.Add(algorithm, encryption);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Seal_ThenOpen_IsTheIdentity(string algorithm, string encryption)
    {
        using var pair = new JwePair(new JweSettings(algorithm, encryption));
        foreach (var length in new[] { 0, 1, 15, 16, 17, 1_000, 100_000 })
        {
            var plaintext = RandomNumberGenerator.GetBytes(length);

            pair.Open(pair.Seal(plaintext)).ShouldBe(plaintext, $"{length} bytes");
        }
    }

    [Fact]
    public void Seal_AnyBody_OpensToIt()
    {
        using var pair = new JwePair(new JweSettings("A256KW", "A256CBC-HS512") { KeyId = "k\"ey", Header = "{\"cty\":\"application/json\"}"u8.ToArray() });
        Properties.Hold(ArbMap.Default.GeneratorFor<byte[]>(), body => pair.Open(pair.Seal(body)).ShouldBe(body));
    }

    [Theory]
    [InlineData("P-256")]
    [InlineData("P-384")]
    [InlineData("P-521")]
    public void Seal_OnEachCurve_Opens(string curve)
    {
        foreach (var algorithm in JweAlgorithm.Names.Where(static name => name.StartsWith("ECDH", StringComparison.Ordinal)))
        {
            foreach (var encryption in ContentEncryption.All)
            {
                using var pair = new JwePair(new JweSettings(algorithm, encryption.Name), curve);

                pair.Open(pair.Seal("body"u8)).ShouldBe(Encoding.UTF8.GetBytes("body"), $"{algorithm} {encryption.Name}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Open_AnyCharacterChanged_IsRefused(string algorithm, string encryption)
    {
        using var pair = new JwePair(new JweSettings(algorithm, encryption));
        var message = pair.Seal("{\"a\":1}"u8);
        for (var i = 0; i < message.Length; i++)
        {
            // Of an alphabet of 64 every other character would be the same test; one in each place, and the neighbour that differs in its last bit, where
            // the unused bits are.
            foreach (var other in new[] { Alphabet[RandomNumberGenerator.GetInt32(Alphabet.Length)], Alphabet[(Alphabet.IndexOf(message[i], StringComparison.Ordinal) ^ 1) & 63] })
            {
                if (other != message[i])
                {
                    pair.Open($"{message[..i]}{other}{message[(i + 1)..]}").ShouldBeNull($"character {i} of {message}");
                }
            }
        }
    }

    [Fact]
    public void Open_AnyBitChanged_IsRefused()
    {
        foreach (var (algorithm, encryption) in new[] { ("dir", "A256GCM"), ("A128KW", "A128CBC-HS256"), ("A256GCMKW", "A128GCM") })
        {
            using var pair = new JwePair(new JweSettings(algorithm, encryption));
            var message = Encoding.ASCII.GetBytes(pair.Seal("{\"a\":1}"u8));
            for (var bit = 0; bit < message.Length * 8; bit++)
            {
                message[bit / 8] ^= (byte)(1 << (bit % 8));
                pair.Open(Encoding.Latin1.GetString(message)).ShouldBeNull($"{algorithm}, bit {bit}");
                message[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Open_MessageCutOrLengthened_IsRefused(string algorithm, string encryption)
    {
        using var pair = new JwePair(new JweSettings(algorithm, encryption));
        var message = pair.Seal("{\"a\":1}"u8);
        for (var length = 0; length < message.Length; length += 1 + RandomNumberGenerator.GetInt32(4))
        {
            pair.Open(message[..length]).ShouldBeNull();
            pair.Open(message[(message.Length - length)..]).ShouldBeNull();
        }

        foreach (var more in new[] { ".", "A", "AA", "AAAA", "=", " ", "\n", ".AAAA" })
        {
            pair.Open(message + more).ShouldBeNull(more);
            pair.Open(more + message).ShouldBeNull(more);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Open_WithAnotherKey_IsRefused(string algorithm, string encryption)
    {
        using var pair = new JwePair(new JweSettings(algorithm, encryption));
        using var other = algorithm.StartsWith("RSA", StringComparison.Ordinal)
            ? new Transforms.Secrets.SecretValue(Keys.SampleKeys.Utf8(Keys.SampleKeys.NewRsa(2048)))
            : JwePair.NewKey(algorithm, encryption);

        pair.Open(pair.Seal("body"u8), other).ShouldBeNull();
    }

    [Theory]
    [InlineData("dir", "A256GCM")]
    [InlineData("dir", "A128CBC-HS256")]
    [InlineData("A256KW", "A256GCM")]
    [InlineData("A256GCMKW", "A192CBC-HS384")]
    [InlineData("ECDH-ES", "A256GCM")]
    [InlineData("ECDH-ES+A256KW", "A128GCM")]
    [InlineData("RSA-OAEP-256", "A256GCM")]
    public void Seal_ManyTimesOnManyThreads_OpensAndRepeatsNothing(string algorithm, string encryption)
    {
        const int Seals = 2_000;
        using var pair = new JwePair(new JweSettings(algorithm, encryption));
        var messages = new string[Seals];
        var failures = 0;

        Parallel.For(0, Seals, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            messages[i] = pair.Seal(BitConverter.GetBytes(i));
            if (i % 4 == 0 && pair.Open(messages[i])?.SequenceEqual(BitConverter.GetBytes(i)) != true)
            {
                Interlocked.Increment(ref failures);
            }
        });

        failures.ShouldBe(0);
        var parts = messages.Select(static message => message.Split('.')).ToList();
        parts.Select(static part => part[2]).ShouldBeUnique();
        parts.Select(static part => part[4]).ShouldBeUnique();
        if (parts[0][1].Length > 0)
        {
            parts.Select(static part => part[1]).ShouldBeUnique();
        }

        if (algorithm.StartsWith("ECDH", StringComparison.Ordinal) || algorithm.EndsWith("GCMKW", StringComparison.Ordinal))
        {
            parts.Select(static part => part[0]).ShouldBeUnique();
        }
    }

    [Fact]
    public void Seal_HeaderOfEachAlgorithm_IsWhatTheStandardSays()
    {
        foreach (var (algorithm, encryption) in JwePair.All)
        {
            using var pair = new JwePair(new JweSettings(algorithm, encryption));

            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(pair.Seal([]).Split('.')[0]));

            var names = header.RootElement.EnumerateObject().Select(static member => member.Name);
            names.ShouldBe(algorithm.StartsWith("ECDH", StringComparison.Ordinal) ? ["alg", "enc", "epk"]
                : algorithm.EndsWith("GCMKW", StringComparison.Ordinal) ? ["alg", "enc", "iv", "tag"]
                : ["alg", "enc"]);
            header.RootElement.GetProperty("alg").GetString().ShouldBe(algorithm);
            header.RootElement.GetProperty("enc").GetString().ShouldBe(encryption);
        }
    }
}
