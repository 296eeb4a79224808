namespace Gateway.Configuration.Options;

/// <summary><c>ClientCertificate</c>: what mutual TLS needs of us.</summary>
/// <param name="CertificatePath">A PEM file: our certificate, and then those that lead to its root.</param>
/// <param name="KeyPath">A PEM file with its private key, not encrypted.</param>
internal sealed record ClientCertificateOptions(string CertificatePath, string KeyPath);
