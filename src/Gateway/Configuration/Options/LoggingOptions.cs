namespace Gateway.Configuration.Options;

/// <summary><c>Logging</c>: what is written about the gateway's work, to standard output.</summary>
/// <param name="Level">The least severe level that is written.</param>
/// <param name="Json">One JSON object a line rather than text.</param>
internal sealed record LoggingOptions(LogLevel Level, bool Json);
