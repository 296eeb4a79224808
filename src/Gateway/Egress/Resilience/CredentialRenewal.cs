using System.Net;
using Gateway.Configuration.Options;
using Gateway.Secrets;

namespace Gateway.Egress.Resilience;

/// <summary>
/// What to do when a receiver refuses who sends: the injected secrets are read again, past all caches, and if there are others now, the request is sent
/// once more. A receiver that wants something else than we have refuses that, too, and is believed.
/// </summary>
internal sealed class CredentialRenewal(UpstreamOptions upstream, SecretRefresher secrets, TimeProvider clock)
{
    /// <summary>Whether <paramref name="result"/> refuses injected secrets, for the first time.</summary>
    public static bool Applies(in AttemptResult result) =>
        result.Response is { } response
        && IsRefusal(response)
        && !result.Delivery.IsRenewed
        && result.Delivery.Exchange.Plan!.Request.InjectedSecrets.Count > 0;

    /// <summary>Whether the same request may be sent again: not if it may be processed twice, and not if its body is gone.</summary>
    public bool MayRepeat(in AttemptResult result) => RetryPolicy.MayRepeat(result, upstream.Retry?.IdempotencyHeader is not null);

    /// <summary>Has the secrets read again, unless others have been read since the attempt began.</summary>
    /// <param name="delivery">What was refused.</param>
    /// <param name="mayRepeat">Whether it may be sent again. If not, nobody waits for the reading: it is for the requests that come after.</param>
    /// <returns>Whether it is to be sent again: it may be, there are others now, and there is time.</returns>
    public async ValueTask<bool> TryRenewAsync(Delivery delivery, bool mayRepeat)
    {
        delivery.IsRenewed = true;
        var request = delivery.Exchange.Plan!.Request;
        var isCurrent = request.ReadInjectedVersion() == delivery.InjectedVersion;
        if (!mayRepeat)
        {
            if (isCurrent)
            {
                _ = secrets.RefreshAsync(request.InjectedSecrets);
            }

            return false;
        }

        var left = upstream.TotalTimeout - clock.GetElapsedTime(delivery.Began);
        if (left > TimeSpan.Zero && isCurrent)
        {
            try
            {
                await secrets.RefreshAsync(request.InjectedSecrets).WaitAsync(left, clock, delivery.CancellationToken);
            }
            catch (Exception end) when (end is TimeoutException or OperationCanceledException)
            {
                // The reading goes on, for others; this request has its answer.
                return false;
            }
        }

        return request.ReadInjectedVersion() != delivery.InjectedVersion && clock.GetElapsedTime(delivery.Began) < upstream.TotalTimeout;
    }

    /// <summary>Passes on whether the secrets that were read again are good, if <paramref name="result"/>, the last one of its delivery, tells. A failure of the receiver does not.</summary>
    public void Conclude(in AttemptResult result)
    {
        if (result.Delivery.IsRenewed && result.Response is { StatusCode: < HttpStatusCode.InternalServerError } response && !IsRefusal(response))
        {
            secrets.Accept(result.Delivery.Exchange.Plan!.Request.InjectedSecrets);
        }
    }

    private static bool IsRefusal(HttpResponseMessage response) => response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
}
