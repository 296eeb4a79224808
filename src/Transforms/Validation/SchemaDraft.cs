namespace Gateway.Transforms.Validation;

/// <summary>A version of JSON Schema.</summary>
public enum SchemaDraft
{
    /// <summary>2020-12.</summary>
    Draft202012,

    /// <summary>draft-07.</summary>
    Draft7,
}
