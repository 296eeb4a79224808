namespace Gateway.Transforms.Minimization;

/// <summary>Why a body could not be projected.</summary>
public enum ProjectionFault
{
    /// <summary>It was projected.</summary>
    None,

    /// <summary>Nothing of the body is kept, or a value to inject has no object to go into.</summary>
    ShapeMismatch,

    /// <summary>The key of a hash is not available.</summary>
    SecretUnavailable,
}
