namespace Gateway.Transforms.Json;

/// <summary>What stands at one position of a <see cref="JsonTape"/>.</summary>
public enum JsonKind
{
    /// <summary>An object; its members follow as pairs of <see cref="Name"/> and value.</summary>
    Object,

    /// <summary>An array; its elements follow.</summary>
    Array,

    /// <summary>A member's name.</summary>
    Name,

    /// <summary>A string value.</summary>
    String,

    /// <summary>A number, kept as the text that was received.</summary>
    Number,

    /// <summary>The literal <c>true</c>.</summary>
    True,

    /// <summary>The literal <c>false</c>.</summary>
    False,

    /// <summary>The literal <c>null</c>.</summary>
    Null,
}
