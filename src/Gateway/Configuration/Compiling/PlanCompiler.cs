using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Plans;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Text;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

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
        var envelopes = new EnvelopeCompiler(options.Envelopes, options.Refused, clock, problems);
        envelopes.JudgePresets();
        _schemas.JudgeRoots(problems);
        var matches = new MatchCompiler(problems);
        var previous = new PreviousSecrets(options.Secrets, name => secrets.Find(name) is not null || IsRefused("Secrets", name), problems);

        var routes = options.Routes.Select(route => CompileRoute(route, upstreams, envelopes, previous, matches)).ToList();
        WarnOfUnused(upstreams.Keys);
        previous.WarnOfUnused(problems);
        return (routes, [.. upstreams.Values.Select(upstream => Translate(upstream, LongestBeside(upstream.Name, upstreams)))]);
    }

    private RouteConfig CompileRoute(
        RouteOptions route, Dictionary<string, UpstreamPlan> upstreams, EnvelopeCompiler envelopes, PreviousSecrets previous, MatchCompiler matches)
    {
        using var fingerprint = new Fingerprint();
        fingerprint.Add(route.Name).Add(route.Fingerprint);
        var upstream = FindUpstream(route.Upstream, route.At.Key("Upstream"), upstreams);
        var fallback = route.Fallback is { } name ? FindFallback(name, route, upstreams) : null;
        fingerprint.Add(upstream?.Fingerprint ?? string.Empty).Add(fallback?.Fingerprint ?? string.Empty);
        var secretFinder = new SecretFinder(name => FindSecret(name, fingerprint), secrets.Demand, options.Secrets.Select(static secret => secret.Name), problems);
        var request = new RequestCompiler(route, envelopes, secretFinder, _schemas, fingerprint, problems).Compile();
        JudgeIdempotency(route, request, upstream);
        JudgeIdempotency(route, request, fallback);
        var response = new ResponseCompiler(route, envelopes, secretFinder, previous, fingerprint, problems).Compile();
        var plan = new RoutePlan(route.Name, fingerprint.Finish(), request, response)
        {
            FallbackCluster = fallback?.ClusterId,
        };
        return new RouteConfig
        {
            RouteId = route.Name,
            ClusterId = upstream?.ClusterId,
            Match = matches.Compile(route),
            Metadata = new PlanMetadata<RoutePlan>(plan, plan.Fingerprint),
        };
    }

    private UpstreamPlan? FindUpstream(string name, KeyPath at, Dictionary<string, UpstreamPlan> upstreams)
    {
        if (!upstreams.TryGetValue(name, out var upstream) && name.Length > 0 && !IsRefused("Upstreams", name))
        {
            var hint = NearestName.Find(name, upstreams.Keys) is { } near ? $"; did you mean '{near}'?" : string.Empty;
            problems.Error(at, $"there is no upstream called '{name}'{hint}");
        }

        return upstream;
    }

    private UpstreamPlan? FindFallback(string name, RouteOptions route, Dictionary<string, UpstreamPlan> upstreams)
    {
        var at = route.At.Key("Fallback");
        if (name == route.Upstream)
        {
            problems.Error(at, "this is the route's own upstream: name another, or give the upstream more Attempts under Retry");
        }

        return FindUpstream(name, at, upstreams);
    }

    /// <summary>How long a request may take before and after its attempts at an upstream: the proxy counts the reading of the body, and the fallback, too.</summary>
    private void JudgeIdempotency(RouteOptions route, RequestPlan request, UpstreamPlan? upstream)
    {
        if (upstream?.Options.Retry?.IdempotencyHeader is not { } name)
        {
            return;
        }

        if (request.Envelope?.HeaderNames.Contains(name, StringComparer.OrdinalIgnoreCase) == true)
        {
            problems.Error(
                route.At.Key("Request").Key("Encrypt").Key("Headers"),
                $"upstream '{upstream.Name}' knows reports again by the header {name}: with a part of the message in it, each attempt would be another report");
        }

        if (route.Request.Inject.Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Key is { } injected)
        {
            problems.Error(
                route.At.Key("Request").Key("Inject").Key("Headers").Key(injected),
                $"upstream '{upstream.Name}' knows reports again by this header: with one value for all of them it would take each for the first");
        }
    }

    private TimeSpan LongestBeside(string upstream, Dictionary<string, UpstreamPlan> upstreams) => options.Routes
        .Where(route => route.Upstream == upstream)
        .Select(route => route.Request.ReadTimeout + (route.Fallback is { } name ? upstreams.GetValueOrDefault(name)?.Options.TotalTimeout ?? TimeSpan.Zero : TimeSpan.Zero))
        .DefaultIfEmpty()
        .Max();

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

    /// <summary>To the proxy an upstream has one destination, the first: which address an attempt goes to is chosen for each of them.</summary>
    private static ClusterConfig Translate(UpstreamPlan plan, TimeSpan beside) => new()
    {
        ClusterId = plan.ClusterId,
        Destinations = plan.Options.Addresses
            .Take(1)
            .ToDictionary(static _ => "first", static address => new DestinationConfig { Address = address.AbsoluteUri }, StringComparer.Ordinal),
        HttpRequest = new ForwarderRequestConfig { ActivityTimeout = plan.Options.TotalTimeout + beside + ActivityMargin },
        Metadata = new PlanMetadata<UpstreamPlan>(plan, plan.Fingerprint),
    };

    private void WarnOfUnused(IEnumerable<string> upstreams)
    {
        foreach (var upstream in upstreams.Except(options.Routes.SelectMany(static route => (string?[])[route.Upstream, route.Fallback]).OfType<string>()))
        {
            problems.Warn(KeyPath.Root.Key("Upstreams").Key(upstream), "no route uses this upstream");
        }

        // A secret that was refused, or whose store was, may be the one that is read with what nothing else uses.
        if (options.Refused.Any(static path => path.StartsWith("Secrets", StringComparison.Ordinal)))
        {
            return;
        }

        var readWith = options.Secrets.SelectMany(static secret => secret.References).Select(static reference => reference.Name);
        foreach (var secret in options.Secrets.Select(static secret => secret.Name).Except(_usedSecrets).Except(readWith))
        {
            problems.Warn(KeyPath.Root.Key("Secrets").Key(secret), "nothing uses this secret");
        }
    }
}
