using System.Buffers;

namespace Gateway.Transforms.Buffers;

/// <summary>
/// Arrays from the shared pool up to a size that requests really have. The pool keeps what it is given: a few huge bodies would otherwise hold
/// their memory for good.
/// </summary>
internal static class ArrayRental
{
    private const int MostPooled = 1 << 20;

    public static T[] Rent<T>(int length) => length <= MostPooled ? ArrayPool<T>.Shared.Rent(length) : new T[length];

    public static void Return<T>(T[] array)
    {
        if (array.Length is > 0 and <= MostPooled)
        {
            ArrayPool<T>.Shared.Return(array);
        }
    }
}
