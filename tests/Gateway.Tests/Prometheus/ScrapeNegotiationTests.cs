using Gateway.Telemetry.Prometheus;
using Microsoft.Extensions.Primitives;

namespace Gateway.Tests.Prometheus;

public sealed class ScrapeNegotiationTests
{
    private const string Prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private const string Prometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    [Theory]
    [InlineData(Prometheus2, "OpenMetrics")]
    [InlineData(Prometheus3, "OpenMetrics")]
    [InlineData("application/openmetrics-text", "OpenMetrics")]
    [InlineData("Application/OpenMetrics-Text; Version=\"1.0.0\"", "OpenMetrics")]
    [InlineData("application/*", "OpenMetrics")]
    [InlineData("application/openmetrics-text;q=0.2, text/plain;q=0.1", "OpenMetrics")]
    [InlineData("*/*, text/plain;q=0", "OpenMetrics")]
    [InlineData("application/openmetrics-text;q=0.1, text/plain;q=0.2", "Classic")]
    [InlineData("application/openmetrics-text;q=0.5, text/plain;q=0.5", "Classic")]
    [InlineData("application/openmetrics-text;version=0.0.1", "Classic")]
    [InlineData("application/openmetrics-text;q=0", "Classic")]
    [InlineData("application/openmetrics-text;q=0, application/*, text/*;q=0.1", "Classic")]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0, application/openmetrics-text", "Classic")]
    [InlineData("text/plain;version=0.0.4", "Classic")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Classic")]
    [InlineData("*/*", "Classic")]
    [InlineData("image/png", "Classic")]
    [InlineData("application/openmetrics-text;q=nonsense", "Classic")]
    [InlineData("application/openmetrics-text;q=NaN", "Classic")]
    [InlineData("application/openmetrics-text;q=99", "Classic")]
    [InlineData("application/openmetrics-text;q=1.001, text/plain;q=0.5", "Classic")]
    [InlineData("application/openmetrics-text;q=-1, text/plain;q=0.5", "Classic")]
    [InlineData("application/openmetrics-text;q=0.5, text/plain;q=99", "OpenMetrics")]
    [InlineData("", "Classic")]
    [InlineData("((((", "Classic")]
    public void Format_IsTheOneThatIsMoreWelcome(string accept, string expected) =>
        ScrapeNegotiation.Choose(accept).ToString().ShouldBe(expected);

    [Fact]
    public void Format_WithoutAWishOrWithItInSeveralFields_IsChosenAllTheSame()
    {
        ScrapeNegotiation.Choose(StringValues.Empty).ShouldBe(ScrapeFormat.Classic);
        ScrapeNegotiation.Choose(new StringValues(["text/plain;q=0.5", "application/openmetrics-text"])).ShouldBe(ScrapeFormat.OpenMetrics);
    }
}
