using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Gateway.Commands.Demo;
using Gateway.Configuration;
using Gateway.Hosting;
using Gateway.Lifecycle;
using Gateway.Transforms.Secrets;

namespace Gateway.Commands;

/// <summary>
/// <c>gateway demo</c>: the sample configuration against a report server of its own, with keys made on the spot. Everything is real: sockets,
/// TLS, encryption; only the receiver is on the same machine.
/// </summary>
internal static class DemoCommand
{
    private const string Route = "/report-ghosting";
    private const string Authorities = "ca.pem";
    private const string Key = "plugin_key";

    private const string SampleReport =
        """{"email":"ada@example.com","reason":"No answer since the second interview.","date":"2024-03-26","internalNote":"candidate 4711, salary band C"}""";

    private static readonly Option<bool> Once = new("--once") { Description = "Exit after the sample report." };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "The port for the application's side; another free one is taken if it is in use.",
        DefaultValueFactory = static _ => 8080,
    };

    public static Command Create()
    {
        var command = new Command("demo", "Shows one report before and after, with a built-in report server and keys made on the spot. Needs no configuration.");
        command.Options.Add(Once);
        Port.Validators.Add(static port =>
        {
            if (port.GetValueOrDefault<int>() is < 0 or > ushort.MaxValue)
            {
                port.AddError("--port is a number from 0 to 65535");
            }
        });
        command.Options.Add(Port);
        command.SetAction((arguments, cancellationToken) =>
            RunAsync(arguments.GetValue(Once), arguments.GetValue(Port), Console.Out, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool once, int port, TextWriter output, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        using var authority = new DemoAuthority(clock);
        using var certificate = authority.IssueForLocalhost();
        var pluginKey = RandomNumberGenerator.GetBytes(32);
        var made = new Dictionary<string, string> { [Authorities] = authority.Pem, [Key] = Convert.ToHexStringLower(pluginKey) };
        if (DemoFiles.TryCreate(made, out var temporary) is { } problem)
        {
            ErrorOutput.TryWriteLine($"gateway: {problem}");
            return ExitCode.Failure;
        }

        using var files = temporary!;
        await using var reportServer = new DemoReportServer(certificate, pluginKey);
        await reportServer.StartAsync(cancellationToken);

        using var secrets = new SecretStore(clock);
        var loader = new ConfigurationLoader(DescribeSource(files, reportServer.Address, FreePort(port)), secrets, clock);
        var configuration = await loader.LoadAsync(SecretNeed.All, cancellationToken);
        if (configuration.Generation is not { } generation)
        {
            await output.WriteLineAsync(string.Join('\n', configuration.Problems));
            return ExitCode.ConfigurationError;
        }

        using var signals = new StopSignals();
        await using var app = GatewayHost.Build(loader, configuration, secrets, clock);
        if (!await RunCommand.TryStartAsync(app, output, cancellationToken))
        {
            return ExitCode.Failure;
        }

        var address = $"http://127.0.0.1:{generation.Options.DataListener.Port}{Route}";
        var answered = await ShowSampleAsync(address, reportServer, output, cancellationToken);
        if (!once && answered)
        {
            await StayAsync(address, reportServer, output, signals.Asked);
        }

        var exitCode = await RunCommand.StopAsync(app, signals);
        return answered ? exitCode : ExitCode.Failure;
    }

    /// <summary>The sample configuration, with what differs from one machine to the next laid over it.</summary>
    private static ConfigurationSource DescribeSource(DemoFiles files, Uri reportServer, int port) => new(
        files.Configuration,
        [
            $"Listeners.Data.Url=http://127.0.0.1:{port}",
            "Listeners.Management.Url=http://127.0.0.1:0",
            $"Secrets.pluginKey.Path={files.PathOf(Key)}",
            $"Upstreams.report-server.Addresses=[\"{reportServer}\"]",
            $"Upstreams.report-server.Tls.Authorities={files.PathOf(Authorities)}",
            "Upstreams.report-server.AllowPrivateNetworks=true",
            "Logging.Level=warning",
            "Logging.Format=text",
            "Shutdown.Grace=0s",
            "Shutdown.Timeout=2s",
        ],
        new Dictionary<string, string> { ["SUBSCRIPTION_KEY"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)) });

    private static async Task<bool> ShowSampleAsync(string address, DemoReportServer reportServer, TextWriter output, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var content = new StringContent(SampleReport, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(address), content, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!reportServer.Reports.TryRead(out var report))
        {
            await output.WriteLineAsync($"The sample report was not delivered: {(int)response.StatusCode} {answer}");
            return false;
        }

        await WriteSectionAsync(output, "What the app sent", $"POST {address}\n\n{SampleReport}");
        await WriteSectionAsync(output, "What left the machine, inside TLS", $"{report.Head}\n\n{report.Body}");
        await WriteSectionAsync(output, "What the report server read", report.Opened ?? "nothing: it could not open the body");
        await WriteSectionAsync(output, "What the app got back", $"{(int)response.StatusCode} {answer}");
        return response.IsSuccessStatusCode;
    }

    private static async Task StayAsync(string address, DemoReportServer reportServer, TextWriter output, CancellationToken end)
    {
        await output.WriteLineAsync(
            $$"""
            Try it yourself; Ctrl-C ends it:

            curl -i {{address}} -H 'Content-Type: application/json' -d '{"email":"you@example.com","reason":"Silence.","date":"2024-03-26"}'

            """);
        try
        {
            await foreach (var report in reportServer.Reports.ReadAllAsync(end))
            {
                await WriteSectionAsync(output, "The report server got", report.Body);
                await WriteSectionAsync(output, "and read", report.Opened ?? "nothing: it could not open the body");
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Ctrl-C.
        }
    }

    private static Task WriteSectionAsync(TextWriter output, string title, string text) => output.WriteLineAsync($"--- {title} ---\n{text}\n");

    /// <summary>The wanted port, or another that is free when something else has it.</summary>
    private static int FreePort(int wanted)
    {
        foreach (var port in new[] { wanted, 0 })
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            try
            {
                probe.Start();
                return ((IPEndPoint)probe.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // In use.
            }
        }

        return wanted;
    }
}
