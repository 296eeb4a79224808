namespace Gateway.Transforms.Tests.Stages;

/// <summary>A clock that is a second further each time it is looked at.</summary>
internal sealed class SteppingTimeProvider : TimeProvider
{
    private long _looks;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => ++_looks;
}
