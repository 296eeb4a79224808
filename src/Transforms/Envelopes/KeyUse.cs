namespace Gateway.Transforms.Envelopes;

/// <summary>What a key is wanted for.</summary>
public enum KeyUse
{
    /// <summary>To seal what leaves.</summary>
    Seal,

    /// <summary>To open what comes back.</summary>
    Open,
}
