using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Values;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary>
/// <c>enum</c> (Validation 2020-12 section 6.1.2). Strings, the usual case, are looked up; of other values only those that hash as the body's does are
/// compared, so that a list of thousands costs no more than a short one.
/// </summary>
/// <param name="strings">The strings.</param>
/// <param name="others">The other values, in the order of their hashes.</param>
/// <param name="hashes">The hashes of <paramref name="others"/>.</param>
internal sealed class EnumKeyword(NameTable strings, Literal[] others, int[] hashes) : Keyword(KindSet.All)
{
    public static void Compile(SchemaScope scope)
    {
        if (!scope.TryGet("enum", JsonKind.Array, "an array of the values that are allowed", out var value) || !Literals.AreExact(value))
        {
            return;
        }

        var elements = value.Elements().ToList();
        var strings = elements.Where(element => element.Kind == JsonKind.String).Select(element => element.Utf8.ToArray());
        Literal[] others = [.. elements.Where(element => element.Kind != JsonKind.String).Select(element => element.Literal)];
        var hashes = Array.ConvertAll(others, static other => JsonHash.Of(other.Tape, other.Index));
        Array.Sort(hashes, others);
        scope.Add(new EnumKeyword(new NameTable([.. strings]), others, hashes));
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        var body = evaluation.Body;
        var isListed = body.KindOf(instance) is JsonKind.String or JsonKind.Name
            ? evaluation.TryRead(body.Text(instance).Length) && strings.Find(body.Text(instance)) >= 0
            : evaluation.TryReadWhole(instance) && IsOther(body, instance);
        return isListed || evaluation.Refuse("/enum");
    }

    private bool IsOther(JsonTape body, int instance)
    {
        if (others.Length == 0)
        {
            return false;
        }

        var hash = JsonHash.Of(body, instance);
        var found = Array.BinarySearch(hashes, hash);
        while (found > 0 && hashes[found - 1] == hash)
        {
            found--;
        }

        for (; found >= 0 && found < hashes.Length && hashes[found] == hash; found++)
        {
            if (others[found].IsEqual(body, instance))
            {
                return true;
            }
        }

        return false;
    }
}
