using Gateway.Configuration.Compiling;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Plans;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Model;

namespace Gateway.Hosting;

/// <summary>Joins the exchange with the plan of the route that was found, or refuses the request when there is none.</summary>
internal sealed class RouteMiddleware(RequestDelegate next)
{
    /// <summary>The server counts a chunked body with its framing, which is six bytes for a chunk of one; the limit proper is ours.</summary>
    private const long MostFraming = 6;

    /// <summary>What is read and thrown away of a refused body: a caller that is still sending would otherwise meet a reset instead of its answer.</summary>
    private const long Lingering = 16L << 20;

    public Task InvokeAsync(HttpContext context)
    {
        var exchange = HttpExchange.Of(context);
        if (context.GetEndpoint() is not { } endpoint)
        {
            exchange.Reject(new Rejection(RejectionCode.RouteNotFound));
            return Task.CompletedTask;
        }

        if (endpoint.Metadata.GetMetadata<RouteModel>()?.Config.Metadata is not PlanMetadata<RoutePlan> metadata)
        {
            return RefuseMethodAsync(context, exchange);
        }

        exchange.Plan = metadata.Plan;
        BoundReceived(context, metadata.Plan.Request);
        BoundStreamedBody(context.Request, metadata.Plan.Request, exchange);
        return next(context);
    }

    /// <summary>Not one of our routes: the framework's own answer to a path that matches with other methods; it sets Allow.</summary>
    private async Task RefuseMethodAsync(HttpContext context, HttpExchange exchange)
    {
        await next(context);
        exchange.Reject(new Rejection(context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
            ? RejectionCode.MethodNotAllowed
            : RejectionCode.RouteNotFound));
    }

    /// <summary>The server's own limit, which holds for what is thrown away as well.</summary>
    private static void BoundReceived(HttpContext context, RequestPlan plan)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = (plan.MaxBody * MostFraming) + Lingering;
        }
    }

    /// <summary>A body that is read is bounded where it is read; one that streams through is bounded here, and tells whether the caller is waited for.</summary>
    private static void BoundStreamedBody(HttpRequest request, RequestPlan plan, HttpExchange exchange)
    {
        if (!plan.ReadsBody && request.ContentLength is not 0)
        {
            request.Body = exchange.StreamedBody = new BoundedStream(
                request.Body,
                plan.MaxBody,
                static () => new BadHttpRequestException("The body is larger than the route allows.", StatusCodes.Status413PayloadTooLarge));
        }
    }
}
