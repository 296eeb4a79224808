using System.Security.Cryptography.X509Certificates;
using Gateway.Configuration.Options;

namespace Gateway.Configuration.Compiling;

/// <summary>An upstream of one generation of the configuration, with what its files hold.</summary>
/// <param name="Name">Its name in the configuration; safe in logs and metrics.</param>
/// <param name="Fingerprint">Changes when anything that the plan was made from does.</param>
/// <param name="Options">The settings.</param>
/// <param name="Authorities">The roots that are trusted instead of the system's; null for the system's.</param>
internal sealed record UpstreamPlan(string Name, string Fingerprint, UpstreamOptions Options, X509Certificate2Collection? Authorities)
{
    /// <summary>The cluster's name: another one for every change, so that no request meets the connections of another generation.</summary>
    public string ClusterId => $"{Name}#{Fingerprint}";
}
