namespace Gateway.Configuration.Reading;

/// <summary>What a scalar was written as.</summary>
internal enum ScalarKind
{
    Text,
    Number,
    Boolean,
    Null,

    /// <summary>The value of an environment variable or of <c>--set</c>: it becomes what its target is.</summary>
    Untyped,
}
