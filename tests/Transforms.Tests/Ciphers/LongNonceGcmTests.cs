using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;

namespace Gateway.Transforms.Tests.Ciphers;

/// <summary>GCM with nonces that are not 96 bits long, against the examples of those who defined it.</summary>
public sealed class LongNonceGcmTests
{
    private const string Key = "feffe9928665731c6d6a8f9467308308";
    private const string Text = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
    private const string AssociatedData = "feedfacedeadbeeffeedfacedeadbeefabaddad2";

    /// <summary>Test cases 5 and 6 of "The Galois/Counter Mode of Operation" (McGrew and Viega), which NIST SP 800-38D took over: nonces of 8 and 60 bytes.</summary>
    public static TheoryData<string, string, string> Examples => new()
    {
        {
            "cafebabefacedbad",
            "61353b4c2806934a777ff51fa22a4755699b2a714fcdc6f83766e5f97b6c742373806900e49f24b22b097544d4896b424989b5e1ebac0f07c23f4598",
            "3612d2e79e3b0785561be14aaca2fccb"
        },
        {
            "9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b",
            "8ce24998625615b603a033aca13fb894be9112a5c3a211a8ba262a3cca7e2ca701e4a9a4fba43c90ccdcb281d48c7c6fd62875d2aca417034c34aee5",
            "619cc5aefffe0bfa462af43c1699d050"
        },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void TryDecrypt_ExampleOfTheSpecification_Opens(string nonce, string ciphertext, string tag) =>
        Open(Convert.FromHexString(nonce), Convert.FromHexString(ciphertext), Convert.FromHexString(tag)).ShouldBe(Convert.FromHexString(Text));

    [Theory]
    [MemberData(nameof(Examples))]
    public void TryDecrypt_OneBitChanged_IsRefused(string nonce, string ciphertext, string tag)
    {
        for (var part = 0; part < 3; part++)
        {
            byte[][] parts = [Convert.FromHexString(nonce), Convert.FromHexString(ciphertext), Convert.FromHexString(tag)];
            for (var bit = 0; bit < parts[part].Length * 8; bit++)
            {
                parts[part][bit / 8] ^= (byte)(1 << (bit % 8));
                Open(parts[0], parts[1], parts[2]).ShouldBeNull($"part {part}, bit {bit}");
                parts[part][bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Fact]
    public void TryDecrypt_NonceOfNoLengthOrTooLong_IsRefused()
    {
        Open([], [1, 2, 3], new byte[16]).ShouldBeNull();
        Open(new byte[LongNonceGcm.LongestNonce + 1], [1, 2, 3], new byte[16]).ShouldBeNull();
        Open(new byte[16], [1, 2, 3], new byte[15]).ShouldBeNull();
    }

    private static byte[]? Open(byte[] nonce, byte[] ciphertext, byte[] tag)
    {
        using var plaintext = new PooledBuffer();
        var opened = LongNonceGcm.TryDecrypt(Convert.FromHexString(Key), nonce, ciphertext, Convert.FromHexString(AssociatedData), tag, plaintext);
        (opened || plaintext.Length == 0).ShouldBeTrue();
        return opened ? plaintext.WrittenSpan.ToArray() : null;
    }
}
