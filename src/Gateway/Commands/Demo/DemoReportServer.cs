using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Commands.Demo;

/// <summary>
/// A report server on a TLS socket of its own. It opens what it gets as the vendor's documentation says, with the framework's cipher and none of
/// the gateway's code, and answers as the vendor's does.
/// </summary>
internal sealed class DemoReportServer : IAsyncDisposable
{
    private const int IvBytes = 16;

    private readonly WebApplication _app;
    private readonly byte[] _key;
    private readonly Channel<DemoReport> _reports = Channel.CreateUnbounded<DemoReport>();

    public DemoReportServer(X509Certificate2 certificate, byte[] key)
    {
        _key = key;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(server =>
            server.Listen(IPAddress.Loopback, 0, listener => listener.UseHttps(certificate)));
        _app = builder.Build();
        _app.Run(ReceiveAsync);
    }

    /// <summary>The server's address; known once it has started.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal));

    /// <summary>The reports as they come in.</summary>
    public ChannelReader<DemoReport> Reports => _reports.Reader;

    public Task StartAsync(CancellationToken cancellationToken) => _app.StartAsync(cancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var opened = TryOpen(body);
        await _reports.Writer.WriteAsync(new DemoReport(HeadOf(context.Request), body, opened));

        context.Response.StatusCode = opened is null ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(opened is null
            ? """{"status":"error","message":"cannot be decrypted"}"""
            : """{"status":200,"message":"report ghosting done"}""");
    }

    private string? TryOpen(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var message = json.RootElement.GetProperty("data").GetBytesFromBase64();
            using var aes = Aes.Create();
            aes.Key = _key;
            return Encoding.UTF8.GetString(aes.DecryptCbc(message.AsSpan(IvBytes), message.AsSpan(0, IvBytes)));
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or FormatException or CryptographicException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string HeadOf(HttpRequest request)
    {
        var head = new StringBuilder($"{request.Method} {request.Path}{request.QueryString} {request.Protocol}");
        foreach (var (name, values) in request.Headers)
        {
            head.Append('\n').Append(name).Append(": ").Append(values);
        }

        return head.ToString();
    }
}
