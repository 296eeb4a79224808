using Gateway.Transforms.Buffers;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Minimization;
using Gateway.Transforms.Plans;
using Gateway.Transforms.Validation;
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
        return rejection ?? RunJsonStages(exchange, body, began);
    }

    private Rejection? RunJsonStages(HttpExchange exchange, PooledBuffer body, long began)
    {
        if (_request.Guard is null)
        {
            return body.Length > 0 ? null : new Rejection(RejectionCode.MalformedBody) { Reason = nameof(GuardFault.Empty) };
        }

        var fault = JsonGuard.TryRead(body.WrittenMemory, _request.Guard, out var tape);
        began = stages.End(StageName.Guard, began);
        if (fault != GuardFault.None)
        {
            return new Rejection(RejectionCode.MalformedBody) { Reason = fault.ToString() };
        }

        using (tape)
        {
            if (_request.Envelope?.LooksSealed(tape!) == true)
            {
                return new Rejection(RejectionCode.EnvelopeFailed) { Reason = "sealed already" };
            }

            return Validate(tape!, ref began) ?? Minimize(exchange, tape!, began);
        }
    }

    private Rejection? Validate(JsonTape tape, ref long began)
    {
        if (_request.Schema is not { } schema)
        {
            return null;
        }

        var rejection = Judge(tape, schema);
        began = stages.End(StageName.Validate, began);
        return rejection;
    }

    private Rejection? Judge(JsonTape tape, SchemaPlan schema)
    {
        if (schema.IsValid(tape))
        {
            return null;
        }

        var violations = schema.Validate(tape, _request.MaxViolations);
        return new Rejection(RejectionCode.SchemaViolation)
        {
            Reason = violations.Count > 0 ? violations[0].KeywordLocation : null,
            Violations = violations,
        };
    }

    private Rejection? Minimize(HttpExchange exchange, JsonTape tape, long began)
    {
        if (_request.Projection is not { } projection)
        {
            return null;
        }

        var projected = new PooledBuffer(tape.Json.Length);
        List<InjectionPoint>? injections = null;
        if (_request.InjectedFields.Count > 0)
        {
            exchange.InjectionPoints = injections = [];
        }

        var fault = projection.Apply(tape, projected, injections);
        exchange.SetProjected(projected);
        stages.End(StageName.Minimise, began);
        return fault switch
        {
            ProjectionFault.None => null,
            ProjectionFault.SecretUnavailable => new Rejection(RejectionCode.SecretUnavailable) { Reason = "hash key" },
            _ => new Rejection(RejectionCode.EnvelopeFailed) { Reason = "no object where a field belongs" },
        };
    }
}
