using Gateway.Configuration.Compiling;
using Gateway.Lifecycle;
using Gateway.Transforms.Plans;
using Gateway.Transforms.Stages;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Proxying;

/// <summary>Gives each route the one request transform and the one response transform that its plan makes up.</summary>
internal sealed class PlanTransformProvider(StageMeter stages, Drain drain, TimeProvider clock) : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        var plan = (context.Route.Metadata as PlanMetadata<RoutePlan>)?.Plan
            ?? throw new InvalidOperationException("The route carries no plan.");

        // Which headers pass is the stages' to say, in both directions.
        context.CopyRequestHeaders = false;
        context.CopyResponseHeaders = false;
        context.CopyResponseTrailers = false;
        context.UseDefaultForwarders = false;
        context.RequestTransforms.Add(new RequestStagesTransform(plan, stages, clock));
        context.ResponseTransforms.Add(new ResponseStagesTransform(plan, clock));
        context.ResponseTransforms.Add(new LeavingTransform(drain));
    }
}
