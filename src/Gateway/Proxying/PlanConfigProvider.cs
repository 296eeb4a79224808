using Gateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Proxying;

/// <summary>Hands the proxy the routes and clusters of the current generation, and tells it when there is another.</summary>
internal sealed class PlanConfigProvider(ConfigurationGeneration first) : IProxyConfigProvider, IDisposable
{
    private volatile PlanConfig _current = new(first);

    public IProxyConfig GetConfig() => _current;

    /// <summary>Makes <paramref name="generation"/> current: for requests that are routed from now on, all of it at once.</summary>
    public void Update(ConfigurationGeneration generation)
    {
        var past = _current;
        _current = new PlanConfig(generation);
        past.SignalChange();
        past.Dispose();
    }

    public void Dispose() => _current.Dispose();
}
