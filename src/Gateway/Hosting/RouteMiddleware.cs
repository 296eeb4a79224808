using Gateway.Configuration.Compiling;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Stages;
using Yarp.ReverseProxy.Model;

namespace Gateway.Hosting;

/// <summary>Joins the exchange with the plan of the route that was found, or refuses the request when there is none.</summary>
internal sealed class RouteMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var exchange = HttpExchange.Of(context);
        if (context.GetEndpoint() is not { } endpoint)
        {
            exchange.Reject(new Rejection(RejectionCode.RouteNotFound));
            return;
        }

        if (endpoint.Metadata.GetMetadata<RouteModel>()?.Config.Metadata is not PlanMetadata<RoutePlan> metadata)
        {
            // Not one of ours: the framework's own answer to a path that matches with other methods; it sets Allow.
            await next(context);
            exchange.Reject(new Rejection(context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
                ? RejectionCode.MethodNotAllowed
                : RejectionCode.RouteNotFound));
            return;
        }

        exchange.Plan = metadata.Plan;
        await next(context);
    }
}
