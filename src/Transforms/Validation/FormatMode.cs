namespace Gateway.Transforms.Validation;

/// <summary>x</summary>
public enum FormatMode
{
    /// <summary>x</summary>
    Assert,

    /// <summary>x</summary>
    Annotate,
}
