using System.Globalization;

namespace Gateway.Egress.Resilience;

/// <summary>What is said about the attempts at one upstream: names from the configuration and words of closed lists.</summary>
internal sealed partial class AttemptLog(string upstream, ILogger logger)
{
    private int _isSpent;

    /// <summary>An attempt failed without an answer.</summary>
    public void Failed(Delivery delivery, string reason) => Log.AttemptFailed(logger, delivery.Exchange.RequestId, upstream, delivery.Exchange.Attempts, reason);

    /// <summary>A fault of ours.</summary>
    public void Faulted(string requestId, Exception fault) => Log.Fault(logger, requestId, fault.GetType().FullName!, fault.StackTrace ?? "none");

    /// <summary>It was decided whether an attempt is followed by another.</summary>
    public void Decided(in AttemptResult result, RetryDecision decision)
    {
        var delivery = result.Delivery;
        switch (decision)
        {
            case RetryDecision.Repeat:
                Interlocked.Exchange(ref _isSpent, 0);
                Log.Repeated(logger, delivery.Exchange.Attempts, delivery.Exchange.RequestId, upstream, ReasonOf(result), (long)delivery.Wait.TotalMilliseconds);
                break;
            case RetryDecision.NoBudget when Interlocked.Exchange(ref _isSpent, 1) == 0:
                Log.BudgetSpent(logger, upstream);
                break;
        }
    }

    /// <summary>The attempt is followed by another with other secrets.</summary>
    public void Renewed(in AttemptResult result) =>
        Log.Renewed(logger, result.Delivery.Exchange.Attempts, result.Delivery.Exchange.RequestId, upstream, ReasonOf(result));

    /// <summary>The report goes to another upstream.</summary>
    public void FellBack(in AttemptResult result, string fallback) =>
        Log.FellBack(logger, result.Delivery.Exchange.RequestId, upstream, fallback, ReasonOf(result));

    public ValueTask Opened(TimeSpan time)
    {
        Log.Opened(logger, upstream, time.TotalSeconds);
        return ValueTask.CompletedTask;
    }

    public ValueTask HalfOpened()
    {
        Log.HalfOpened(logger, upstream);
        return ValueTask.CompletedTask;
    }

    public ValueTask Closed()
    {
        Log.Closed(logger, upstream);
        return ValueTask.CompletedTask;
    }

    private static string ReasonOf(in AttemptResult result) =>
        result.Response is { } response
            ? ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)
            : result.Rejection?.Reason ?? result.Rejection?.Code.Name ?? AttemptOutcome.Fault;

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Warning, "Attempt {Attempt} of {RequestId} at {Upstream} failed: {Reason}")]
        public static partial void AttemptFailed(ILogger logger, string requestId, string upstream, int attempt, string reason);

        [LoggerMessage(2002, LogLevel.Error, "An attempt of {RequestId} met a fault of type {Type} at {Place}")]
        public static partial void Fault(ILogger logger, string requestId, string type, string place);

        [LoggerMessage(2003, LogLevel.Information, "Attempt {Attempt} of {RequestId} at {Upstream} is followed by another in {WaitMilliseconds} ms: {Reason}")]
        public static partial void Repeated(ILogger logger, int attempt, string requestId, string upstream, string reason, long waitMilliseconds);

        [LoggerMessage(2004, LogLevel.Warning, "Requests to {Upstream} are not attempted again: there were too many further attempts for the number of requests")]
        public static partial void BudgetSpent(ILogger logger, string upstream);

        [LoggerMessage(2005, LogLevel.Warning, "The breaker of {Upstream} is open for {Seconds} s: too many attempts failed")]
        public static partial void Opened(ILogger logger, string upstream, double seconds);

        [LoggerMessage(2006, LogLevel.Information, "The breaker of {Upstream} is half open: one attempt is let through")]
        public static partial void HalfOpened(ILogger logger, string upstream);

        [LoggerMessage(2007, LogLevel.Information, "The breaker of {Upstream} is closed")]
        public static partial void Closed(ILogger logger, string upstream);

        [LoggerMessage(2008, LogLevel.Warning, "Request {RequestId} goes to {Fallback}, because it could not be delivered to {Upstream}: {Reason}")]
        public static partial void FellBack(ILogger logger, string requestId, string upstream, string fallback, string reason);

        [LoggerMessage(2009, LogLevel.Information, "Attempt {Attempt} of {RequestId} at {Upstream} is followed by another with the secrets that are current now: {Reason}")]
        public static partial void Renewed(ILogger logger, int attempt, string requestId, string upstream, string reason);
    }
}
