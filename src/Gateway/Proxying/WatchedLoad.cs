using Gateway.Configuration;
using Gateway.Configuration.Compiling;
using Gateway.Transforms.Secrets;

namespace Gateway.Proxying;

/// <summary>
/// Loads what the files of a configuration say, for as long as they say it: whoever puts them right, or back, does not wait for a store that is asked for
/// what they said before, and nothing comes of that.
/// </summary>
internal sealed class WatchedLoad(ConfigurationLoader loader, SecretStore secrets, TimeProvider clock)
{
    /// <summary>Loads the configuration, with all its secrets.</summary>
    /// <param name="watch">Watches its files; what is seen of them meanwhile is not judged by it.</param>
    /// <param name="interval">How often they are looked at meanwhile.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <returns>What came of it, the generation owned by the caller; null when the files have changed meanwhile: the next looks see to that.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<ConfigurationResult?> LoadAsync(FileWatch watch, TimeSpan interval, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var meanwhile = watch.Fork();
        var isOvertaken = false;
        var loading = loader.LoadAsync(SecretNeed.All, end.Token).AsTask();
        while (!isOvertaken && !end.IsCancellationRequested && await Task.WhenAny(loading, Task.Delay(interval, clock, end.Token)) != loading)
        {
            isOvertaken = !watch.IsRestless && meanwhile.HaveChanged();
        }

        // The loading, or else the wait beside it.
        await end.CancelAsync();
        ConfigurationResult result;
        try
        {
            result = await loading;
        }
        catch (OperationCanceledException) when (isOvertaken && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        if (result.Generation is not { } generation)
        {
            // A program that was killed may count as one that failed.
            return isOvertaken ? null : result;
        }

        if (watch.IsRestless || FileWatch.AreUnchanged(result.Files))
        {
            return result;
        }

        secrets.Discard(generation.Secrets);
        return null;
    }
}
