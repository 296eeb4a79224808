using Gateway.Listeners;

namespace Gateway.Management;

/// <summary>Answers the platform's probes on the management listener, and lets nothing from there reach the proxy.</summary>
internal sealed class ManagementMiddleware(RequestDelegate next, Readiness readiness)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (ListenerFeature.RoleOf(context) != ListenerRole.Management)
        {
            return next(context);
        }

        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return context.Request.Path.Value switch
        {
            "/livez" or "/readyz" when !isRead => AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET and HEAD"),
            "/livez" => AnswerAsync(context, StatusCodes.Status200OK, "alive"),
            "/readyz" => readiness.FindObstacle() is { } obstacle
                ? AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, obstacle)
                : AnswerAsync(context, StatusCodes.Status200OK, "ready"),
            _ => AnswerAsync(context, StatusCodes.Status404NotFound, "there are /livez and /readyz"),
        };
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync($"{text}\n", context.RequestAborted);
    }
}
