using Gateway.Tests.Shared;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Stages;
using Microsoft.AspNetCore.Http;

namespace Gateway.Transforms.Tests.Stages;

public sealed class BodyReadStageTests : IDisposable
{
    /// <summary>What the plans of these tests allow.</summary>
    private const int MaxBody = 1024;

    private readonly ManualTimeProvider _clock = new();
    private readonly TestBody _body = new();

    public void Dispose() => _body.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(MaxBody)]
    public async Task Read_BodyWithinTheLimit_IsTakenWhole(int bytes)
    {
        await _body.ArriveAsync(bytes);
        _body.End();

        (await ReadAsync()).ShouldBeNull();

        _body.Received.Length.ShouldBe(bytes);
    }

    [Fact]
    public async Task Read_BodyInPieces_IsTakenWhole()
    {
        var reading = ReadAsync();
        for (var i = 0; i < MaxBody; i += 128)
        {
            await _body.ArriveAsync(128);
        }

        _body.End();

        (await reading).ShouldBeNull();
        _body.Received.Length.ShouldBe(MaxBody);
    }

    [Fact]
    public async Task Read_LengthBeyondTheLimit_IsRefusedUnread()
    {
        _body.Context.Request.ContentLength = MaxBody + 1;

        // Nothing has arrived: waiting for it would never end.
        (await ReadAsync()).ShouldNotBeNull().Code.ShouldBe(RejectionCode.BodyTooLarge);
    }

    [Fact]
    public async Task Read_OneByteBeyondTheLimitWithoutALength_IsRefusedBeforeTheEnd()
    {
        var reading = ReadAsync();
        await _body.ArriveAsync(MaxBody);
        await _body.ArriveAsync(1);

        (await reading).ShouldNotBeNull().Code.ShouldBe(RejectionCode.BodyTooLarge);

        _body.Received.Length.ShouldBeLessThanOrEqualTo(MaxBody);
    }

    [Fact]
    public async Task Read_BodyThatDoesNotArriveInTime_IsRefused()
    {
        await _body.ArriveAsync(1);
        var reading = ReadAsync();
        reading.IsCompleted.ShouldBeFalse();

        _clock.Advance(TimeSpan.FromSeconds(1));

        (await reading).ShouldNotBeNull().Code.ShouldBe(RejectionCode.RequestTimeout);
    }

    [Fact]
    public async Task Read_CallerGone_IsCancelled()
    {
        using var aborted = new CancellationTokenSource();
        _body.Context.RequestAborted = aborted.Token;
        var reading = ReadAsync();

        await aborted.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(reading);
    }

    [Theory]
    [InlineData(413, "body-too-large")]
    [InlineData(408, "request-timeout")]
    [InlineData(400, "malformed-request")]
    public async Task Read_ServerRefusesTheBody_IsTranslated(int status, string code)
    {
        _body.End(new BadHttpRequestException("the server's words", status));

        var rejection = (await ReadAsync()).ShouldNotBeNull();

        rejection.Code.Name.ShouldBe(code);
        rejection.Reason.ShouldNotBeNull().ShouldNotContain("the server's words");
    }

    private async Task<Rejection?> ReadAsync() =>
        await new BodyReadStage(_clock).RunAsync(_body.Context, SamplePlans.Of(readsBody: true), _body.Received);
}
