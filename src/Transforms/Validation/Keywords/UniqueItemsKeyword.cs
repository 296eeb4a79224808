using System.Buffers;
using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Values;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>uniqueItems</c> (Validation 2020-12 section 6.4.3): elements are hashed, and only those that hash alike are compared.</summary>
internal sealed class UniqueItemsKeyword() : Keyword(KindSet.Array)
{
    private const int StackItems = 32;

    public static void Compile(SchemaScope scope)
    {
        var value = scope.Members["uniqueItems"];
        if (value.Kind == JsonKind.True)
        {
            scope.Add(new UniqueItemsKeyword());
        }
        else if (value.Kind != JsonKind.False)
        {
            value.Refuse("'uniqueItems' must be true or false.");
        }
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        var body = evaluation.Body;
        var count = body.SizeOf(instance);
        if (count < 2)
        {
            return true;
        }

        if (!evaluation.TryReadWhole(instance))
        {
            return false;
        }

        long[]? rented = count > StackItems ? ArrayPool<long>.Shared.Rent(count) : null;
        Span<long> items = rented is null ? stackalloc long[StackItems] : rented;
        items = items[..count];
        Collect(body, instance, items);
        items.Sort();
        var unique = AreUnique(ref evaluation, items);
        if (rented is not null)
        {
            ArrayPool<long>.Shared.Return(rented);
        }

        return unique || evaluation.Refuse("/uniqueItems");
    }

    /// <summary>Hash above, position below: sorting numbers needs no comparer, and brings equal hashes together.</summary>
    private static void Collect(JsonTape body, int instance, Span<long> items)
    {
        var element = instance + 1;
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = ((long)JsonHash.Of(body, element) << 32) | (uint)element;
            element = body.Next(element);
        }
    }

    private static bool AreUnique(ref Evaluation evaluation, ReadOnlySpan<long> items)
    {
        for (var i = 1; i < items.Length; i++)
        {
            for (var j = i - 1; j >= 0 && items[j] >> 32 == items[i] >> 32; j--)
            {
                // Chosen collisions, should anyone manage to make them, run into the budget.
                if (!evaluation.TrySpend(1) || JsonEquality.AreEqual(evaluation.Body, (int)items[i], evaluation.Body, (int)items[j]))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
