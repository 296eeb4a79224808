using Gateway.Tests.Shared;
using Gateway.Transforms.Exchange;

namespace Gateway.Transforms.Tests.Exchange;

public sealed class RetryAfterTests
{
    private static readonly ManualTimeProvider Clock = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("99999999999999999999", int.MaxValue)]
    [InlineData("Sun, 22 Nov 2026 12:01:30 GMT", 90)]
    [InlineData("Sunday, 22-Nov-26 12:01:30 GMT", 90)]
    [InlineData("Sun, 22 Nov 2026 11:59:00 GMT", 0)]
    [InlineData("2|7", 7)]
    [InlineData("7|2", 7)]
    [InlineData("soon|7", 7)]
    [InlineData("7|soon", 7)]
    [InlineData("7|Sun, 22 Nov 2026 12:01:30 GMT", 90)]
    [InlineData("0|Sun, 22 Nov 2026 11:59:00 GMT", 0)]
    public void Field_ThatCanBeRead_IsTheLongestWait(string values, int seconds) => Read(values).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-7")]
    [InlineData("+7")]
    [InlineData("7.5")]
    [InlineData("7s")]
    [InlineData("2, 7")]
    [InlineData("2026-11-22T12:01:30Z")]
    [InlineData("soon|later")]
    public void Field_ThatCannotBeRead_IsAsNone(string values) => Read(values).ShouldBeNull();

    [Fact]
    public void Field_ThatIsNotThere_IsNone()
    {
        using var response = new HttpResponseMessage();

        RetryAfter.Read(response, Clock).ShouldBeNull();
    }

    private static TimeSpan? Read(string values)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", values.Split('|')).ShouldBeTrue();
        return RetryAfter.Read(response, Clock);
    }
}
