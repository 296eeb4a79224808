using System.Text.Json;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;

namespace Gateway.Conformance.Tests;

/// <summary>Project Wycheproof: authenticated ciphers and key wrap.</summary>
public sealed class WycheproofCipherTests(ITestOutputHelper output)
{
    private const int NonceBits = 96;
    private const int TagBits = 128;
    private const int ShortestWrapped = 16;

    [Theory]
    [InlineData("a128cbc_hs256_test.json")]
    [InlineData("a192cbc_hs384_test.json")]
    [InlineData("a256cbc_hs512_test.json")]
    public void CbcHmac_EveryCase_OpensTheValidAndNothingElse(string file)
    {
        using var suite = WycheproofSuite.Open(file);
        var encryption = ContentEncryption.Find(suite.Algorithm).ShouldNotBeNull();
        var tally = new Tally();
        foreach (var (_, test) in suite.Cases)
        {
            tally.Check(WycheproofSuite.Name(test), () => IsRight(test, encryption, WycheproofSuite.Result(test) == "valid"));
        }

        tally.Report(output, $"Wycheproof, {suite.Algorithm}", suite.Count);
    }

    [Fact]
    public void Gcm_EveryCase_OpensTheValidOfItsNonceAndTagAndNothingElse()
    {
        using var suite = WycheproofSuite.Open("aes_gcm_test.json");
        var tally = new Tally();
        var claimed = 0;
        foreach (var (group, test) in suite.Cases)
        {
            // Nonces of other lengths than 96 bits and shortened tags are not claimed (RFC 7518 section 5.3): valid or not, they do not open.
            var isClaimed = group.GetProperty("ivSize").GetInt32() == NonceBits && group.GetProperty("tagSize").GetInt32() == TagBits;
            claimed += isClaimed ? 1 : 0;
            var encryption = ContentEncryption.Gcm(group.GetProperty("keySize").GetInt32() / 8);
            tally.Check(WycheproofSuite.Name(test), () => IsRight(test, encryption, isClaimed && WycheproofSuite.Result(test) == "valid"));
        }

        claimed.ShouldBeGreaterThan(100);
        tally.Report(output, $"Wycheproof, aes_gcm, {claimed} of them with a nonce of {NonceBits} and a tag of {TagBits} bits", suite.Count);
    }

    [Fact]
    public void KeyWrap_EveryCase_UnwrapsTheValidAndNothingElse()
    {
        using var suite = WycheproofSuite.Open("aes_wrap_test.json");
        var tally = new Tally();
        foreach (var (_, test) in suite.Cases)
        {
            tally.Check(WycheproofSuite.Name(test), () =>
            {
                using var wrap = new AesKeyWrap(WycheproofSuite.Bytes(test, "key"));
                var key = WycheproofSuite.Bytes(test, "msg");
                var wrapped = WycheproofSuite.Bytes(test, "ct");
                var unwrapped = new byte[Math.Max(wrapped.Length - AesKeyWrap.Overhead, 0)];
                var opens = wrap.TryUnwrap(wrapped, unwrapped);

                // "acceptable" are keys of 8 bytes, which RFC 3394 does not wrap: refused here.
                if (WycheproofSuite.Result(test) != "valid")
                {
                    return !opens && !unwrapped.AsSpan().ContainsAnyExcept((byte)0);
                }

                var again = new byte[key.Length + AesKeyWrap.Overhead];
                wrap.Wrap(key, again);
                return opens && key.Length >= ShortestWrapped && unwrapped.SequenceEqual(key) && again.SequenceEqual(wrapped);
            });
        }

        tally.Report(output, "Wycheproof, aes_wrap", suite.Count);
    }

    private static bool IsRight(JsonElement test, ContentEncryption encryption, bool opens)
    {
        using var cipher = encryption.Create(WycheproofSuite.Bytes(test, "key"));
        var nonce = WycheproofSuite.Bytes(test, "iv");
        var associatedData = WycheproofSuite.Bytes(test, "aad");
        var plaintext = WycheproofSuite.Bytes(test, "msg");
        var ciphertext = WycheproofSuite.Bytes(test, "ct");
        var tag = WycheproofSuite.Bytes(test, "tag");
        using var opened = new PooledBuffer();
        if (cipher.TryDecrypt(nonce, ciphertext, associatedData, tag, opened) != opens)
        {
            return false;
        }

        if (!opens)
        {
            return opened.Length == 0;
        }

        var again = new byte[encryption.CiphertextLength(plaintext.Length)];
        var tagAgain = new byte[encryption.TagSize];
        cipher.Encrypt(nonce, plaintext, associatedData, again, tagAgain);
        return opened.WrittenSpan.SequenceEqual(plaintext) && again.SequenceEqual(ciphertext) && tagAgain.SequenceEqual(tag);
    }
}
