using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Gateway.Tests.Harness;

/// <summary>A real Prometheus that scrapes one gateway each second, with its data in a directory of a test's own.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client;
    private readonly ConcurrentQueue<string> _log = new();

    private PrometheusServer(Process process, Uri address)
    {
        _process = process;
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
        process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? string.Empty);
        process.BeginErrorReadLine();
    }

    /// <summary>Whether both programs of the package can be run here; tests that need them skip aloud otherwise.</summary>
    public static async Task<bool> IsInstalledAsync() => await ProcessRun.IsInstalledAsync("promtool") && await ProcessRun.IsInstalledAsync("prometheus");

    public static async Task<PrometheusServer> StartAsync(TestConfiguration files, Uri target)
    {
        files.WriteFile("prometheus.yml", $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s }
            scrape_configs: [ { job_name: gateway, static_configs: [ { targets: [ "{{target.Authority}}" ] } ] } ]
            """);
        var address = $"127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}";
        var process = Process.Start(new ProcessStartInfo(
            "prometheus",
            [
                $"--config.file={files.PathOf("prometheus.yml")}",
                $"--storage.tsdb.path={files.PathOf("prometheus-data")}",
                $"--web.listen-address={address}",
                "--log.level=warn",
            ])
        {
            RedirectStandardError = true,
        })!;
        var server = new PrometheusServer(process, new Uri($"http://{address}"));
        await Eventually.TrueAsync(server.IsReadyAsync, () => $"Prometheus is not ready: {string.Join('\n', server._log)}");
        return server;
    }

    /// <summary>The values of an instant query, by one of their labels.</summary>
    public async Task<Dictionary<string, double>> QueryAsync(string query, string label)
    {
        using var answer = await GetAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}");
        return answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().ToDictionary(
            series => series.GetProperty("metric").TryGetProperty(label, out var value) ? value.GetString()! : string.Empty,
            static series => double.Parse(series.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture));
    }

    /// <summary>What the target said of a family: its kind and its unit.</summary>
    public async Task<(string Type, string Unit)> DescribeAsync(string family)
    {
        using var answer = await GetAsync($"/api/v1/targets/metadata?metric={family}");
        var description = answer.RootElement.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
        return (description.GetProperty("type").GetString()!, description.GetProperty("unit").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<JsonDocument> GetAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonDocument.Parse(text);
    }

    private async Task<bool> IsReadyAsync()
    {
        _process.HasExited.ShouldBeFalse(string.Join('\n', _log));
        try
        {
            using var response = await _client.GetAsync(new Uri("/-/ready", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
