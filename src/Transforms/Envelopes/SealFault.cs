namespace Gateway.Transforms.Envelopes;

/// <summary>Why a message could not be sealed.</summary>
public enum SealFault
{
    /// <summary>It was.</summary>
    None,

    /// <summary>The body cannot be sealed: it is too long for the format, a field is not there, or it is sealed already.</summary>
    Body,

    /// <summary>The key that is current does not fit, or has sealed as many messages as it may.</summary>
    Key,
}
