using System.Net;
using System.Security.Cryptography;
using Gateway.Configuration.Options;
using Gateway.Transforms.Exchange;

namespace Gateway.Egress.Resilience;

/// <summary>
/// Decides whether an attempt that failed is followed by another, and when. It is not where the receiver may have processed the report and has no
/// way of knowing it again (RFC 9110 section 9.2.2); nor where there is no time, or no budget, left.
/// </summary>
internal sealed class RetryPolicy(RetryOptions options, TimeSpan totalTimeout, TimeProvider clock)
{
    private readonly RetryBudget _budget = new(options.Budget, clock);

    /// <summary>A request begins: it adds to the budget, and gets what the receiver knows it again by.</summary>
    public void Begin(Delivery delivery)
    {
        _budget.Deposit();
        if (options.IdempotencyHeader is { } name && !HasValue(delivery.Message, name))
        {
            // The caller's own key stays: with it, the caller's repetitions are known again too. An empty one is none.
            delivery.Message.Headers.Remove(name);
            delivery.Message.Headers.TryAddWithoutValidation(name, delivery.Exchange.RequestId);
        }
    }

    /// <summary>Whether there is to be another attempt; the wait before it is noted in the delivery.</summary>
    public RetryDecision Decide(in AttemptResult result)
    {
        var delivery = result.Delivery;
        if ((options.On & ConditionOf(result)) == RetryCondition.None || !MayRepeat(result, options.IdempotencyHeader is not null))
        {
            return RetryDecision.NotRepeatable;
        }

        if (delivery.Attempts >= options.Attempts)
        {
            return RetryDecision.NoAttemptsLeft;
        }

        var wait = DrawBackoff(delivery.Attempts);
        if (result.Response is { } response && RetryAfter.Read(response, clock) is { } asked)
        {
            if (asked > options.MaxBackoff)
            {
                // Sooner than it asked for would be rude, and later than this too late: the caller is told instead.
                return RetryDecision.TooLate;
            }

            wait = asked > wait ? asked : wait;
        }

        if (wait >= totalTimeout - clock.GetElapsedTime(delivery.Began))
        {
            return RetryDecision.TooLate;
        }

        if (!_budget.TryWithdraw())
        {
            return RetryDecision.NoBudget;
        }

        delivery.Wait = wait;
        return RetryDecision.Repeat;
    }

    /// <summary>Whether the report may be sent again, here or elsewhere, without the risk that it is processed twice.</summary>
    /// <param name="result">What came of it so far.</param>
    /// <param name="isKnownAgain">Whether it bears a field by which the receiver knows it again.</param>
    public static bool MayRepeat(in AttemptResult result, bool isKnownAgain)
    {
        var message = result.Delivery.Message;
        if (message.Content is not null && !result.Delivery.Exchange.Plan!.Request.ReadsBody && !AttemptOutcome.IsWithoutConnection(result.Outcome))
        {
            // A body that streams through has been read, in part at least, and is gone.
            return false;
        }

        return (result.IsUntouched && !result.Delivery.MayBeProcessed) || isKnownAgain || IsIdempotent(message.Method);
    }

    /// <summary>RFC 9110 section 9.2.2.</summary>
    public static bool IsIdempotent(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Put || method == HttpMethod.Delete
        || method == HttpMethod.Options || method == HttpMethod.Trace;

    private static bool HasValue(HttpRequestMessage message, string name) =>
        message.Headers.NonValidated.TryGetValues(name, out var values) && values.ToString().Length > 0;

    private static RetryCondition ConditionOf(in AttemptResult result) => result.Response is { } response
        ? response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => RetryCondition.TooManyRequests,
            HttpStatusCode.BadGateway => RetryCondition.BadGateway,
            HttpStatusCode.ServiceUnavailable => RetryCondition.ServiceUnavailable,
            HttpStatusCode.GatewayTimeout => RetryCondition.GatewayTimeout,
            _ => RetryCondition.None,
        }
        : AttemptOutcome.ConditionOf(result.Outcome);

    /// <summary>Full jitter: callers that failed together do not come back together (M. Brooker, Exponential Backoff and Jitter, 2015).</summary>
    private TimeSpan DrawBackoff(int attempts)
    {
        var most = Math.Min(options.Backoff.TotalMilliseconds * Math.Pow(2, attempts - 1), options.MaxBackoff.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)most + 1));
    }
}
