namespace Gateway.Configuration;

/// <summary>Which secrets a configuration is read with.</summary>
internal enum SecretNeed
{
    /// <summary>Those that can be read without asking anybody; one that is absent is a warning, since it may be there elsewhere.</summary>
    Local,

    /// <summary>Every one is asked for; one that is absent is a warning.</summary>
    Asked,

    /// <summary>Every one must be there.</summary>
    All,
}
