using Gateway.Configuration.Options;
using Gateway.Listeners;
using Gateway.RateLimiting;

namespace Gateway.Lifecycle;

/// <summary>
/// The way out. Once it is told to go, the gateway says that it is not ready and goes on serving for <see cref="ShutdownOptions.Grace"/>; then it
/// refuses new requests, while those in flight are finished; then connections end. All of it together takes no longer than
/// <see cref="ShutdownOptions.Timeout"/>: what is in flight then is cut.
/// </summary>
internal sealed partial class Drain(
    ShutdownOptions options, ListeningSockets listeners, OpenConnections connections, RateLimiters limiters, TimeProvider clock, ILogger<Drain> logger)
{
    /// <summary>How long a connection that was accepted at the last moment has for its request to arrive.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    /// <summary>How long before the timeout those are refused who still wait for a permit, so that they are answered and not cut.</summary>
    private static readonly TimeSpan LastCall = TimeSpan.FromMilliseconds(500);

    /// <summary>Where new connections cannot be held off, there may never be quiet.</summary>
    private const int MostRounds = 4;

    private readonly RequestsInFlight _requests = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile DrainPhase _phase;
    private volatile ShutdownOptions _options = options;
    private volatile bool _cutting;
    private long _refused;
    private long _lost;

    public DrainPhase Phase => _phase;

    /// <summary>Whether callers are to go elsewhere with their next request: answers say <c>Connection: close</c>.</summary>
    public bool IsLeaving => _phase != DrainPhase.Serving;

    /// <summary>How many requests that were let in have not ended.</summary>
    public long InFlight => _requests.Count;

    /// <summary>The times of a stop that has not begun; one that has keeps those that it began with.</summary>
    public ShutdownOptions Options
    {
        get => _options;
        set => _options = value;
    }

    /// <summary>Lets a request in, or does not.</summary>
    public Admission Admit()
    {
        // Counted first and judged second: whoever waits for the last request sees this one, or this one sees that it comes too late.
        var cell = _requests.Enter();
        if (_phase < DrainPhase.Draining)
        {
            return new Admission(this, cell);
        }

        Leave(cell);
        Interlocked.Increment(ref _refused);
        return default;
    }

    /// <summary>A request that was let in has ended.</summary>
    public void Leave(int cell)
    {
        _requests.Leave(cell);
        if (_phase >= DrainPhase.Draining)
        {
            SignalWhenEmpty();
        }
    }

    /// <summary>A request that was let in was given up: its caller, or its connection, is gone.</summary>
    public void Lost()
    {
        if (_cutting)
        {
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>Goes: returns when <paramref name="host"/> has stopped. To be called once.</summary>
    /// <param name="host">What is stopped in the end.</param>
    /// <param name="now">Cuts it short, as the timeout does.</param>
    /// <returns>How many requests were cut.</returns>
    public async Task<long> RunAsync(IHost host, CancellationToken now)
    {
        var (grace, timeout) = _options;
        using var deadline = new CancellationTokenSource(timeout, clock);
        using var lastCall = new CancellationTokenSource(timeout > LastCall ? timeout - LastCall : TimeSpan.Zero, clock);
        using var refusal = lastCall.Token.UnsafeRegister(static waiters => ((RateLimiters)waiters!).Dispose(), limiters);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, now);
        long cut = 0;
        try
        {
            _phase = DrainPhase.Leaving;
            Log.Leaving(logger, grace.TotalSeconds, timeout.TotalSeconds);
            await PassAsync(grace, end.Token);

            _phase = DrainPhase.Draining;
            Interlocked.MemoryBarrier();
            Log.Draining(logger, InFlight);
            SignalWhenEmpty();
            await _empty.Task.WaitAsync(end.Token);

            _phase = DrainPhase.Closing;
            Log.Closing(logger);
            await FallQuietAsync(end.Token);
            cut = await connections.CloseAsync(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            _phase = DrainPhase.Closing;
        }

        if (end.IsCancellationRequested)
        {
            Log.AtOnce(logger, now.IsCancellationRequested ? "told again" : "timeout");
        }

        _cutting = true;
        await host.StopAsync(end.Token);
        cut += Interlocked.Read(ref _lost) + InFlight;
        if (cut > 0)
        {
            Log.Cut(logger, cut);
        }

        _phase = DrainPhase.Stopped;
        Log.Stopped(logger);
        return cut;
    }

    private void SignalWhenEmpty()
    {
        if (InFlight == 0)
        {
            _empty.TrySetResult();
        }
    }

    private async Task PassAsync(TimeSpan time, CancellationToken end)
    {
        if (time > TimeSpan.Zero)
        {
            using var timer = new PeriodicTimer(time, clock);
            await timer.WaitForNextTickAsync(end);
        }
    }

    /// <summary>
    /// Lets no new connections come about, and waits until those that are there have nothing more to say: the system resets a connection that
    /// nobody has accepted when its listener closes, and the server one whose request is on its way.
    /// </summary>
    private async Task FallQuietAsync(CancellationToken end)
    {
        listeners.HoldOff();
        using var timer = new PeriodicTimer(Quiet, clock);
        for (var round = 0; round < MostRounds; round++)
        {
            var before = Volatile.Read(ref _refused);
            await timer.WaitForNextTickAsync(end);
            if (Volatile.Read(ref _refused) == before)
            {
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4003, LogLevel.Information, "Stopping: not ready, still serving for {GraceSeconds} s; stopped after {TimeoutSeconds} s at the latest")]
        public static partial void Leaving(ILogger logger, double graceSeconds, double timeoutSeconds);

        [LoggerMessage(4005, LogLevel.Information, "Draining: new requests are refused, {InFlight} in flight are finished")]
        public static partial void Draining(ILogger logger, long inFlight);

        [LoggerMessage(4006, LogLevel.Information, "Closing: nothing is in flight, connections are ended")]
        public static partial void Closing(ILogger logger);

        [LoggerMessage(4008, LogLevel.Warning, "Stopping at once: {Reason}")]
        public static partial void AtOnce(ILogger logger, string reason);

        [LoggerMessage(4007, LogLevel.Warning, "Requests that were cut: {Cut}")]
        public static partial void Cut(ILogger logger, long cut);

        [LoggerMessage(4004, LogLevel.Information, "Stopped")]
        public static partial void Stopped(ILogger logger);
    }
}
