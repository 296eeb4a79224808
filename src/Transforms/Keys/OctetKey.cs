using System.Security.Cryptography;
using Gateway.Transforms.Ciphers;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Keys;

/// <summary>A symmetric key, with the ciphers that were set up under it.</summary>
internal sealed class OctetKey : CryptoKey
{
    private readonly byte[] _bytes;
    private readonly KeyedCipher?[] _ciphers = new KeyedCipher?[ContentEncryption.All.Count];
    private ObjectPool<AesKeyWrap>? _wraps;
    private AesCbcCipher? _cbc;

    /// <summary>Copies <paramref name="bytes"/>.</summary>
    public OctetKey(ReadOnlySpan<byte> bytes, KeyAttributes attributes)
        : base(attributes)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(_bytes);
    }

    public override bool IsPrivate => true;

    /// <summary>In bytes.</summary>
    public int Size => _bytes.Length;

    public override string Description => $"a symmetric key of {Size} bytes";

    /// <summary>How many messages it sealed with AES-GCM, under whatever name.</summary>
    public GcmCounter Messages { get; } = new();

    /// <summary>The key itself.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>AES-CBC under this key, which must be as long as one of AES.</summary>
    public AesCbcCipher Cbc => Volatile.Read(ref _cbc) ?? Keep(ref _cbc, new AesCbcCipher(_bytes));

    /// <summary>The cipher under this key, which must have the size that <paramref name="encryption"/> takes.</summary>
    public KeyedCipher CipherFor(ContentEncryption encryption)
    {
        ref var slot = ref _ciphers[encryption.Index];
        return Volatile.Read(ref slot) ?? Keep(ref slot, new KeyedCipher(encryption, _bytes, Messages));
    }

    /// <summary>Wraps <paramref name="key"/> (RFC 3394).</summary>
    public void Wrap(ReadOnlySpan<byte> key, Span<byte> wrapped)
    {
        var wraps = KeyWraps();
        var wrap = wraps.Get();
        wrap.Wrap(key, wrapped);
        wraps.Return(wrap);
    }

    /// <inheritdoc cref="AesKeyWrap.TryUnwrap"/>
    public bool TryUnwrap(ReadOnlySpan<byte> wrapped, Span<byte> key)
    {
        var wraps = KeyWraps();
        var wrap = wraps.Get();
        var unwrapped = wrap.TryUnwrap(wrapped, key);
        wraps.Return(wrap);
        return unwrapped;
    }

    public override void Dispose()
    {
        foreach (var cipher in _ciphers)
        {
            cipher?.Dispose();
        }

        _cbc?.Dispose();
        (_wraps as IDisposable)?.Dispose();
        CryptographicOperations.ZeroMemory(_bytes);
    }

    private static T Keep<T>(ref T? slot, T made)
        where T : class, IDisposable
    {
        if (Interlocked.CompareExchange(ref slot, made, null) is not { } winner)
        {
            return made;
        }

        made.Dispose();
        return winner;
    }

    private ObjectPool<AesKeyWrap> KeyWraps()
    {
        if (Volatile.Read(ref _wraps) is { } known)
        {
            return known;
        }

        // A pool that lost the race has made nothing yet that would have to be disposed.
        var made = new DefaultObjectPoolProvider().Create(new WrapPolicy(_bytes));
        return Interlocked.CompareExchange(ref _wraps, made, null) ?? made;
    }

    private sealed class WrapPolicy(byte[] key) : IPooledObjectPolicy<AesKeyWrap>
    {
        public AesKeyWrap Create() => new(key);

        public bool Return(AesKeyWrap obj) => true;
    }
}
