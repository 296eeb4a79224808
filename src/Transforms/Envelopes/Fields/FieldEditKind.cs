namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>What happens at one place of a body's text.</summary>
internal enum FieldEditKind
{
    /// <summary>A value is replaced where it stands.</summary>
    Replace,

    /// <summary>A member is replaced where it stands, and gets another name.</summary>
    Rename,

    /// <summary>A member is left out.</summary>
    Remove,

    /// <summary>A member, with the objects that are missing around it, is added at the end of an object.</summary>
    Insert,
}
