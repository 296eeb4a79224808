using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Secrets;

/// <summary>A server that speaks the documented HTTP API of Vault on a real socket, counts what it is asked, and can be made to misbehave.</summary>
internal sealed class VaultServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly VaultEngine _engine;
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly string _scheme;
    private TaskCompletionSource _moodChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile VaultMood _mood;
    private int _inFlight;
    private int _mostInFlight;

    private VaultServer(X509Certificate2? certificate, TimeProvider clock)
    {
        _engine = new VaultEngine(clock);
        _scheme = certificate is null ? "http" : "https";
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, listener =>
        {
            listener.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
            {
                listener.UseHttps(certificate);
            }
        }));
        _app = builder.Build();
        _app.Run(CountAsync);
    }

    /// <summary>How it behaves; a change lets go of those whom it keeps waiting.</summary>
    public VaultMood Mood
    {
        get => _mood;
        set
        {
            _mood = value;
            Interlocked.Exchange(ref _moodChanged, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }

    /// <summary>Answers in the place of everything else, if it is there; it is given the path below /v1/, and says whether it did.</summary>
    public Func<string, HttpContext, Task<bool>>? Answer { get; set; }

    /// <summary>What is asked for while it limits the rate, in seconds.</summary>
    public int RetryAfter { get; set; } = 7;

    /// <summary>The namespace in which everything is; null for the root's.</summary>
    public string? Namespace { get; set; }

    /// <summary>How long tokens are good that are given for a login.</summary>
    public TimeSpan TokenLife { get => _engine.TokenLife; set => _engine.TokenLife = value; }

    /// <summary>How long a token can be kept alive by renewing it.</summary>
    public TimeSpan TokenMaxLife { get => _engine.TokenMaxLife; set => _engine.TokenMaxLife = value; }

    /// <summary>Whether tokens that are given for a login can be renewed.</summary>
    public bool TokensAreRenewable { get => _engine.TokensAreRenewable; set => _engine.TokensAreRenewable = value; }

    public string Address =>
        $"{_scheme}://localhost:{new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port}";

    /// <summary>All requests so far.</summary>
    public int Requests => _counts.Values.Sum();

    /// <summary>How many requests were in flight at once, at most.</summary>
    public int MostInFlight => Volatile.Read(ref _mostInFlight);

    /// <summary>How many are in flight now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    public static async Task<VaultServer> StartAsync(X509Certificate2? certificate, TimeProvider? clock = null)
    {
        var server = new VaultServer(certificate, clock ?? TimeProvider.System);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>How often <paramref name="path"/>, below /v1/, was asked for.</summary>
    public int Count(string path) => _counts.GetValueOrDefault(path);

    /// <summary>Counts anew from here on.</summary>
    public void ForgetCounts()
    {
        _counts.Clear();
        Volatile.Write(ref _mostInFlight, InFlight);
    }

    /// <summary>Keeps a secret: in an engine of version 2 if data/ follows the mount, as a version of its own.</summary>
    public void Put(string path, params (string Field, JsonNode? Value)[] fields) =>
        _engine.Put(path, new JsonObject(fields.Select(static field => KeyValuePair.Create(field.Field, field.Value))));

    /// <inheritdoc cref="VaultEngine.PutAnswer"/>
    public void PutAnswer(string path, string json) => _engine.PutAnswer(path, (JsonObject)JsonNode.Parse(json)!);

    /// <inheritdoc cref="VaultEngine.Delete"/>
    public void Delete(string path, bool isDestroyed = false) => _engine.Delete(path, isDestroyed);

    /// <summary>Makes a token that somebody puts into the gateway's configuration; one that never ends unless it is given a life.</summary>
    public string CreateToken(TimeSpan life = default, TimeSpan? maxLife = null, bool isRenewable = true) =>
        _engine.Grant(life, maxLife ?? TimeSpan.FromDays(32), isRenewable && life > TimeSpan.Zero).Text;

    public void AddAppRole(string roleId, string secretId, string mount = "approle") => _engine.AddLogin(mount, roleId, secretId);

    public void AddServiceAccount(string role, string jwt, string mount = "kubernetes") => _engine.AddLogin(mount, role, jwt);

    /// <inheritdoc cref="VaultEngine.RevokeTokens"/>
    public void RevokeTokens() => _engine.RevokeTokens();

    /// <summary>Lets no token read <paramref name="path"/>, or lets them again.</summary>
    public void Deny(string path, bool isDenied = true)
    {
        if (isDenied)
        {
            _engine.Denied[path] = true;
        }
        else
        {
            _engine.Denied.TryRemove(path, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Mood = VaultMood.Down;
        await _app.DisposeAsync();
    }

    private async Task CountAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.StartsWith("/v1/", StringComparison.Ordinal) ? context.Request.Path.Value["/v1/".Length..] : string.Empty;
        _counts.AddOrUpdate(path, 1, static (_, count) => count + 1);
        var inFlight = Interlocked.Increment(ref _inFlight);
        for (var most = MostInFlight; inFlight > most; most = MostInFlight)
        {
            Interlocked.CompareExchange(ref _mostInFlight, inFlight, most);
        }

        try
        {
            if (Answer is not { } answer || !await answer(path, context))
            {
                await AnswerAsync(path, context);
            }
        }
        catch (OperationCanceledException)
        {
            // Who asked has gone.
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task AnswerAsync(string path, HttpContext context)
    {
        while (Mood == VaultMood.Slow)
        {
            var changed = Volatile.Read(ref _moodChanged).Task;
            if (Mood == VaultMood.Slow)
            {
                await changed.WaitAsync(context.RequestAborted);
            }
        }

        switch (Mood)
        {
            case VaultMood.Down:
                context.Abort();
                return;
            case VaultMood.Garbage:
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<html><body>Sign in to the network</body></html>", context.RequestAborted);
                return;
        }

        var (status, body) = Mood switch
        {
            VaultMood.Sealed => VaultEngine.Refuse(503, "Vault is sealed"),
            VaultMood.RateLimiting => VaultEngine.Refuse(429, "request path \"secret/data/pay\": rate limit quota exceeded"),
            VaultMood.Denying => VaultEngine.Refuse(403, "permission denied"),
            VaultMood.Standby => VaultEngine.Refuse(307),
            VaultMood.Behind => VaultEngine.Refuse(412, "required index state not present"),
            VaultMood.Faulty => VaultEngine.Refuse(500, "internal error"),
            _ => await HandleAsync(path, context.Request),
        };
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status429TooManyRequests)
        {
            context.Response.Headers.RetryAfter = RetryAfter.ToString(CultureInfo.InvariantCulture);
        }
        else if (status == StatusCodes.Status307TemporaryRedirect)
        {
            context.Response.Headers.Location = $"{Address}/v1/{path}";
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private async Task<(int Status, JsonObject Body)> HandleAsync(string path, HttpRequest request)
    {
        if (request.Headers["X-Vault-Request"] != "true")
        {
            // As an agent says it that stands before a Vault.
            return VaultEngine.Refuse(412, "missing 'X-Vault-Request' header");
        }

        if (request.Headers["X-Vault-Namespace"].SingleOrDefault() != Namespace)
        {
            return VaultEngine.Refuse(403, "permission denied");
        }

        JsonObject? body = null;
        if (HttpMethods.IsPost(request.Method))
        {
            try
            {
                body = await JsonSerializer.DeserializeAsync<JsonObject>(request.Body);
            }
            catch (JsonException)
            {
                return VaultEngine.Refuse(400, "error parsing JSON");
            }
        }

        return _engine.Handle(request.Method, path, request.Headers["X-Vault-Token"].SingleOrDefault(), body);
    }
}
