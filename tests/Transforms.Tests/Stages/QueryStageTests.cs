using Gateway.Transforms.Exchange;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Stages;

namespace Gateway.Transforms.Tests.Stages;

public sealed class QueryStageTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("?lang=de")]
    [InlineData("?lang=de&page=2")]
    [InlineData("?l%61ng=de")]
    [InlineData("?lang=de&lang=en")]
    [InlineData("?lang")]
    [InlineData("?&lang=de&")]
    public void Query_OnlyKeptParameters_Passes(string? query) => Run(query, keep: ["lang", "page"]).ShouldBeNull();

    [Theory]
    [InlineData("?email=ann@example.com")]
    [InlineData("?lang=de&email=ann@example.com")]
    [InlineData("?Lang=de")]
    [InlineData("?lang%00=de")]
    [InlineData("?+lang=de")]
    [InlineData("?=de")]
    [InlineData("?email")]
    [InlineData("?lang[]=de")]
    public void Query_AnyOtherParameter_IsRefusedWithoutRepeatingIt(string query)
    {
        var rejection = Run(query, keep: ["lang"]).ShouldNotBeNull();

        rejection.Code.ShouldBe(RejectionCode.MalformedRequest);
        rejection.Reason.ShouldBe("query parameter not in KeepQuery");
    }

    [Theory]
    [InlineData("?a=1", false)]
    [InlineData("?", true)]
    [InlineData(null, true)]
    public void Query_NothingKept_PassesOnlyWithoutParameters(string? query, bool passes) => (Run(query, keep: []) is null).ShouldBe(passes);

    [Fact]
    public void Query_RouteThatKeepsAll_Passes() => Run("?anything=goes&=x").ShouldBeNull();

    [Theory]
    [InlineData("?api_key=mine")]
    [InlineData("?x=1&api%5fkey=mine")]
    [InlineData("?api_key")]
    public void Query_ParameterThatIsInjected_IsRefused(string query)
    {
        Run(query, injected: "api_key").ShouldNotBeNull().Reason.ShouldBe("query parameter that is injected");
        Run(query, keep: ["x", "api_key"], injected: "api_key").ShouldNotBeNull().Code.ShouldBe(RejectionCode.MalformedRequest);
    }

    [Fact]
    public void Query_OtherParametersThanTheInjected_Pass() => Run("?x=1&api_key2=2", injected: "api_key").ShouldBeNull();

    private static Rejection? Run(string? query, string[]? keep = null, string? injected = null) => QueryStage.Run(
        query,
        SamplePlans.Of(keepQuery: keep, injectedQuery: injected is null ? null : [new InjectedParameter(injected, SamplePlans.Template("x"))]));
}
