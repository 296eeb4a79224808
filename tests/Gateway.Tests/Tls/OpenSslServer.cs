using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Tls;

/// <summary>A server that does what the framework's cannot: <c>openssl s_server</c>, as a process that ends with the test, and by itself after two minutes.</summary>
internal sealed class OpenSslServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Task _reading;
    private readonly TaskCompletionSource _accepts = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OpenSslServer(Process process, int port)
    {
        _process = process;
        Port = port;
        _reading = ReadAsync();
    }

    public int Port { get; }

    public string Address => $"https://localhost:{Port}";

    /// <summary>What it wrote, with what came out of TLS.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <param name="configuration">Whose directory the certificate and key are written to.</param>
    /// <param name="arguments">Versions and suites.</param>
    /// <param name="certificate">What it shows; null for nothing.</param>
    /// <param name="chain">What it shows besides.</param>
    public static async Task<OpenSslServer> StartAsync(TestConfiguration configuration, string arguments, X509Certificate2? certificate, params X509Certificate2[] chain)
    {
        if (certificate is null)
        {
            return await StartAsync($"-nocert {arguments}");
        }

        return await StartAsync(configuration, arguments, certificate, TestAuthority.KeyPemOf(certificate), chain);
    }

    /// <summary>The same, for a certificate that does not hold its key.</summary>
    public static async Task<OpenSslServer> StartAsync(
        TestConfiguration configuration, string arguments, X509Certificate2 certificate, string keyPem, params X509Certificate2[] chain)
    {
        configuration.WriteFile("s_server.pem", $"{certificate.ExportCertificatePem()}\n{keyPem}\n");
        configuration.WriteFile("s_server-chain.pem", string.Join('\n', chain.Append(certificate).Select(static one => one.ExportCertificatePem())));
        return await StartAsync($"-cert {configuration.PathOf("s_server.pem")} -cert_chain {configuration.PathOf("s_server-chain.pem")} {arguments}");
    }

    private static async Task<OpenSslServer> StartAsync(string arguments)
    {
        Assert.SkipUnless(await ProcessRun.IsInstalledAsync("openssl", "version"), "openssl is not installed");
        var port = FreePort();
        var start = new ProcessStartInfo("timeout", $"120 openssl s_server -accept 127.0.0.1:{port} {arguments}")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var server = new OpenSslServer(Process.Start(start)!, port);
        await server._accepts.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ReadAsync()
    {
        await Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
        _accepts.TrySetException(new InvalidOperationException(Output));
    }

    private async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }

            if (line == "ACCEPT")
            {
                _accepts.TrySetResult();
            }
        }
    }
}
