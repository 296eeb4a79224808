using Gateway.Configuration.Compiling;
using Gateway.Egress.Resilience;
using Gateway.Telemetry.Metrics;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Stages;

namespace Gateway.Egress;

/// <summary>
/// Makes attempts at one upstream: makes the message anew (inject, seal), addresses it, sends it within its time, and puts into words how that
/// went. The proxy's own content, which would stream the body as the caller sent it, is left unread wherever a stage reads bodies.
/// </summary>
internal sealed class AttemptSender(
    UpstreamPlan upstream, HttpMessageInvoker inner, StageMeter stages, GatewayMeter meter, AttemptLog log, TimeProvider clock)
{
    private readonly AttemptDeadlines _deadlines = new(clock);

    /// <summary>The upstream's addresses.</summary>
    public UpstreamAddresses Addresses { get; } = new(upstream.Options, clock);

    /// <summary>Begins the next attempt.</summary>
    /// <param name="delivery">What is sent.</param>
    /// <param name="attempt">The attempt, to be ended by <see cref="End"/>.</param>
    /// <param name="refusal">Why there can be none.</param>
    public bool TryBegin(Delivery delivery, out Attempt attempt, out AttemptResult refusal)
    {
        attempt = default;
        var left = upstream.Options.TotalTimeout - clock.GetElapsedTime(delivery.Began);
        Address(delivery);
        if ((left <= TimeSpan.Zero ? TimedOut : Send(delivery, left, out attempt)) is { } rejection)
        {
            GiveBack(delivery.Message);
            refusal = new AttemptResult(delivery, null) { Rejection = rejection, IsUntouched = true };
            return false;
        }

        refusal = default;
        return true;
    }

    /// <summary>Ends an attempt.</summary>
    /// <param name="delivery">What was sent.</param>
    /// <param name="attempt">The attempt, whose answer has begun or cannot.</param>
    public AttemptResult End(Delivery delivery, in Attempt attempt)
    {
        _deadlines.End(attempt.Deadline);
        var result = attempt.Failure is { } failure ? Explain(delivery, failure) : Answered(delivery, attempt.Answer.Result);
        GiveBack(delivery.Message);
        if (delivery.Message.Content is SingleUseContent { SentLength: > 0 and var sent })
        {
            delivery.Exchange.SentBytes = sent;
        }

        delivery.MayBeProcessed |= !result.IsUntouched;
        if (result.IsUpstreamFailure)
        {
            delivery.LastAddress!.Failed();
        }
        else if (result.Response is not null)
        {
            delivery.LastAddress!.Succeeded();
        }

        meter.AttemptEnded(upstream.Name, result.Outcome!, clock.GetElapsedTime(attempt.Began));
        return result;
    }

    private AttemptResult Answered(Delivery delivery, HttpResponseMessage response)
    {
        if (!BoundedContent.TryApply(response, delivery.Exchange.Plan!.Response.MaxBody))
        {
            response.Dispose();
            log.Failed(delivery, AttemptOutcome.InvalidResponse);
            return Unanswered(
                delivery, AttemptOutcome.InvalidResponse, new Rejection(RejectionCode.UpstreamFailed) { Reason = AttemptOutcome.InvalidResponse }, isUntouched: false);
        }

        return new AttemptResult(delivery, AttemptOutcome.Of(response.StatusCode))
        {
            Response = response,

            // Of all answers these alone say that the report was not taken (RFC 6585 section 4, RFC 9110 sections 15.5.2 and 15.5.4).
            IsUntouched = (int)response.StatusCode is StatusCodes.Status429TooManyRequests or StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden,
        };
    }

    private static Rejection TimedOut => new(RejectionCode.UpstreamTimeout) { Reason = "no answer in time" };

    private AttemptResult Explain(Delivery delivery, Exception failure)
    {
        switch (failure)
        {
            case OperationCanceledException aborted when delivery.CancellationToken.IsCancellationRequested:
                return new AttemptResult(delivery, AttemptOutcome.Aborted) { Aborted = aborted };

            case OperationCanceledException when delivery.Exchange.StreamedBody is { IsWaiting: true }:
                // The upstream has nothing to answer yet.
                return Unanswered(delivery, AttemptOutcome.Caller, new Rejection(RejectionCode.RequestTimeout) { Reason = "while streaming" }, isUntouched: false);

            case OperationCanceledException late:
                // Our deadline, or the connection's own, which says so.
                var outcome = late.InnerException is TimeoutException || IsUnsent(delivery.Message) ? AttemptOutcome.ConnectTimeout : AttemptOutcome.Timeout;
                log.Failed(delivery, outcome);
                return Unanswered(delivery, outcome, TimedOut, isUntouched: outcome == AttemptOutcome.ConnectTimeout);

            case HttpRequestException cut when delivery.CancellationToken.IsCancellationRequested:
                // Some layers tell a cancellation as a connection that broke.
                return new AttemptResult(delivery, AttemptOutcome.Aborted) { Aborted = new OperationCanceledException(cut.Message, cut, delivery.CancellationToken) };

            case HttpRequestException broken:
                var rejection = EgressFailure.Explain(broken);
                var word = AttemptOutcome.Of(rejection);
                log.Failed(delivery, rejection.Reason!);
                return Unanswered(delivery, word, rejection, AttemptOutcome.IsUntouched(word) || IsUnsent(delivery.Message));

            default:
                return Unanswered(delivery, AttemptOutcome.Fault, Fault(delivery, failure), isUntouched: false);
        }
    }

    private static AttemptResult Unanswered(Delivery delivery, string outcome, Rejection rejection, bool isUntouched) =>
        new(delivery, outcome) { Rejection = rejection, IsUntouched = isUntouched };

    private void Address(Delivery delivery)
    {
        var address = Addresses.Choose(delivery.LastAddress);
        delivery.LastAddress = address;
        delivery.Message.Headers.Host = address.Host;
        delivery.Message.RequestUri = address == Addresses.First ? delivery.Target : address.Translate(delivery.Target, Addresses.First.Prefix);
    }

    /// <summary>Makes the message ready and sends it.</summary>
    /// <returns>Null, or why nothing was sent.</returns>
    private Rejection? Send(Delivery delivery, TimeSpan left, out Attempt attempt)
    {
        attempt = default;
        var deadline = default(AttemptDeadlines.Deadline);
        try
        {
            if (Prepare(delivery) is { } rejection)
            {
                return rejection;
            }

            deadline = _deadlines.Begin(left < upstream.Options.Timeout ? left : upstream.Options.Timeout, delivery.CancellationToken);
            attempt = new Attempt(clock.GetTimestamp(), deadline, inner.SendAsync(delivery.Message, deadline.Token));
        }
#pragma warning disable CA1031 // Whatever it is, the caller gets a generic answer and the log its type and place.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (deadline.Source is not null)
            {
                _deadlines.End(deadline);
            }

            return Fault(delivery, fault);
        }

        delivery.Exchange.Attempts++;
        delivery.Attempts++;
        return null;
    }

    private Rejection? Prepare(Delivery delivery)
    {
        var message = delivery.Message;
        var plan = delivery.Exchange.Plan!;
        delivery.InjectedVersion = plan.Request.ReadInjectedVersion();
        if (plan.Response.Opening is { } opening)
        {
            delivery.Exchange.Hold(opening.Key);
        }

        var rejection = AttemptStages.Prepare(delivery.Exchange, message, message.RequestUri!, stages);
        if (message.Content is null or SingleUseContent && !plan.Request.ReadsBody && !RetryPolicy.IsIdempotent(message.Method))
        {
            // Without a content, the framework itself sends the request again when a connection was closed under it. The one of the attempt before is used up.
            message.Content = new SingleUseContent(new PooledBuffer());
        }

        return rejection;
    }

    private Rejection Fault(Delivery delivery, Exception fault)
    {
        log.Faulted(delivery.Exchange.RequestId, fault);
        return new Rejection(RejectionCode.InternalError) { Reason = fault.GetType().Name };
    }

    private static bool IsUnsent(HttpRequestMessage message) => message.Content is SingleUseContent { IsUnsent: true };

    /// <summary>Bytes that were never sent go back to their pool; those that are being sent go back when that ends.</summary>
    private static void GiveBack(HttpRequestMessage message)
    {
        if (message.Content is SingleUseContent content)
        {
            content.Dispose();
        }
    }
}
