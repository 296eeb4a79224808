namespace Gateway.Transforms.Envelopes;

/// <summary>Where the IV of a message comes from.</summary>
public enum IvSource
{
    /// <summary>Fresh randomness for each message, sent with it.</summary>
    Random,

    /// <summary>Zeros, which are not sent: the weakness <see cref="Weakness.StaticIv"/>.</summary>
    Zero,
}
