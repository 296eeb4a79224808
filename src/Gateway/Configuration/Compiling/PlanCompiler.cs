using System.Globalization;
using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Plans;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Text;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.LoadBalancing;

namespace Gateway.Configuration.Compiling;

/// <summary>Compiles typed configuration into the proxy's routes and clusters, each carrying its plan.</summary>
internal sealed class PlanCompiler(GatewayOptions options, SecretGeneration secrets, FileReader files, TimeProvider clock, ProblemList problems)
{
    /// <summary>The proxy's own timeout must never be the one that ends a request.</summary>
    private static readonly TimeSpan ActivityMargin = TimeSpan.FromSeconds(15);

    private readonly SchemaFiles _schemas = new(options.SchemaRoots, files);
    private readonly HashSet<string> _usedSecrets = new(StringComparer.Ordinal);

    public (IReadOnlyList<RouteConfig> Routes, IReadOnlyList<ClusterConfig> Clusters) Compile()
    {
        var upstreamCompiler = new UpstreamCompiler(files, clock, problems);
        var upstreams = options.Upstreams.ToDictionary(
            static upstream => upstream.Key, upstream => upstreamCompiler.Compile(upstream.Key, upstream.Value), StringComparer.Ordinal);
        var envelopes = new EnvelopeCompiler(options.Envelopes, options.Refused, problems);
        envelopes.JudgePresets();
        _schemas.JudgeRoots(problems);
        var matches = new MatchCompiler(problems);

        var routes = options.Routes.Select(route => CompileRoute(route, upstreams, envelopes, matches)).ToList();
        WarnOfUnused(upstreams.Keys);
        return (routes, [.. upstreams.Values.Select(Translate)]);
    }

    private RouteConfig CompileRoute(RouteOptions route, Dictionary<string, UpstreamPlan> upstreams, EnvelopeCompiler envelopes, MatchCompiler matches)
    {
        using var fingerprint = new Fingerprint();
        fingerprint.Add(route.Name).Add(route.Fingerprint);
        if (!upstreams.TryGetValue(route.Upstream, out var upstream) && route.Upstream.Length > 0 && !IsRefused("Upstreams", route.Upstream))
        {
            var hint = NearestName.Find(route.Upstream, upstreams.Keys) is { } near ? $"; did you mean '{near}'?" : string.Empty;
            problems.Error(route.At.Key("Upstream"), $"there is no upstream called '{route.Upstream}'{hint}");
        }

        fingerprint.Add(upstream?.Fingerprint ?? string.Empty);
        var secretFinder = new SecretFinder(name => FindSecret(name, fingerprint), options.Secrets.Select(static secret => secret.Name), problems);
        var request = new RequestCompiler(route, envelopes, secretFinder, _schemas, fingerprint, problems).Compile();
        var plan = new RoutePlan(
            route.Name, fingerprint.Finish(), request, new ResponsePlan(route.Response.MaxBody, route.Response.GenericErrors));
        return new RouteConfig
        {
            RouteId = route.Name,
            ClusterId = upstream?.ClusterId,
            Match = matches.Compile(route),
            Metadata = new PlanMetadata<RoutePlan>(plan, plan.Fingerprint),
        };
    }

    private SecretHandle? FindSecret(string name, Fingerprint fingerprint)
    {
        if (secrets.Find(name) is not { } handle)
        {
            return IsRefused("Secrets", name) ? new SecretHandle(name) : null;
        }

        _usedSecrets.Add(name);
        fingerprint.Add(name).Add(BitConverter.GetBytes(handle.Serial));
        return handle;
    }

    private bool IsRefused(string map, string name) => options.Refused.Contains(KeyPath.Root.Key(map).Key(name).ToString());

    private static ClusterConfig Translate(UpstreamPlan plan) => new()
    {
        ClusterId = plan.ClusterId,
        LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
        Destinations = plan.Options.Addresses
            .Select((address, index) => (Name: $"address-{index}", Config: new DestinationConfig { Address = address.AbsoluteUri, Host = HostOf(address, plan) }))
            .ToDictionary(static destination => destination.Name, static destination => destination.Config, StringComparer.Ordinal),
        HttpRequest = new ForwarderRequestConfig { ActivityTimeout = plan.Options.TotalTimeout + ActivityMargin },
        Metadata = new PlanMetadata<UpstreamPlan>(plan, plan.Fingerprint),
    };

    /// <summary>The configured name, with the address's port. The framework proves the certificate against the name in this header, and against no other.</summary>
    private static string? HostOf(Uri address, UpstreamPlan plan) => plan.Options.Tls.ServerName is { } name
        ? address.IsDefaultPort ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{address.Port}")
        : null;

    private void WarnOfUnused(IEnumerable<string> upstreams)
    {
        foreach (var upstream in upstreams.Except(options.Routes.Select(static route => route.Upstream)))
        {
            problems.Warn(KeyPath.Root.Key("Upstreams").Key(upstream), "no route uses this upstream");
        }

        foreach (var secret in options.Secrets.Select(static secret => secret.Name).Except(_usedSecrets))
        {
            problems.Warn(KeyPath.Root.Key("Secrets").Key(secret), "nothing uses this secret");
        }
    }
}
