using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Harness;

/// <summary>The receiver: a real TLS server that keeps every request and every byte that its socket got, and answers as a test wants.</summary>
public sealed class ReportServer : IAsyncDisposable
{
    private const string Done = """{"status":200,"message":"report ghosting done"}""";

    private readonly WebApplication _app;
    private readonly MemoryStream _raw = new();
    private readonly Lock _rawLock = new();

    private ReportServer(X509Certificate2? certificate, HttpProtocols protocols, IPAddress at)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(server =>
        {
            server.Limits.MaxRequestBodySize = null;
            server.Listen(at, 0, listener =>
            {
                listener.Protocols = protocols;
                if (certificate is not null)
                {
                    listener.UseHttps(certificate);
                }

                listener.Use(next => connection =>
                {
                    Connections++;
                    connection.Transport = new TeeTransport(connection.Transport, Keep);
                    return next(connection);
                });
            });
        });
        _app = builder.Build();
        _app.Run(ReceiveAsync);
        Scheme = certificate is null ? "http" : "https";
    }

    /// <summary>Every request, in the order of arrival.</summary>
    public ConcurrentQueue<ReceivedReport> Reports { get; } = new();

    /// <summary>How many connections got past the handshake.</summary>
    public int Connections { get; private set; }

    /// <summary>What is answered; the default is the vendor's 200.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = static context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Done);
    };

    /// <summary>Answers in the place of <see cref="Answer"/> before the request was read, which is then not kept.</summary>
    public Func<HttpContext, Task>? RawAnswer { get; set; }

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public string Address => $"{Scheme}://localhost:{Port}";

    private string Scheme { get; }

    public static async Task<ReportServer> StartAsync(X509Certificate2? certificate, HttpProtocols protocols = HttpProtocols.Http1, IPAddress? at = null)
    {
        var server = new ReportServer(certificate, protocols, at ?? IPAddress.Loopback);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Answers <paramref name="status"/> with <paramref name="body"/> from now on.</summary>
    public void AnswerWith(int status, string body, params (string Name, string Value)[] headers) => Answer = context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers.Append(name, value);
        }

        return context.Response.WriteAsync(body);
    };

    /// <summary>Every byte that came out of TLS, over all connections.</summary>
    public byte[] RawBytes()
    {
        lock (_rawLock)
        {
            return _raw.ToArray();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _raw.DisposeAsync();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_rawLock)
        {
            _raw.Write(bytes);
        }
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        if (RawAnswer is { } raw)
        {
            await raw(context);
            return;
        }

        Reports.Enqueue(await ReceivedReport.ReadAsync(context.Request));
        await Answer(context);
    }
}
