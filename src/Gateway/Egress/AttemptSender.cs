using System.Runtime.CompilerServices;
using Gateway.Configuration.Compiling;
using Gateway.Egress.Resilience;
using Gateway.Telemetry.Metrics;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Stages;

namespace Gateway.Egress;

/// <summary>
/// Makes one attempt: makes the message anew (inject, seal), addresses it, sends it within its time, and puts into words how that went. The
/// proxy's own content, which would stream the body as the caller sent it, is left unread wherever a stage reads bodies.
/// </summary>
internal sealed class AttemptSender(
    UpstreamPlan upstream, HttpMessageInvoker inner, StageMeter stages, GatewayMeter meter, AttemptLog log, TimeProvider clock)
{
    private readonly AttemptDeadlines _deadlines = new(clock);

    /// <summary>The upstream's addresses.</summary>
    public UpstreamAddresses Addresses { get; } = new(upstream.Options, clock);

    /// <summary>Sends once. Throws nothing.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<AttemptResult> SendAsync(Delivery delivery)
    {
        var left = upstream.Options.TotalTimeout - clock.GetElapsedTime(delivery.Began);
        if (left <= TimeSpan.Zero)
        {
            return Unanswered(delivery, AttemptOutcome.Timeout, TimedOut, isUntouched: true);
        }

        var address = Address(delivery);
        if (Prepare(delivery) is { } refusal)
        {
            return Unanswered(delivery, null, refusal, isUntouched: true);
        }

        delivery.Exchange.Attempts++;
        delivery.Attempts++;
        var began = clock.GetTimestamp();
        var result = new AttemptResult(delivery, AttemptOutcome.Fault);
        try
        {
            using var deadline = _deadlines.Begin(left < upstream.Options.Timeout ? left : upstream.Options.Timeout, delivery.CancellationToken);
            var response = await inner.SendAsync(delivery.Message, deadline.Token);
            result = new AttemptResult(delivery, AttemptOutcome.Of(response.StatusCode))
            {
                Response = BoundedContent.Apply(response, delivery.Exchange.Plan!.Response.MaxBody),

                // Of all answers this one alone says that the report was not taken.
                IsUntouched = (int)response.StatusCode == StatusCodes.Status429TooManyRequests,
            };
        }
        catch (OperationCanceledException aborted) when (delivery.CancellationToken.IsCancellationRequested)
        {
            result = new AttemptResult(delivery, AttemptOutcome.Aborted) { Aborted = aborted };
        }
        catch (OperationCanceledException late)
        {
            // Ours, or the connection's own, which says so.
            var isUnsent = IsUnsent(delivery.Message);
            var outcome = late.InnerException is TimeoutException || isUnsent ? AttemptOutcome.ConnectTimeout : AttemptOutcome.Timeout;
            log.Failed(delivery, outcome);
            result = Unanswered(delivery, outcome, TimedOut, outcome == AttemptOutcome.ConnectTimeout);
        }
        catch (HttpRequestException failure)
        {
            var rejection = EgressFailure.Explain(failure);
            var outcome = AttemptOutcome.Of(rejection);
            log.Failed(delivery, rejection.Reason!);
            result = Unanswered(delivery, outcome, rejection, AttemptOutcome.IsUntouched(outcome) || IsUnsent(delivery.Message));
        }
#pragma warning disable CA1031 // Whatever it is, the caller gets a generic answer and the log its type and place.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            result = Unanswered(delivery, AttemptOutcome.Fault, Explain(delivery, fault), isUntouched: false);
        }
        finally
        {
            GiveBack(delivery.Message);
            delivery.MayBeProcessed |= !result.IsUntouched;
            Report(address, result);
            meter.AttemptEnded(upstream.Name, result.Outcome!, clock.GetElapsedTime(began));
        }

        return result;
    }

    private static Rejection TimedOut => new(RejectionCode.UpstreamTimeout) { Reason = "no answer in time" };

    private static AttemptResult Unanswered(Delivery delivery, string? outcome, Rejection rejection, bool isUntouched) =>
        new(delivery, outcome) { Rejection = rejection, IsUntouched = isUntouched };

    private UpstreamAddress Address(Delivery delivery)
    {
        var address = Addresses.Choose(delivery.LastAddress);
        delivery.LastAddress = address;
        delivery.Message.Headers.Host = address.Host;
        delivery.Message.RequestUri = address == Addresses.First ? delivery.Target : address.Translate(delivery.Target, Addresses.First.Prefix);
        return address;
    }

    private Rejection? Prepare(Delivery delivery)
    {
        var message = delivery.Message;
        Rejection? rejection;
        try
        {
            rejection = AttemptStages.Prepare(delivery.Exchange, message, message.RequestUri!, stages);
            if (message.Content is null or SingleUseContent && !delivery.Exchange.Plan!.Request.ReadsBody && !RetryPolicy.IsIdempotent(message.Method))
            {
                // Without a content, the framework itself sends the request again when a connection was closed under it. The one of the attempt before is used up.
                message.Content = new SingleUseContent(new PooledBuffer());
            }
        }
#pragma warning disable CA1031 // The same.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            rejection = Explain(delivery, fault);
        }

        if (rejection is not null)
        {
            GiveBack(message);
        }

        return rejection;
    }

    private Rejection Explain(Delivery delivery, Exception fault)
    {
        log.Faulted(delivery.Exchange.RequestId, fault);
        return new Rejection(RejectionCode.InternalError) { Reason = fault.GetType().Name };
    }

    private static void Report(UpstreamAddress address, in AttemptResult result)
    {
        if (result.IsUpstreamFailure)
        {
            address.Failed();
        }
        else if (result.Response is not null)
        {
            address.Succeeded();
        }
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
