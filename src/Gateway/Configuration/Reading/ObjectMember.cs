namespace Gateway.Configuration.Reading;

/// <summary>A member of an object.</summary>
/// <param name="Key">Its key.</param>
/// <param name="KeyLocation">Where the key was written.</param>
/// <param name="Value">Its value.</param>
internal sealed record ObjectMember(string Key, SourceLocation KeyLocation, ConfigurationNode Value);
