using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;

namespace Gateway.Configuration.Compiling;

/// <summary>Compiles upstreams: what their sections say, and what the files hold that they name.</summary>
internal sealed class UpstreamCompiler(FileReader files, TimeProvider clock, ProblemList problems)
{
    private readonly TlsCompiler _tls = new(files, clock, problems);

    public UpstreamPlan Compile(string name, UpstreamOptions options)
    {
        using var fingerprint = new Fingerprint();
        fingerprint.Add(name).Add(options.Fingerprint);
        var path = KeyPath.Root.Key("Upstreams").Key(name);
        if (options.Addresses.Any(static address => address.Scheme == "http"))
        {
            problems.Warn(path.Key("AllowPlaintext"), "reports to this upstream leave over plain http: only what is sealed is hidden");
        }

        var tls = _tls.Compile(options.Tls, path.Key("Tls"), fingerprint);
        return new UpstreamPlan(name, fingerprint.Finish(), options, tls);
    }
}
