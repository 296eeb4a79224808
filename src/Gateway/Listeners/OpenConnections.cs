using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Gateway.Listeners;

/// <summary>The connections that are open, and a gentler end for them than the server's own, which closes all that are idle at the same moment.</summary>
internal sealed class OpenConnections(TimeProvider clock)
{
    /// <summary>An idle connection is closed in a fraction of this; one that takes longer has a request on it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>For so many connections with a request on them the others are kept waiting, and then no more.</summary>
    private const int MostLaggards = 5;

    private readonly ConcurrentDictionary<ConnectionContext, TaskCompletionSource> _open = new();

    /// <summary>Serves a connection, which is open until that ends.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate serve)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[connection] = ended;
        try
        {
            await serve(connection);
        }
        finally
        {
            _open.TryRemove(connection, out _);
            ended.SetResult();
        }
    }

    /// <summary>
    /// Closes the callers' connections, each once its request, if there is one, has been answered. One after the other: whatever a caller sends
    /// between the decision to close its connection and the deed is lost, and that time is the shortest when nothing else is done in it. Then aborts
    /// those of probes and scrapes: nobody is to wait for a monitor that does not read.
    /// </summary>
    /// <returns>How many callers' connections had not ended when <paramref name="cancellationToken"/> was cancelled; idle ones that it spared do not count.</returns>
    public async Task<int> CloseAsync(CancellationToken cancellationToken)
    {
        var laggards = new List<Task>();
        foreach (var (connection, ended) in _open.Where(static open => !IsProbe(open.Key)))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            if (laggards.Count >= MostLaggards || !await EndsAsync(ended.Task, cancellationToken))
            {
                laggards.Add(ended.Task);
            }
        }

        await Task.WhenAll(laggards).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var (connection, _) in _open.Where(static open => IsProbe(open.Key)))
        {
            connection.Abort();
        }

        return laggards.Count(static laggard => !laggard.IsCompleted);
    }

    private static bool IsProbe(ConnectionContext connection) => connection.Features.Get<ListenerFeature>()?.Role == ListenerRole.Management;

    private async Task<bool> EndsAsync(Task connection, CancellationToken cancellationToken)
    {
        await connection.WaitAsync(Patience, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return connection.IsCompleted;
    }
}
