namespace Gateway.Transforms.Minimization;

/// <summary>What a projection does at one place of a body.</summary>
internal enum FieldAction
{
    /// <summary>Nothing of its own: what surrounds it decides.</summary>
    None,

    /// <summary>The value is left out.</summary>
    Drop,

    /// <summary>The value is replaced by a mask.</summary>
    Mask,

    /// <summary>The value is replaced by its keyed hash.</summary>
    Hash,

    /// <summary>The place is filled on every attempt, whatever the caller wrote there.</summary>
    Inject,
}
