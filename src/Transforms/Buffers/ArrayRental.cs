using System.Buffers;

namespace Gateway.Transforms.Buffers;

/// <summary>
/// Arrays from a pool up to a size that requests really have. A pool keeps what it is given: a few huge bodies would otherwise hold
/// their memory for good.
/// </summary>
internal static class ArrayRental
{
    private const int MostPooled = 1 << 20;

    /// <summary>In bytes. Up to here a body is of the common size, of which many requests hold some each while they wait for their upstream.</summary>
    private const int MostCommon = 1 << 15;

    /// <summary>Of each size. The shared pool keeps 32 for each core, which 64 connections beside one core overrun; all together it may hold 8 MiB.</summary>
    private const int CommonKept = 128;

    private static readonly ArrayPool<byte> Common = ArrayPool<byte>.Create(MostCommon, CommonKept);

    public static T[] Rent<T>(int length) => length <= MostPooled ? PoolOf<T>(length).Rent(length) : new T[length];

    public static void Return<T>(T[] array)
    {
        if (array.Length is > 0 and <= MostPooled)
        {
            PoolOf<T>(array.Length).Return(array);
        }
    }

    private static ArrayPool<T> PoolOf<T>(int length) =>
        typeof(T) == typeof(byte) && length <= MostCommon ? (ArrayPool<T>)(object)Common : ArrayPool<T>.Shared;
}
