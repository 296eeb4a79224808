namespace Gateway.Transforms.Validation.Patterns;

/// <summary>What an <see cref="Instruction"/> does.</summary>
internal enum Operation
{
    /// <summary>Reads one code point, which has to be of a set.</summary>
    Read,

    /// <summary>Goes on with the next step, and elsewhere as well.</summary>
    Fork,

    /// <summary>Goes on elsewhere.</summary>
    Jump,

    /// <summary>Goes on at the beginning of the text alone.</summary>
    Start,

    /// <summary>Goes on at the end of the text alone.</summary>
    End,

    /// <summary>The pattern has matched.</summary>
    Match,
}
