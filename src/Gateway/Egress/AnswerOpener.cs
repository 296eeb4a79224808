using Gateway.Egress.Resilience;
using Gateway.Telemetry.Metrics;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Stages;

namespace Gateway.Egress;

/// <summary>Opens the last answer of a request, within the time that is left of all that the request may take.</summary>
internal sealed class AnswerOpener(TimeSpan totalTimeout, StageMeter stages, GatewayMeter meter, TimeProvider clock)
{
    private readonly AttemptDeadlines _deadlines = new(clock);

    /// <summary>Puts the plaintext in the place of the answer's body.</summary>
    /// <returns>Null, or why nothing of the answer may pass.</returns>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    public async ValueTask<Rejection?> OpenAsync(Delivery delivery, HttpResponseMessage answer)
    {
        var left = totalTimeout - clock.GetElapsedTime(delivery.Began);
        var deadline = _deadlines.Begin(left > TimeSpan.Zero ? left : TimeSpan.Zero, delivery.CancellationToken);
        try
        {
            var (rejection, previous) = await OpenStage.RunAsync(answer, delivery.Exchange.Plan!.Response, delivery.Exchange, stages, deadline.Token);
            if (previous is not null)
            {
                meter.PreviousKeyUsed(previous.Name);
            }

            return rejection;
        }
        catch (OperationCanceledException) when (!delivery.CancellationToken.IsCancellationRequested)
        {
            return new Rejection(RejectionCode.UpstreamTimeout) { Reason = "no whole answer in time" };
        }
        finally
        {
            _deadlines.End(deadline);
        }
    }
}
