using System.Net;

namespace Gateway.Configuration.Options;

/// <summary><c>Listeners.*</c>: where requests are accepted.</summary>
/// <param name="Address">The address to listen on; null for both loopback addresses.</param>
/// <param name="Port">The port; 0 lets the system choose one.</param>
internal sealed record ListenerOptions(IPAddress? Address, int Port);
