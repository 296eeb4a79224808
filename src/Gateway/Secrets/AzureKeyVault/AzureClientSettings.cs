using Azure.Core;
using Azure.Core.Pipeline;
using Gateway.Configuration.Compiling;
using Gateway.Configuration.Options;
using Gateway.Secrets.Http;

namespace Gateway.Secrets.AzureKeyVault;

/// <summary>What every client of the vendor's is told: whom it may connect to, and that it neither repeats, nor writes, nor reports.</summary>
internal static class AzureClientSettings
{
    /// <summary>Connections under our own policy.</summary>
    public static HttpPipelineTransport CreateTransport(UpstreamPlan peer, TimeProvider clock) =>
        new HttpClientTransport(new BoundedAnswerHandler(StoreClient.CreateHandler(peer, clock)));

    /// <summary>Gives <paramref name="options"/> back, with all that is the same for every client.</summary>
    public static T Apply<T>(T options, UpstreamOptions peer, HttpPipelineTransport transport)
        where T : ClientOptions
    {
        options.Transport = transport;

        // Whoever asks a source asks again by itself, and leaves the store alone for as long as it wants: a second clock for that would only hide it.
        options.RetryPolicy = new RetryPolicy(maxRetries: 0);
        options.Retry.NetworkTimeout = peer.Timeout;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsLoggingContentEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        return options;
    }
}
