using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Gateway.Transforms.Ciphers;

/// <summary>AES key wrap without padding (RFC 3394) under one key-encryption key. The framework has the padded variant only (RFC 5649). Not thread-safe.</summary>
internal sealed class AesKeyWrap : IDisposable
{
    /// <summary>By how many bytes a wrapped key is longer than the key.</summary>
    public const int Overhead = HalfBlock;

    /// <summary>RFC 3394 section 2 wraps two half-blocks at least.</summary>
    private const int ShortestKey = 2 * HalfBlock;

    private const int HalfBlock = 8;
    private const int BlockSize = 2 * HalfBlock;
    private const int Rounds = 6;

    private readonly Aes _aes = Aes.Create();
    private readonly byte[] _input = GC.AllocateArray<byte>(BlockSize, pinned: true);
    private readonly byte[] _output = GC.AllocateArray<byte>(BlockSize, pinned: true);
    private ICryptoTransform? _encryptor;
    private ICryptoTransform? _decryptor;

    public AesKeyWrap(ReadOnlySpan<byte> key)
    {
        _aes.SetKey(key);
#pragma warning disable CA5358 // Key wrap is made of single blocks (RFC 3394 section 2.2): there is nothing to chain.
        _aes.Mode = CipherMode.ECB;
#pragma warning restore CA5358
        _aes.Padding = PaddingMode.None;
    }

    /// <summary>RFC 3394 section 2.2.3.1.</summary>
    private static ReadOnlySpan<byte> InitialValue => [0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6];

    /// <summary>Wraps <paramref name="key"/>, of a multiple of 8 and at least 16 bytes, into <paramref name="wrapped"/>, which is longer by <see cref="Overhead"/>.</summary>
    public void Wrap(ReadOnlySpan<byte> key, Span<byte> wrapped)
    {
        var encryptor = _encryptor ??= _aes.CreateEncryptor();
        InitialValue.CopyTo(wrapped);
        key.CopyTo(wrapped[HalfBlock..]);
        var count = key.Length / HalfBlock;
        for (var step = 1L; step <= Rounds * count; step++)
        {
            var register = wrapped.Slice((int)(((step - 1) % count) + 1) * HalfBlock, HalfBlock);
            Transform(encryptor, wrapped[..HalfBlock], register);
            Mix(_output, step);
            _output.AsSpan(0, HalfBlock).CopyTo(wrapped);
            _output.AsSpan(HalfBlock).CopyTo(register);
        }

        Wipe();
    }

    /// <summary>Unwraps into <paramref name="key"/>, which is shorter by <see cref="Overhead"/>.</summary>
    /// <returns>False when it was not wrapped with this key; <paramref name="key"/> is zeroed then.</returns>
    public bool TryUnwrap(ReadOnlySpan<byte> wrapped, Span<byte> key)
    {
        if (wrapped.Length % HalfBlock != 0 || key.Length < ShortestKey || wrapped.Length != key.Length + Overhead)
        {
            CryptographicOperations.ZeroMemory(key);
            return false;
        }

        var decryptor = _decryptor ??= _aes.CreateDecryptor();
        Span<byte> integrity = stackalloc byte[HalfBlock];
        wrapped[..HalfBlock].CopyTo(integrity);
        wrapped[HalfBlock..].CopyTo(key);
        var count = key.Length / HalfBlock;
        for (var step = (long)Rounds * count; step > 0; step--)
        {
            var register = key.Slice((int)((step - 1) % count) * HalfBlock, HalfBlock);
            Mix(integrity, step);
            Transform(decryptor, integrity, register);
            _output.AsSpan(0, HalfBlock).CopyTo(integrity);
            _output.AsSpan(HalfBlock).CopyTo(register);
        }

        Wipe();
        if (CryptographicOperations.FixedTimeEquals(integrity, InitialValue))
        {
            return true;
        }

        CryptographicOperations.ZeroMemory(key);
        return false;
    }

    public void Dispose()
    {
        _encryptor?.Dispose();
        _decryptor?.Dispose();
        _aes.Dispose();
    }

    private static void Mix(Span<byte> integrity, long step) =>
        BinaryPrimitives.WriteInt64BigEndian(integrity, BinaryPrimitives.ReadInt64BigEndian(integrity) ^ step);

    private void Transform(ICryptoTransform cipher, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        first.CopyTo(_input);
        second.CopyTo(_input.AsSpan(HalfBlock));
        if (cipher.TransformBlock(_input, 0, BlockSize, _output, 0) != BlockSize)
        {
            throw new CryptographicException("The cipher kept back a block.");
        }
    }

    private void Wipe()
    {
        CryptographicOperations.ZeroMemory(_input);
        CryptographicOperations.ZeroMemory(_output);
    }
}
