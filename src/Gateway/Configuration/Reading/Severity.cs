namespace Gateway.Configuration.Reading;

/// <summary>How bad a problem is.</summary>
internal enum Severity
{
    /// <summary>The configuration is usable, but someone should look at this.</summary>
    Warning,

    /// <summary>The configuration is not usable.</summary>
    Error,
}
