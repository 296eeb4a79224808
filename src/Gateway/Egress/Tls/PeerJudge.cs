using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration.Compiling;
using Gateway.Configuration.Options;

namespace Gateway.Egress.Tls;

/// <summary>Judges a chain of certificates that the framework has built and judged: its refusals stand, and what it lets pass is refused here.</summary>
internal sealed class PeerJudge(UpstreamPlan upstream, TimeProvider clock)
{
    private const X509ChainStatusFlags Untrusted = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.ExplicitDistrust;

    private const X509ChainStatusFlags WrongName =
        X509ChainStatusFlags.InvalidNameConstraints | X509ChainStatusFlags.HasNotSupportedNameConstraint | X509ChainStatusFlags.HasNotDefinedNameConstraint
        | X509ChainStatusFlags.HasNotPermittedNameConstraint | X509ChainStatusFlags.HasExcludedNameConstraint;

    private const X509ChainStatusFlags WrongUse =
        X509ChainStatusFlags.NotValidForUsage | X509ChainStatusFlags.InvalidBasicConstraints | X509ChainStatusFlags.InvalidPolicyConstraints;

    private const X509ChainStatusFlags NotKnownRevoked = X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;

    private TlsOptions Options => upstream.Options.Tls;

    /// <summary>Whether a key of the chain is pinned, or none need be.</summary>
    public bool HasPin(X509Chain chain) =>
        Options.Pins.Count == 0 || chain.ChainElements.Any(element => Options.Pins.Contains(SpkiPin.Of(element.Certificate)));

    /// <summary>Judges who answered, pins apart.</summary>
    /// <param name="certificate">The peer's; null if it showed none.</param>
    /// <param name="chain">The chain that was built to it, from the peer to the root.</param>
    /// <param name="errors">What the framework refuses.</param>
    /// <param name="name">The name that the certificate must be for.</param>
    /// <returns>One of <see cref="PeerRefusal"/>, or null.</returns>
    public string? Judge(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, string name)
    {
        if (certificate is null || chain is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return PeerRefusal.Other;
        }

        return (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? Explain(chain) : null)
            ?? JudgeName(certificate, errors, name)
            ?? JudgeStrength(chain)
            ?? JudgeRevocation(chain)
            ?? (errors == SslPolicyErrors.None ? null : PeerRefusal.Other);
    }

    /// <summary>The word for what the framework found; the first of several is the one that has to be mended first.</summary>
    private static string Explain(X509Chain chain)
    {
        var found = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, status) => all | status.Status);
        return Has(Untrusted) ? (chain.ChainElements.Count == 1 ? PeerRefusal.SelfSigned : PeerRefusal.UnknownAuthority)
            : Has(X509ChainStatusFlags.NotSignatureValid) ? PeerRefusal.UnknownAuthority
            : Has(X509ChainStatusFlags.PartialChain) ? (chain.ChainElements.Count == 1 ? PeerRefusal.IncompleteChain : PeerRefusal.UnknownAuthority)
            : Has(X509ChainStatusFlags.Revoked) ? PeerRefusal.Revoked
            : Has(X509ChainStatusFlags.NotTimeValid) ? ExplainTime(chain)
            : Has(WrongName) ? PeerRefusal.NameConstraint
            : Has(WrongUse) ? PeerRefusal.WrongUsage
            : Has(X509ChainStatusFlags.HasWeakSignature) ? PeerRefusal.WeakSignature
            : JudgeStrength(chain) ?? (Has(NotKnownRevoked) ? PeerRefusal.RevocationUnknown : PeerRefusal.Other);

        bool Has(X509ChainStatusFlags flags) => (found & flags) != 0;
    }

    private static string ExplainTime(X509Chain chain)
    {
        var now = chain.ChainPolicy.VerificationTimeIgnored ? TimeProvider.System.GetLocalNow().DateTime : chain.ChainPolicy.VerificationTime;
        return chain.ChainElements.Any(element => element.Certificate.NotAfter < now) ? PeerRefusal.Expired : PeerRefusal.NotYetValid;
    }

    /// <summary>Names are in subjectAltName (RFC 9525, 2); the framework still takes the subject's common name where there is none.</summary>
    private static string? JudgeName(X509Certificate2 certificate, SslPolicyErrors errors, string name)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return names is null || !(names.EnumerateDnsNames().Any() || names.EnumerateIPAddresses().Any()) ? PeerRefusal.NoSubjectAlternativeName
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) || !certificate.MatchesHostname(name, allowWildcards: true, allowCommonName: false)
                ? PeerRefusal.WrongHost
            : null;
    }

    private static string? JudgeStrength(X509Chain chain)
    {
        for (var i = 0; i < chain.ChainElements.Count; i++)
        {
            var certificate = chain.ChainElements[i].Certificate;
            if (!CertificateStrength.HasStrongKey(certificate))
            {
                return PeerRefusal.WeakKey;
            }

            // The last one is trusted because it is there, not because of what it says of itself.
            if (i < chain.ChainElements.Count - 1 && !CertificateStrength.HasStrongSignature(certificate))
            {
                return PeerRefusal.WeakSignature;
            }
        }

        return null;
    }

    private string? JudgeRevocation(X509Chain chain)
    {
        if (Options.Revocation != RevocationCheck.Offline)
        {
            return null;
        }

        var isUnknown = false;
        for (var i = 0; i < chain.ChainElements.Count - 1; i++)
        {
            switch (RevocationList.Judge(upstream.Tls.RevocationLists, chain.ChainElements[i].Certificate, chain.ChainElements[i + 1].Certificate, clock.GetUtcNow()))
            {
                case RevocationState.Revoked:
                    return PeerRefusal.Revoked;
                case RevocationState.Unknown:
                    isUnknown = true;
                    break;
            }
        }

        return isUnknown && !Options.AllowsUnknownRevocation ? PeerRefusal.RevocationUnknown : null;
    }
}
