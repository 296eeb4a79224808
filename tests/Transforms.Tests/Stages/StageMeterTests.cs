using Gateway.Tests.Shared;
using Gateway.Transforms.Stages;

namespace Gateway.Transforms.Tests.Stages;

public sealed class StageMeterTests : IDisposable
{
    private readonly TestMeters _meters = new();

    public void Dispose() => _meters.Dispose();

    [Fact]
    public void End_OfOneStageAfterAnother_RecordsTheTimeOfEach()
    {
        var clock = new ManualTimeProvider();
        using var times = new StageTimes(_meters);
        var meter = new StageMeter(_meters, clock);

        var began = meter.Begin();
        clock.Advance(TimeSpan.FromMilliseconds(2));
        began = meter.End(StageName.Guard, began);
        clock.Advance(TimeSpan.FromMilliseconds(3));
        meter.End(StageName.Validate, began);

        times.Recorded.ShouldBe([("guard", 0.002), ("validate", 0.003)]);
    }

    [Fact]
    public void Begin_WhileNobodyListens_LooksAtNoClock()
    {
        var clock = new SteppingTimeProvider();
        var meter = new StageMeter(_meters, clock);

        meter.End(StageName.Guard, meter.Begin()).ShouldBe(0);

        clock.GetTimestamp().ShouldBe(1, "the clock was looked at before");
    }

    [Fact]
    public void StageName_All_IsEveryName() =>
        StageName.All.ShouldBe(typeof(StageName).GetFields().Select(static field => (string)field.GetRawConstantValue()!), ignoreOrder: true);
}
