using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary>Checks the values that a schema compares bodies with.</summary>
internal static class Literals
{
    /// <summary>Whether every number in <paramref name="value"/> can be compared exactly; those that cannot are recorded as errors.</summary>
    public static bool AreExact(SchemaValue value)
    {
        switch (value.Kind)
        {
            case JsonKind.Number when !value.Number.IsExact:
                value.Refuse("The number's exponent has more than 18 digits; write a smaller one.");
                return false;

            // Not All(): every number in error is to be named.
            case JsonKind.Array:
                return value.Elements().Aggregate(true, static (exact, element) => AreExact(element) && exact);

            case JsonKind.Object:
                return value.Members().Aggregate(true, static (exact, member) => AreExact(member.Value) && exact);

            default:
                return true;
        }
    }
}
