using Gateway.Transforms.Json;

namespace Gateway.Transforms.Validation.Evaluating;

/// <summary>A set of <see cref="JsonKind"/>, one bit each.</summary>
[Flags]
internal enum KindSet
{
    None = 0,
    Object = 1 << JsonKind.Object,
    Array = 1 << JsonKind.Array,

    /// <summary>A string is a value or, under <c>propertyNames</c>, a member's name.</summary>
    String = (1 << JsonKind.String) | (1 << JsonKind.Name),
    Number = 1 << JsonKind.Number,
    Boolean = (1 << JsonKind.True) | (1 << JsonKind.False),
    Null = 1 << JsonKind.Null,
    All = Object | Array | String | Number | Boolean | Null,
}
