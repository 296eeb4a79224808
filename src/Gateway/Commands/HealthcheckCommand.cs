using System.CommandLine;
using Gateway.Configuration;

namespace Gateway.Commands;

/// <summary><c>gateway healthcheck</c>: asks a running gateway whether it is ready; a container's HEALTHCHECK has no curl.</summary>
internal static class HealthcheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly Option<string> Url = new("--url")
    {
        Description = "The readiness address. Without it, that of the listener that GATEWAY__Listeners__Management__Url names in the environment, or of the default one.",
        HelpName = "URL",
        DefaultValueFactory = static _ => FindUrl(),
    };

    public static Command Create()
    {
        var command = new Command("healthcheck", "Exit 0 when a running gateway is ready, 1 when it is not.");
        command.Options.Add(Url);
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments.GetRequiredValue(Url), Console.Out, cancellationToken));
        return command;
    }

    /// <summary>
    /// The variable that tells a gateway where to listen tells its check where to ask. Its configuration file does not: it may have changed
    /// since the gateway started, or be broken, and neither makes the one that runs unhealthy.
    /// </summary>
    private static string FindUrl()
    {
        var listener = ProcessEnvironment.Read().GetValueOrDefault("GATEWAY__Listeners__Management__Url", "http://127.0.0.1:9090").TrimEnd('/');

        // A listener on every interface is on loopback, too; its own address cannot be connected to.
        return listener.Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal).Replace("//[::]:", "//[::1]:", StringComparison.Ordinal) + "/readyz";
    }

    /// <summary>Asks <paramref name="url"/> and passes its answer on.</summary>
    private static async Task<int> RunAsync(string url, TextWriter output, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            await output.WriteLineAsync($"'{url}' is not an address such as http://127.0.0.1:9090/readyz");
            return ExitCode.Failure;
        }

        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
        try
        {
            using var response = await client.GetAsync(address, cancellationToken);
            await output.WriteLineAsync((await response.Content.ReadAsStringAsync(cancellationToken)).TrimEnd());
            return response.IsSuccessStatusCode ? ExitCode.Success : ExitCode.Failure;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            await output.WriteLineAsync(failure is TaskCanceledException ? $"{url} does not answer in time" : $"nothing answers at {url}");
            return ExitCode.Failure;
        }
    }
}
