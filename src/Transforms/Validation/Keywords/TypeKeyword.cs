using Gateway.Transforms.Json;
using Gateway.Transforms.Text;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Values;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary>
/// <c>type</c> (Validation 2020-12 section 6.1.1). It applies to the kinds that it does not allow, so that a value of the right type never meets it.
/// </summary>
internal sealed class TypeKeyword(KindSet refused, bool allowsIntegers) : Keyword(refused)
{
    private static readonly Dictionary<string, KindSet> Types = new(StringComparer.Ordinal)
    {
        ["null"] = KindSet.Null,
        ["boolean"] = KindSet.Boolean,
        ["object"] = KindSet.Object,
        ["array"] = KindSet.Array,
        ["number"] = KindSet.Number,
        ["string"] = KindSet.String,
        ["integer"] = KindSet.None,
    };

    public static void Compile(SchemaScope scope)
    {
        var value = scope.Members["type"];
        var names = new List<string>();
        if (value.Kind == JsonKind.String)
        {
            names.Add(value.Text);
        }
        else if (value.Kind != JsonKind.Array)
        {
            value.Refuse("'type' must be a string or an array of strings.");
            return;
        }
        else if (!value.TryGetNames(out names))
        {
            return;
        }

        var allowed = KindSet.None;
        foreach (var name in names)
        {
            if (!Types.TryGetValue(name, out var kinds))
            {
                var nearest = NearestName.Find(name, Types.Keys);
                value.Refuse($"'{name}' is not a type; " + (nearest is null ? $"the types are {string.Join(", ", Types.Keys)}." : $"did you mean '{nearest}'?"));
            }

            allowed |= kinds;
        }

        if (names.Count == 0)
        {
            value.Refuse("'type' must list at least one type.");
        }

        var refused = KindSet.All & ~allowed;
        if (refused != KindSet.None)
        {
            scope.Add(new TypeKeyword(refused, names.Contains("integer")));
        }
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        if (allowsIntegers && evaluation.Body.KindOf(instance) == JsonKind.Number && IsInteger(ref evaluation, evaluation.Body.Text(instance)))
        {
            return true;
        }

        return evaluation.Refuse("/type");
    }

    private static bool IsInteger(ref Evaluation evaluation, ReadOnlySpan<byte> text) =>
        evaluation.TryRead(text.Length) && (text.IndexOfAny(".eE"u8) < 0 || new JsonNumber(text).IsInteger);
}
