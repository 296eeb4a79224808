using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests;

/// <summary>The program as a process: it serves, and stops when it is told to, having finished what was in flight.</summary>
public sealed partial class GracefulStopTests : GatewayTest
{
    [Fact]
    public async Task Run_ToldToStopWithAReportInFlight_AnswersItAndExits0()
    {
        Configuration.Root["Secrets"]!["subscriptionKey"] = JsonNode.Parse("""{ "Source": "file", "Path": "plugin_key" }""");
        Configuration.Save();
        var arrived = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        Upstream.Answer = async context =>
        {
            arrived.SetResult();
            await goOn.Task;
            await context.Response.WriteAsync("late");
        };
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Hosting.GatewayHost).Assembly.Location, "run", "--config", Configuration.FilePath])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            var listening = await ReadUntilAsync(process, "Listening on ");
            var address = AddressPattern().Match(listening).Value;
            using var client = await RawClient.ConnectAsync(new Uri(address));
            await client.SendAsync($"POST /report-ghosting HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {GoodReport.Length}\r\n\r\n{GoodReport}");
            await arrived.Task;

            await ProcessRun.SucceedAsync("kill", "-TERM", $"{process.Id}");
            goOn.SetResult();

            var answer = await client.ReadToEndAsync();
            answer.ShouldStartWith("HTTP/1.1 200 ");
            answer.ShouldContain("late");
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await process.WaitForExitAsync(deadline.Token);
            process.ExitCode.ShouldBe(0);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    [Fact]
    public async Task Run_ToldToStopWhileNobodyReadsItsLog_HasWrittenALineForEveryRequest()
    {
        const int Requests = 300;
        Configuration.Root["Secrets"]!["subscriptionKey"] = JsonNode.Parse("""{ "Source": "file", "Path": "plugin_key" }""");
        Configuration.Save();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Hosting.GatewayHost).Assembly.Location, "run", "--config", Configuration.FilePath])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            var address = AddressPattern().Match(await ReadUntilAsync(process, "Listening on ")).Value;
            using var client = new HttpClient { BaseAddress = new Uri(address) };
            for (var i = 0; i < Requests; i++)
            {
                using var response = await client.GetAsync(new Uri("/nowhere", UriKind.Relative));
            }

            await ProcessRun.SucceedAsync("kill", "-HUP", $"{process.Id}");
            await ProcessRun.SucceedAsync("kill", "-TERM", $"{process.Id}");
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            var log = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);

            process.ExitCode.ShouldBe(0);
            log.Split('\n').Count(static line => line.Contains("\"event\":1001", StringComparison.Ordinal)).ShouldBe(Requests);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static async Task<string> ReadUntilAsync(Process process, string text)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The program ended without saying '{text}'.");
    }

    [GeneratedRegex("http://127.0.0.1:[0-9]+")]
    private static partial Regex AddressPattern();
}
