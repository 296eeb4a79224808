using System.Diagnostics;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests;

/// <summary>A signal that comes while the program is still starting is heard: in a container nobody else would.</summary>
public sealed class EarlySignalTests : GatewayTest
{
    /// <summary>So many take seconds to compile.</summary>
    private const int Routes = 4000;

    [Fact]
    public async Task Signal_WhileTheConfigurationIsRead_EndsItBeforeItListens()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "How far the program has got is read from /proc.");
        var routes = Configuration.Root["Routes"]!.AsObject();
        for (var i = 0; i < Routes; i++)
        {
            var route = Configuration.Route.DeepClone();
            route["Match"]!["Path"] = $"/route{i}";
            routes.Add($"route{i}", route);
        }

        await ShouldEndAtOnceAsync(static process => IsReading(process.Id));
    }

    [Fact]
    public async Task Signal_WhileASecretIsWaitedFor_DoesNotWaitForIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no /bin/sh.");
        Configuration.WriteFile("wait", "touch asked; exec sleep 60");
        Configuration.Root["Secrets"]!["subscriptionKey"] = JsonNode.Parse("""{ "Source": "exec", "Command": ["/bin/sh", "wait"], "Field": "key", "Timeout": "30s" }""");

        await ShouldEndAtOnceAsync(_ => File.Exists(Configuration.PathOf("asked")));
    }

    private async Task ShouldEndAtOnceAsync(Func<Process, bool> isAsFar)
    {
        Configuration.Save();
        var start = new ProcessStartInfo("dotnet", [typeof(Hosting.GatewayHost).Assembly.Location, "run", "--config", Configuration.FilePath])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Configuration.Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            await Eventually.TrueAsync(() => process.HasExited || isAsFar(process), "it never gets as far");
            await ProcessRun.SucceedAsync("kill", "-TERM", $"{process.Id}");
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var output = await process.StandardOutput.ReadToEndAsync(deadline.Token) + await process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);

            process.ExitCode.ShouldBe(0, output);
            output.ShouldBeEmpty();
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    /// <summary>Whether the parser of the configuration has been loaded.</summary>
    private static bool IsReading(int process) =>
        File.ReadLines($"/proc/{process}/maps").Any(static line => line.EndsWith("/System.Text.Json.dll", StringComparison.Ordinal));
}
