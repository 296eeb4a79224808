using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Gateway.Telemetry;
using Microsoft.Extensions.Logging;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace Gateway.Tests;

/// <summary>A log line has one form, whole and in UTC, and an exception's message is in none.</summary>
public sealed class LogFormTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 26, 23, 30, 0, 123, TimeSpan.FromHours(-5));

    [Fact]
    public void JsonLine_OfAnEvent_HoldsItsOwnPropertiesFlat()
    {
        using var json = JsonDocument.Parse(Format(new JsonLineFormatter(), Event("{Route} in {DurationMs} ms")));

        json.RootElement.GetProperty("time").GetDateTime().ToUniversalTime().ShouldBe(Time.UtcDateTime);
        json.RootElement.GetProperty("level").GetString().ShouldBe("information");
        json.RootElement.GetProperty("message").GetString().ShouldBe("re\"port\n in 1.5 ms");
        json.RootElement.GetProperty("route").GetString().ShouldBe("re\"port\n");
        json.RootElement.GetProperty("durationMs").GetDouble().ShouldBe(1.5);
        json.RootElement.TryGetProperty("requestPath", out _).ShouldBeFalse("a scope of the framework's is not the event's own");
    }

    [Fact]
    public void TextLine_OfAnEvent_BeginsWithUtc() =>
        Format(new TextLineFormatter(), Event("{Route} in {DurationMs} ms")).ShouldStartWith("2026-03-27T04:30:00.123Z INF re\"port");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Line_OfAnException_HasItsTypeAndNotItsMessage(bool json)
    {
        var line = Format(json ? new JsonLineFormatter() : new TextLineFormatter(), Event("failed", new InvalidOperationException("CANARY")));

        line.ShouldContain("System.InvalidOperationException");
        line.ShouldNotContain("CANARY");
    }

    [Fact]
    public void LogTemplates_TakeNoValueApart()
    {
        const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var templates = new[] { typeof(Hosting.GatewayHost).Assembly, typeof(Transforms.GatewayTransforms).Assembly }
            .SelectMany(static assembly => assembly.GetTypes())
            .SelectMany(static type => type.GetMethods(All))
            .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>()?.Message)
            .OfType<string>()
            .ToList();

        templates.Count.ShouldBeGreaterThan(10);
        templates.ShouldAllBe(static template => !template.Contains("{@", StringComparison.Ordinal), "trimming may have removed the members that '@' would write: src/Gateway/Trimming.xml");
    }

    private static LogEvent Event(string template, Exception? exception = null) => new(
        Time,
        LogEventLevel.Information,
        exception,
        new MessageTemplateParser().Parse(template),
        [
            new LogEventProperty("Route", new ScalarValue("re\"port\n")),
            new LogEventProperty("DurationMs", new ScalarValue(1.5)),
            new LogEventProperty("RequestPath", new ScalarValue("/secret")),
        ]);

    private static string Format(ITextFormatter formatter, LogEvent logEvent)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(logEvent, line);
        return line.ToString();
    }
}
