using System.Security.Authentication;

namespace Gateway.Configuration.Options;

/// <summary><c>Upstreams.*.Tls</c>: what a connection must prove. There is no setting that switches proof off.</summary>
/// <param name="Protocols">The versions that are spoken.</param>
/// <param name="AuthoritiesPath">A PEM file of the roots that are trusted instead of the system's; null for the system's.</param>
/// <param name="ServerName">The name that the certificate must be for; null for the address's own.</param>
internal sealed record TlsOptions(SslProtocols Protocols, string? AuthoritiesPath, string? ServerName);
