using Gateway.Transforms.Buffers;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Plans;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Transforms.Stages;

/// <summary>
/// Everything that happens to a request before the first attempt to send it, in the order that no configuration can change: headers, query,
/// content type, address, read, guard, validate, minimise. The first stage that refuses ends the request; nothing has left by then.
/// </summary>
public sealed class RequestStagesTransform(RoutePlan plan, StageMeter stages, TimeProvider clock) : RequestTransform
{
    private const int MostReserved = 16 * 1024;

    private readonly RequestPlan _request = plan.Request;
    private readonly RequestHeaderFilter _headers = new(plan.Request, opensAnswers: plan.Response.Opening is not null);
    private readonly OutgoingAddress _address = new(plan.Request);
    private readonly BodyReadStage _bodyRead = new(clock);
    private readonly BodyStages _bodyStages = new(plan.Request, stages);

    /// <summary>Runs the stages; a refusal sets the status, by which the proxy knows not to send.</summary>
    public override async ValueTask ApplyAsync(RequestTransformContext context)
    {
        var http = context.HttpContext;
        var exchange = HttpExchange.Of(http);
        var rejection = _headers.Copy(context)
            ?? QueryStage.Run(http.Request.QueryString.Value, _request)
            ?? ContentTypeStage.Run(http.Request, _request)
            ?? _address.Set(context)
            ?? await RunBodyStagesAsync(http, exchange);
        if (rejection is not null)
        {
            exchange.Reject(rejection);
            http.Response.StatusCode = rejection.Status;
            return;
        }

        context.ProxyRequest.Options.Set(HttpExchange.OptionsKey, exchange);
    }

    private async ValueTask<Rejection?> RunBodyStagesAsync(HttpContext http, HttpExchange exchange)
    {
        if (!_request.ReadsBody)
        {
            return http.Request.ContentLength > _request.MaxBody ? new Rejection(RejectionCode.BodyTooLarge) { Reason = "content length" } : null;
        }

        // Room for what was received, not for what was announced: a caller could announce much and send nothing.
        var body = new PooledBuffer((int)Math.Min(http.Request.ContentLength ?? 0, MostReserved));
        exchange.SetReceived(body);
        var began = stages.Begin();
        var rejection = await _bodyRead.RunAsync(http, _request, body);
        began = stages.End(StageName.Read, began);
        return rejection ?? _bodyStages.Run(exchange, body, began);
    }
}
