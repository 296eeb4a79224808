using Gateway.Configuration;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Proxying;

/// <summary>One generation in the proxy's terms.</summary>
internal sealed class PlanConfig : IProxyConfig, IDisposable
{
    private readonly CancellationTokenSource _changed = new();

    public PlanConfig(ConfigurationGeneration generation)
    {
        Routes = generation.Routes;
        Clusters = generation.Clusters;
        ChangeToken = new CancellationChangeToken(_changed.Token);
    }

    public IReadOnlyList<RouteConfig> Routes { get; }

    public IReadOnlyList<ClusterConfig> Clusters { get; }

    public IChangeToken ChangeToken { get; }

    public void SignalChange() => _changed.Cancel();

    public void Dispose() => _changed.Dispose();
}
