using Gateway.Listeners;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Management;

/// <summary>Answers the platform's probes and scrapes on the management listener, and lets nothing from there reach the proxy.</summary>
internal sealed class ManagementMiddleware(RequestDelegate next, Readiness readiness, MetricsEndpoint metrics)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (ListenerFeature.RoleOf(context) != ListenerRole.Management)
        {
            return next(context);
        }

        // Probes and scrapes are no traffic: they would hide it where it is little.
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } measured)
        {
            measured.MetricsDisabled = true;
        }

        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return context.Request.Path.Value switch
        {
            "/livez" or "/readyz" or "/metrics" when !isRead => RefuseMethodAsync(context),
            "/livez" => AnswerAsync(context, StatusCodes.Status200OK, "alive"),
            "/readyz" => readiness.FindObstacle() is { } obstacle
                ? AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, obstacle)
                : AnswerAsync(context, StatusCodes.Status200OK, "ready"),
            "/metrics" => metrics.AnswerAsync(context),
            _ => AnswerAsync(context, StatusCodes.Status404NotFound, "there are /livez, /readyz and /metrics"),
        };
    }

    public static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync($"{text}\n", context.RequestAborted);
    }

    private static Task RefuseMethodAsync(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        return AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET and HEAD");
    }
}
