using System.Net;

namespace Gateway.Tests.Egress;

/// <summary>What the receiver knows a report again by is the same in all of its attempts, and is never nothing.</summary>
public sealed class IdempotencyKeyTests : FaultTest
{
    [Theory]
    [InlineData("of-the-caller", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public async Task IdempotencyKey_IsTheCallersIfThereIsOne_AndTheSameInEveryAttempt(string? sent, bool isKept)
    {
        Proxy.DoOnce(Faults.At("close, request forwarded", TimeProvider.System));
        var gateway = await StartGatewayAsync();

        using var message = RequestKind.Keyed.Message();
        if (sent is not null)
        {
            message.Headers.TryAddWithoutValidation(IdempotencyHeader, sent);
        }

        using var response = await gateway.Client.SendAsync(message);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Receiver.Reports.Count.ShouldBe(2);
        var key = Receiver.Reports.Select(static report => report.Headers[IdempotencyHeader]).Distinct().ShouldHaveSingleItem();
        (key == sent).ShouldBe(isKept);
        key.ShouldNotBeNullOrEmpty();
        Receiver.Reports.Select(static report => report.Iv).Distinct().Count().ShouldBe(2);
    }
}
