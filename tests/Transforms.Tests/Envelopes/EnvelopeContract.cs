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

    /// <summary>Settings that differ in how they seal, each of which is held to every promise.</summary>
    protected abstract IEnumerable<EnvelopeSettings> Variants { get; }

    /// <summary>Whether the format tells a changed message from a true one.</summary>
    protected abstract bool HasIntegrity { get; }

    /// <summary>The longest plaintext that is tried; less for formats that take no more.</summary>
    protected virtual int LongestPlaintext => (1024 * 1024) + 1;

    /// <summary>How many other keys are tried; fewer where making them is slow.</summary>
    protected virtual int WrongKeys => 50;

    /// <summary>Bytes of the whole message that the format's standard does not authenticate: a message that was changed there may open, but only to the original.</summary>
    protected virtual Range Unprotected => ..0;

    /// <summary>Whether something fresh is in every message, as it is but where a format leaves no room for it.</summary>
    protected virtual bool IsFresh => true;

    /// <summary>A fresh secret that seals and opens, such as a private key.</summary>
    protected abstract SecretValue NewKey(EnvelopeSettings settings);

    [Fact]
    public void Envelope_ItsLists_AreFilledAndDistinct()
    {
        Envelope.Name.ShouldNotBeNullOrEmpty();
        Envelope.Settings.ShouldBeUnique();
        ForEachVariant((cipher, _) =>
        {
            cipher.Parts.ShouldNotBeEmpty();
            cipher.Parts.Select(static part => part.Name).ShouldBeUnique();
            cipher.SufficesToOpen([cipher.Parts[WholeMessage].Name]).ShouldBeTrue();
            cipher.SufficesToOpen([]).ShouldBeFalse();
            cipher.HasIntegrity.ShouldBe(HasIntegrity);
        });
    }

    [Fact]
    public void Envelope_SettingsThatMatterToIt_AreThoseItNames() =>
        Variants.SelectMany(static variant => variant.Said).Except(Envelope.Settings).ShouldBeEmpty();

    [Fact]
    public void FindKeyProblem_KeyThatFits_FindsNone() => ForEachVariant((cipher, key) =>
    {
        cipher.FindKeyProblem(key, KeyUse.Seal).ShouldBeNull();
        cipher.FindKeyProblem(key, KeyUse.Open).ShouldBeNull();
    });

    [Fact]
    public void FindKeyProblem_KeyThatDoesNotFit_SaysWhatIsNeededAndNothingOfTheKey()
    {
        using var wrong = new SecretValue("canary-7f3a"u8);
        ForEachVariant((cipher, _) =>
        {
            foreach (var use in new[] { KeyUse.Seal, KeyUse.Open })
            {
                cipher.FindKeyProblem(wrong, use).ShouldNotBeNull().ShouldNotContain("canary");
            }
        });
    }

    [Fact]
    public void Seal_AnyLength_OpensToTheSameBytes() => ForEachVariant((cipher, key) =>
    {
        foreach (var length in Enumerable.Range(0, (4 * BlockSize) + 2).Append(100_000).Append(LongestPlaintext).Where(length => length <= LongestPlaintext))
        {
            var plaintext = RandomNumberGenerator.GetBytes(length);

            TryOpen(cipher, Seal(cipher, plaintext, key), key).ShouldBe(plaintext, $"{length} bytes");
        }
    });

    [Fact]
    public void Seal_SameBodyTwice_GivesAnotherMessage() => ForEachVariant((cipher, key) =>
    {
        var plaintext = new byte[Math.Min(3 * BlockSize, LongestPlaintext)];

        Seal(cipher, plaintext, key).SequenceEqual(Seal(cipher, plaintext, key)).ShouldBe(!IsFresh);
    });

    [Fact]
    public void Seal_ManyTimesOnManyThreads_NeverRepeatsAMessageAndAllOpen() => ForEachVariant((cipher, key) =>
    {
        const int Seals = 2_000;
        var messages = new string[Seals];
        var failures = 0;

        Parallel.For(0, Seals, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            // The same text each time: what differs is what was drawn.
            var message = Seal(cipher, "{\"reason\":\"ghosted\"}"u8, key);
            messages[i] = Convert.ToHexString(message);
            if (i % 16 == 0 && TryOpen(cipher, message, key)?.AsSpan().SequenceEqual("{\"reason\":\"ghosted\"}"u8) != true)
            {
                Interlocked.Increment(ref failures);
            }
        });

        failures.ShouldBe(0);
        messages.Distinct().Count().ShouldBe(IsFresh ? Seals : 1);
    });

    [Fact]
    public void LooksSealed_WhatWasSealed_Does() => ForEachVariant((cipher, key) =>
    {
        using var parts = Placed(cipher, Seal(cipher, "{\"a\":1}"u8, key));

        cipher.LooksSealed(parts).ShouldBeTrue();
    });

    [Fact]
    public void LooksSealed_WordsAndNumbers_DoNot() => ForEachVariant((cipher, _) =>
    {
        foreach (var text in new[] { "", "a", "no-show", "4111111111111111", "ann@example.com", "{}" })
        {
            using var parts = Placed(cipher, System.Text.Encoding.UTF8.GetBytes(text));

            cipher.LooksSealed(parts).ShouldBeFalse(text);
        }
    });

    [Fact]
    public void Open_AnyBitChanged_NeverGivesTheOriginal() => ForEachVariant((cipher, key) =>
    {
        foreach (var length in new[] { 0, 5, BlockSize, 40 })
        {
            var plaintext = RandomNumberGenerator.GetBytes(length);
            var message = Seal(cipher, plaintext, key);
            for (var bit = 0; bit < message.Length * 8; bit++)
            {
                var changed = (byte[])message.Clone();
                changed[bit / 8] ^= (byte)(1 << (bit % 8));

                var opened = TryOpen(cipher, changed, key);

                var (first, count) = Unprotected.GetOffsetAndLength(message.Length);
                if (HasIntegrity && bit / 8 >= first && bit / 8 < first + count)
                {
                    (opened ?? plaintext).ShouldBe(plaintext, $"bit {bit}");
                }
                else if (HasIntegrity)
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
    public void Open_MessageCutAnywhere_NeverThrowsNorGivesTheOriginal() => ForEachVariant((cipher, key) =>
    {
        var plaintext = RandomNumberGenerator.GetBytes(50);
        var message = Seal(cipher, plaintext, key);
        for (var length = 0; length < message.Length; length++)
        {
            AssertNotOriginal(cipher, message[..length], key, plaintext, $"the first {length} bytes");
            AssertNotOriginal(cipher, message[(message.Length - length)..], key, plaintext, $"the last {length} bytes");
        }
    });

    [Fact]
    public void Open_MessageLengthened_NeverThrowsNorGivesTheOriginal() => ForEachVariant((cipher, key) =>
    {
        var plaintext = RandomNumberGenerator.GetBytes(50);
        var message = Seal(cipher, plaintext, key);
        for (var extra = 1; extra <= 2 * BlockSize; extra++)
        {
            AssertNotOriginal(cipher, [.. message, .. new byte[extra]], key, plaintext, $"{extra} bytes more");
        }
    });

    [Fact]
    public void Open_WrongKey_NeverGivesTheOriginal() => ForEachVariant((cipher, key, variant) =>
    {
        var plaintext = RandomNumberGenerator.GetBytes(50);
        var message = Seal(cipher, plaintext, key);
        for (var i = 0; i < WrongKeys; i++)
        {
            using var wrong = NewKey(variant);

            AssertNotOriginal(cipher, message, wrong, plaintext, "another key");
        }
    });

    [Fact]
    public void Open_RandomBytes_NeverThrows() => ForEachVariant((cipher, key) =>
    {
        for (var length = 0; length < 200; length++)
        {
            var message = RandomNumberGenerator.GetBytes(length);

            Should.NotThrow(() => TryOpen(cipher, message, key));
        }
    });

    [Fact]
    public void Open_NothingPlaced_IsRefused() => ForEachVariant((cipher, key) =>
    {
        using var parts = new SealedParts(cipher.Parts.Count);
        using var plaintext = new PooledBuffer();

        cipher.TryOpen(parts, key, plaintext).ShouldBeFalse();
        plaintext.Length.ShouldBe(0);
    });

    /// <summary>Compiles settings that have no mistake.</summary>
    protected IMessageCipher Compile(EnvelopeSettings settings) =>
        Envelope.TryCompile(settings, TimeProvider.System, static (setting, problem) => Assert.Fail($"{setting}: {problem}")).ShouldNotBeNull();

    /// <summary>Seals into the whole message.</summary>
    protected static byte[] Seal(IMessageCipher cipher, ReadOnlySpan<byte> plaintext, SecretValue key)
    {
        using var parts = new SealedParts(cipher.Parts.Count);
        cipher.TrySeal(plaintext, key, parts).ShouldBeTrue();
        return parts[WholeMessage].ToArray();
    }

    /// <summary>Opens a whole message.</summary>
    /// <returns>The plaintext; null when it does not open.</returns>
    protected static byte[]? TryOpen(IMessageCipher cipher, byte[] message, SecretValue key)
    {
        using var parts = Placed(cipher, message);
        using var plaintext = new PooledBuffer();
        var opened = cipher.TryOpen(parts, key, plaintext);
        (opened || plaintext.Length == 0).ShouldBeTrue("something was appended, though it did not open");
        return opened ? plaintext.WrittenSpan.ToArray() : null;
    }

    /// <summary>A whole message as it came.</summary>
    protected static SealedParts Placed(IMessageCipher cipher, byte[] message)
    {
        var parts = new SealedParts(cipher.Parts.Count);
        parts.Buffer.Write(message);
        parts.Place(WholeMessage, ..message.Length);
        return parts;
    }

    /// <summary>Runs a test for each variant, with a key of its own.</summary>
    protected void ForEachVariant(Action<IMessageCipher, SecretValue> test) => ForEachVariant((cipher, key, _) => test(cipher, key));

    /// <inheritdoc cref="ForEachVariant(Action{IMessageCipher, SecretValue})"/>
    protected void ForEachVariant(Action<IMessageCipher, SecretValue, EnvelopeSettings> test)
    {
        foreach (var variant in Variants)
        {
            using var key = NewKey(variant);
            test(Compile(variant), key, variant);
        }
    }

    private void AssertNotOriginal(IMessageCipher cipher, byte[] message, SecretValue key, byte[] plaintext, string what)
    {
        var opened = TryOpen(cipher, message, key);
        (opened?.SequenceEqual(plaintext) ?? false).ShouldBeFalse(what);
        if (HasIntegrity)
        {
            opened.ShouldBeNull(what);
        }
    }
}
