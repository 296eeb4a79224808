using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Plans;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Transforms.Stages;

/// <summary>
/// Everything that happens to an answer on its way back: the upstream's failures become ours, its words stay here, and headers that are
/// about its connection, or that are ours alone to set, do not pass.
/// </summary>
public sealed class ResponseStagesTransform(RoutePlan plan, TimeProvider clock) : ResponseTransform
{
    private static readonly FrozenSet<string> Never = FrozenSet.ToFrozenSet(
        [
            "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authentication-Info", "TE", "Trailer",
            "Transfer-Encoding", "Upgrade", "Alt-Svc", "X-Request-Id", "traceparent", "tracestate", "baggage",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is not { } response)
        {
            // The attempt failed inside the proxy; whoever runs it knows why and writes the problem.
            return ValueTask.CompletedTask;
        }

        var http = context.HttpContext;
        var exchange = HttpExchange.Of(http);

        // The proxy has copied the upstream's reason phrase: free text that no caller needs (RFC 9110 section 15.1).
        http.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = null;
        if (exchange.Rejection is null)
        {
            TellOfUpstreamLimit(response, exchange, http.Response.Headers);
            if (Judge(response) is { } rejection)
            {
                exchange.Reject(rejection);
            }
        }

        if (exchange.Rejection is { } refused)
        {
            context.SuppressResponseBody = true;
            http.Response.StatusCode = refused.Status;
            return ValueTask.CompletedTask;
        }

        // These have no content, whatever their headers say (RFC 9110 sections 15.3.5 and 15.3.6): a server that writes some fails.
        var hasNoContent = response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.ResetContent;
        context.SuppressResponseBody = hasNoContent;
        // As it came: parsing it makes objects for each answer.
        var connection = response.Headers.NonValidated.TryGetValues("Connection", out var options) ? options.ToString() : null;
        CopyHeaders(response.Headers.NonValidated, http.Response.Headers, connection);
        CopyHeaders(response.Content.Headers.NonValidated, http.Response.Headers, connection);
        if (hasNoContent)
        {
            http.Response.ContentLength = null;
        }

        return ValueTask.CompletedTask;
    }

    private Rejection? Judge(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is < StatusCodes.Status200OK or >= 600)
        {
            // No final answer: nothing was asked to be upgraded, and a status that does not exist cannot be passed on.
            return new Rejection(RejectionCode.UpstreamFailed) { Reason = "no final status" };
        }

        if (status < StatusCodes.Status400BadRequest || !plan.Response.GenericErrors)
        {
            return response.Content.Headers.ContentLength > plan.Response.MaxBody
                ? new Rejection(RejectionCode.UpstreamFailed) { Reason = "response too large" }
                : null;
        }

        var reason = status.ToString(CultureInfo.InvariantCulture);
        return status switch
        {
            // About our credentials, not about the caller's: telling the caller to authenticate would be wrong.
            StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status407ProxyAuthenticationRequired
                => new Rejection(RejectionCode.UpstreamFailed) { Reason = reason },
            StatusCodes.Status429TooManyRequests
                => new Rejection(RejectionCode.RateLimited) { Reason = "upstream", RetryAfterSeconds = RetryAfter(response) },
            < StatusCodes.Status500InternalServerError => new Rejection(RejectionCode.UpstreamRejected) { Status = status, Reason = reason },

            // Its failure is ours, but when it may be back is for the caller to know (RFC 9110 section 15.6.4).
            StatusCodes.Status503ServiceUnavailable => new Rejection(RejectionCode.UpstreamFailed) { Reason = reason, RetryAfterSeconds = RetryAfter(response) },
            _ => new Rejection(RejectionCode.UpstreamFailed) { Reason = reason },
        };
    }

    /// <summary>
    /// Where the upstream takes no more, permits that are left here are of no use: a caller that goes by them would ask again at once. The draft
    /// lets them be told lower, and wants the same moment in both fields (draft-ietf-httpapi-ratelimit-headers-10 section 6).
    /// </summary>
    private void TellOfUpstreamLimit(HttpResponseMessage response, HttpExchange exchange, IHeaderDictionary headers)
    {
        if (response.StatusCode == HttpStatusCode.TooManyRequests && exchange.ServiceLimit is { } limit)
        {
            var none = ServiceLimit.Exhausted(limit.Policy, RetryAfter(response));
            exchange.ServiceLimit = none;
            none.WriteTo(headers);
        }
    }

    private int? RetryAfter(HttpResponseMessage response)
    {
        return Exchange.RetryAfter.Read(response, clock) is { } wait ? (int)Math.Min(Math.Ceiling(wait.TotalSeconds), int.MaxValue) : null;
    }

    private static void CopyHeaders(HttpHeadersNonValidated from, IHeaderDictionary to, StringValues connection)
    {
        foreach (var (name, values) in from)
        {
            if (Passes(name) && !ConnectionOptions.Nominate(connection, name))
            {
                Append(to, name, values);
            }
        }
    }

    /// <summary>A value that cannot be written as a field is left out: for its sake a delivered report would be reported as failed.</summary>
    private static void Append(IHeaderDictionary to, string name, HeaderStringValues values)
    {
        foreach (var value in values)
        {
            if (HeaderText.IsPrintable(value))
            {
                to[name] = StringValues.Concat(to[name], value);
            }
        }
    }

    private static bool Passes(string name) => !Never.Contains(name) && !name.StartsWith("RateLimit", StringComparison.OrdinalIgnoreCase);
}
