using Yarp.ReverseProxy.Transforms;

namespace Gateway.Lifecycle;

/// <summary>While the gateway is leaving, every answer of an upstream tells the caller to make a new connection for its next request.</summary>
internal sealed class LeavingTransform(Drain drain) : ResponseTransform
{
    public override ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (drain.IsLeaving)
        {
            context.HttpContext.Connection.RequestClose();
        }

        return ValueTask.CompletedTask;
    }
}
