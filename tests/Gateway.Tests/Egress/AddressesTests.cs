using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Egress;

/// <summary>An upstream with several addresses is as good as the best of them.</summary>
public sealed class AddressesTests : FaultTest
{
    [Fact]
    public async Task AttemptAfterAFailure_GoesToAnotherAddress()
    {
        var other = Keep(new FaultProxy(Receiver.Port));
        SetUpstreams("Addresses", () => new JsonArray(Proxy.Address, other.Address));
        Proxy.Choose = static request => request is null ? null : new Fault(static exchange => exchange.ResetAsync());
        var clock = new ManualTimeProvider();
        var gateway = await StartGatewayAsync(clock);

        using var response = await SendAsync(gateway, RequestKind.Keyed, clock);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Proxy.Received.ShouldBe(1);
        other.Received.ShouldBe(1);
    }

    [Fact]
    public async Task Addresses_ThatAreAllWell_AreUsedInTurn()
    {
        var other = Keep(new FaultProxy(Receiver.Port));
        SetUpstreams("Addresses", () => new JsonArray(Proxy.Address, other.Address));
        var clock = new ManualTimeProvider();
        var gateway = await StartGatewayAsync(clock);

        await SendManyAsync(gateway, clock, 10);

        Proxy.Received.ShouldBe(5);
        other.Received.ShouldBe(5);
    }

    [Fact]
    public async Task Address_ThatFailsThreeTimesInARow_IsLeftAsideForTenSecondsAndComesBack()
    {
        var other = Keep(new FaultProxy(Receiver.Port));
        SetUpstreams("Addresses", () => new JsonArray(Proxy.Address, other.Address));
        Proxy.Choose = static request => request is null ? null : new Fault(static exchange => exchange.ResetAsync());
        var clock = new ManualTimeProvider();
        var gateway = await StartGatewayAsync(clock);

        await SendManyAsync(gateway, clock, 20);
        Proxy.Received.ShouldBe(3);
        other.Received.ShouldBe(20);

        clock.Advance(TimeSpan.FromSeconds(10));
        await SendManyAsync(gateway, clock, 20);
        Proxy.Received.ShouldBe(4, "one that fails again is left aside at once");

        Proxy.Choose = static _ => null;
        clock.Advance(TimeSpan.FromSeconds(10));
        await SendManyAsync(gateway, clock, 20);
        Proxy.Received.ShouldBe(14);
    }

    [Fact]
    public async Task AddressThatIsLeftAside_IsNotTriedForOneFailureOfTheOther()
    {
        using var dead = DeadPort.Refusing();
        SetUpstreams("Addresses", () => new JsonArray(dead.Address, Proxy.Address));
        var clock = new ManualTimeProvider();
        var gateway = await StartGatewayAsync(clock);
        await SendManyAsync(gateway, clock, 10);
        (await CountAttemptsAsync(gateway, "keyed"))["connect"].ShouldBe(3);

        Proxy.DoOnce(Faults.At("503", clock));
        await SendManyAsync(gateway, clock, 1);

        var attempts = await CountAttemptsAsync(gateway, "keyed");
        attempts["connect"].ShouldBe(3);
        attempts["5xx"].ShouldBe(1);
    }

    private static async Task SendManyAsync(RunningGateway gateway, ManualTimeProvider clock, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var response = await SendAsync(gateway, RequestKind.Keyed, clock);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }
}
