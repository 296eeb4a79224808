using System.Security.Cryptography;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;

namespace Gateway.Transforms.Tests.Ciphers;

public sealed class Pkcs7Tests
{
    private const int BlockSize = 16;

    private readonly Aes _aes = Aes.Create();

    [Fact]
    public void TryDecryptCbc_EveryLength_GivesThePlaintext()
    {
        for (var length = 0; length <= 3 * BlockSize; length++)
        {
            var iv = RandomNumberGenerator.GetBytes(BlockSize);
            var text = RandomNumberGenerator.GetBytes(length);

            Decrypt(iv, _aes.EncryptCbc(text, iv)).ShouldBe(text);
        }
    }

    [Fact]
    public void TryDecryptCbc_EveryLastByteAndEveryByteOfThePaddingChanged_IsJudgedAsTheFrameworkJudges()
    {
        var iv = RandomNumberGenerator.GetBytes(BlockSize);
        for (var padding = 0; padding < 256; padding++)
        {
            for (var changed = 0; changed <= BlockSize; changed++)
            {
                var block = new byte[BlockSize];
                block.AsSpan(Math.Max(0, BlockSize - padding)).Fill((byte)padding);
                block[^1] = (byte)padding;
                if (changed > 0)
                {
                    block[^changed] ^= 0x80;
                }

                var ciphertext = _aes.EncryptCbc(block, iv, PaddingMode.None);

                Decrypt(iv, ciphertext).ShouldBe(ByTheFramework(iv, ciphertext), $"padding {padding}, byte {changed} from the end changed");
            }
        }
    }

    private byte[]? ByTheFramework(byte[] iv, byte[] ciphertext)
    {
        try
        {
            return _aes.DecryptCbc(ciphertext, iv);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private byte[]? Decrypt(byte[] iv, byte[] ciphertext)
    {
        using var plaintext = new PooledBuffer();
        var opened = Pkcs7.TryDecryptCbc(_aes, iv, ciphertext, plaintext);
        (opened || plaintext.Length == 0).ShouldBeTrue();
        return opened ? plaintext.WrittenSpan.ToArray() : null;
    }
}
