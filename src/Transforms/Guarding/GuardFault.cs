namespace Gateway.Transforms.Guarding;

/// <summary>Why a body was refused by the guard. A closed set that is safe to log: it says nothing of the body's contents.</summary>
public enum GuardFault
{
    /// <summary>The body is acceptable.</summary>
    None,

    /// <summary>There is no body.</summary>
    Empty,

    /// <summary>The body begins with a byte order mark (RFC 8259 section 8.1 forbids sending one).</summary>
    ByteOrderMark,

    /// <summary>The body is not UTF-8.</summary>
    NotUtf8,

    /// <summary>The body is not one JSON text (RFC 8259).</summary>
    NotJson,

    /// <summary>The body is nested deeper than the route allows.</summary>
    TooDeep,

    /// <summary>An object names a member twice.</summary>
    DuplicateKey,

    /// <summary>A string escapes half of a surrogate pair, which is no character (RFC 8259 section 8.2).</summary>
    LoneSurrogate,
}
