namespace Gateway.Listeners;

/// <summary>Tells by which listener a connection came in.</summary>
/// <param name="Role">The listener's role.</param>
internal sealed record ListenerFeature(ListenerRole Role)
{
    public static ListenerRole RoleOf(HttpContext context) =>
        context.Features.Get<ListenerFeature>()?.Role ?? throw new InvalidOperationException("The connection has no listener.");
}
