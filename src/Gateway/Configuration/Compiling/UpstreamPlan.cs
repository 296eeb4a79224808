using Gateway.Configuration.Options;

namespace Gateway.Configuration.Compiling;

/// <summary>An upstream of one generation of the configuration, with what its files hold.</summary>
/// <param name="Name">Its name in the configuration; safe in logs and metrics.</param>
/// <param name="Fingerprint">Changes when anything that the plan was made from does.</param>
/// <param name="Options">The settings.</param>
/// <param name="Tls">The files of <c>Tls</c>.</param>
internal sealed record UpstreamPlan(string Name, string Fingerprint, UpstreamOptions Options, TlsPlan Tls)
{
    /// <summary>The cluster's name: another one for every change, so that no request meets the connections of another generation.</summary>
    public string ClusterId => $"{Name}#{Fingerprint}";
}
