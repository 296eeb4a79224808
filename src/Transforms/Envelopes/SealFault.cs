namespace Gateway.Transforms.Envelopes;

/// <summary>Why a message could not be sealed.</summary>
public enum SealFault
{
    /// <summary>It was.</summary>
    None,

    /// <summary>The format cannot seal this: it is too long, no string where one is needed, or sealed already.</summary>
    Unsealable,

    /// <summary>A field that is to be sealed is not there.</summary>
    FieldMissing,

    /// <summary>Where a sealed field belongs stands something already.</summary>
    FieldOccupied,

    /// <summary>There is no object for a sealed field, or it is unclear which is meant.</summary>
    FieldUnplaceable,

    /// <summary>The key that is current does not fit, or has sealed as many messages as it may.</summary>
    Key,
}
