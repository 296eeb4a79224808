using System.Security.Cryptography;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Tests.Envelopes;

/// <summary>What every format promises. A format's own tests derive from this class and add what is particular to it.</summary>
public abstract class EnvelopeContract
{
    private const int WholeMessage = 0;
    private const int BlockSize = 16;

    /// <summary>The format under test.</summary>
    public abstract IEnvelope Envelope { get; }

    /// <summary>Whether the format tells a changed message from a true one.</summary>
    protected abstract bool HasIntegrity { get; }

    /// <summary>A fresh key for one of the format's ciphers.</summary>
    protected abstract SecretValue NewKey(string encryption);

    [Fact]
    public void Envelope_ItsLists_AreFilledAndDistinct()
    {
        Envelope.Name.ShouldNotBeNullOrEmpty();
        Envelope.Parts.ShouldNotBeEmpty();
        Envelope.Parts.ShouldBeUnique();
        Envelope.Encryptions.ShouldNotBeEmpty();
        Envelope.Encryptions.ShouldBeUnique();
    }

    [Fact]
    public void FindKeyProblem_KeyThatFits_FindsNone() => ForEachEncryption((encryption, key) => Envelope.FindKeyProblem(key, encryption).ShouldBeNull());

    [Fact]
    public void FindKeyProblem_KeyThatDoesNotFit_SaysWhatIsNeededAndNothingOfTheKey()
    {
        using var wrong = new SecretValue("canary-7f3a"u8);
        foreach (var encryption in Envelope.Encryptions)
        {
            var problem = Envelope.FindKeyProblem(wrong, encryption).ShouldNotBeNull();

            problem.ShouldContain(encryption);
            problem.ShouldNotContain("canary");
        }
    }

    [Fact]
    public void Seal_AnyLength_OpensToTheSameBytes() => ForEachEncryption((_, key) =>
    {
        foreach (var length in Enumerable.Range(0, (4 * BlockSize) + 2).Append(100_000).Append((1024 * 1024) + 1))
        {
            var plaintext = RandomNumberGenerator.GetBytes(length);

            TryOpen(Seal(plaintext, key), key).ShouldBe(plaintext, $"{length} bytes");
        }
    });

    [Fact]
    public void Seal_SameBodyTwice_GivesAnotherMessage() => ForEachEncryption((_, key) =>
    {
        var plaintext = new byte[3 * BlockSize];

        Seal(plaintext, key).ShouldNotBe(Seal(plaintext, key));
    });

    [Fact]
    public void Seal_ManyTimesOnManyThreads_NeverRepeatsAnIv()
    {
        const int Seals = 10_000;
        using var key = NewKey(Envelope.Encryptions[0]);
        var iv = Math.Max(Envelope.Parts.ToList().IndexOf("iv"), WholeMessage);
        var ivs = new string[Seals];

        Parallel.For(0, Seals, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            using var parts = new SealedParts(Envelope.Parts.Count);
            Envelope.Seal("{\"reason\":\"ghosted\"}"u8, key, parts);
            ivs[i] = Convert.ToHexString(parts[iv]);
        });

        ivs.Distinct().Count().ShouldBe(Seals);
    }

    [Fact]
    public void Seal_ManyThreadsWithOneKey_AllOpen()
    {
        using var key = NewKey(Envelope.Encryptions[0]);
        var failures = 0;

        Parallel.For(0, 2_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var plaintext = BitConverter.GetBytes(i);
            if (TryOpen(Seal(plaintext, key), key)?.SequenceEqual(plaintext) != true)
            {
                Interlocked.Increment(ref failures);
            }
        });

        failures.ShouldBe(0);
    }

    [Fact]
    public void Open_AnyBitChanged_NeverGivesTheOriginal() => ForEachEncryption((_, key) =>
    {
        foreach (var length in new[] { 0, 5, BlockSize, 40 })
        {
            var plaintext = RandomNumberGenerator.GetBytes(length);
            var message = Seal(plaintext, key);
            for (var bit = 0; bit < message.Length * 8; bit++)
            {
                var changed = (byte[])message.Clone();
                changed[bit / 8] ^= (byte)(1 << (bit % 8));

                var opened = TryOpen(changed, key);

                if (HasIntegrity)
                {
                    opened.ShouldBeNull($"bit {bit}");
                }
                else
                {
                    (opened?.SequenceEqual(plaintext) ?? false).ShouldBeFalse($"bit {bit}");
                }
            }
        }
    });

    [Fact]
    public void Open_MessageCutAnywhere_NeverThrowsNorGivesTheOriginal() => ForEachEncryption((_, key) =>
    {
        var plaintext = RandomNumberGenerator.GetBytes(50);
        var message = Seal(plaintext, key);
        for (var length = 0; length < message.Length; length++)
        {
            AssertNotOriginal(message[..length], key, plaintext, $"the first {length} bytes");
            AssertNotOriginal(message[(message.Length - length)..], key, plaintext, $"the last {length} bytes");
        }
    });

    [Fact]
    public void Open_MessageLengthened_NeverThrowsNorGivesTheOriginal() => ForEachEncryption((_, key) =>
    {
        var plaintext = RandomNumberGenerator.GetBytes(50);
        var message = Seal(plaintext, key);
        for (var extra = 1; extra <= 2 * BlockSize; extra++)
        {
            AssertNotOriginal([.. message, .. new byte[extra]], key, plaintext, $"{extra} bytes more");
        }
    });

    [Fact]
    public void Open_WrongKey_NeverGivesTheOriginal() => ForEachEncryption((encryption, key) =>
    {
        var plaintext = RandomNumberGenerator.GetBytes(50);
        var message = Seal(plaintext, key);
        for (var i = 0; i < 50; i++)
        {
            using var wrong = NewKey(encryption);

            AssertNotOriginal(message, wrong, plaintext, "another key");
        }
    });

    [Fact]
    public void Open_RandomBytes_NeverThrows() => ForEachEncryption((_, key) =>
    {
        for (var length = 0; length < 200; length++)
        {
            var message = RandomNumberGenerator.GetBytes(length);

            Should.NotThrow(() => TryOpen(message, key));
        }
    });

    [Fact]
    public void Open_NothingPlaced_IsRefused() => ForEachEncryption((_, key) =>
    {
        using var parts = new SealedParts(Envelope.Parts.Count);
        using var plaintext = new PooledBuffer();

        Envelope.TryOpen(parts, key, plaintext).ShouldBeFalse();
    });

    /// <summary>Seals into the whole message.</summary>
    protected byte[] Seal(ReadOnlySpan<byte> plaintext, SecretValue key)
    {
        using var parts = new SealedParts(Envelope.Parts.Count);
        Envelope.Seal(plaintext, key, parts);
        return parts[WholeMessage].ToArray();
    }

    /// <summary>Opens a whole message.</summary>
    /// <returns>The plaintext; null when it does not open.</returns>
    protected byte[]? TryOpen(byte[] message, SecretValue key)
    {
        using var parts = new SealedParts(Envelope.Parts.Count);
        parts.Buffer.Write(message);
        parts.Place(WholeMessage, ..message.Length);
        using var plaintext = new PooledBuffer();
        return Envelope.TryOpen(parts, key, plaintext) ? plaintext.WrittenSpan.ToArray() : null;
    }

    /// <summary>Runs a test for each cipher of the format, with a key of its own.</summary>
    protected void ForEachEncryption(Action<string, SecretValue> test)
    {
        foreach (var encryption in Envelope.Encryptions)
        {
            using var key = NewKey(encryption);
            test(encryption, key);
        }
    }

    private void AssertNotOriginal(byte[] message, SecretValue key, byte[] plaintext, string what)
    {
        var opened = TryOpen(message, key);
        (opened?.SequenceEqual(plaintext) ?? false).ShouldBeFalse(what);
        if (HasIntegrity)
        {
            opened.ShouldBeNull(what);
        }
    }
}
