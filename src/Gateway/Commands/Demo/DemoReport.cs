namespace Gateway.Commands.Demo;

/// <summary>What the demonstration's report server got.</summary>
/// <param name="Head">The request line and headers, as they came out of the TLS connection.</param>
/// <param name="Body">The body, likewise.</param>
/// <param name="Opened">The body decrypted; null when it could not be.</param>
internal sealed record DemoReport(string Head, string Body, string? Opened);
