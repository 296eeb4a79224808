namespace Gateway.Tests.Harness;

/// <summary>What a <see cref="FaultProxy"/> does to one request.</summary>
/// <param name="Act">Does it; returns whether the connection may be used again.</param>
/// <param name="AtConnect">Whether it is done as soon as there is a connection, before anything was read.</param>
public sealed record Fault(Func<FaultExchange, Task<bool>> Act, bool AtConnect = false)
{
    /// <summary>No fault: the request is forwarded and its answer is passed.</summary>
    public static Fault None { get; } = new(static exchange => exchange.PassAsync());
}
