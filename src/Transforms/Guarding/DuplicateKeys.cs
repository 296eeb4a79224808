namespace Gateway.Transforms.Guarding;

/// <summary>What to do with an object that names a member twice (RFC 8259 section 4 leaves it open, and receivers differ).</summary>
public enum DuplicateKeys
{
    /// <summary>Refuse the body: two readers of it could see two different reports.</summary>
    Reject,

    /// <summary>Let it pass.</summary>
    Allow,
}
