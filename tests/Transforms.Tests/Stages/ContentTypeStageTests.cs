using Gateway.Transforms.Exchange;
using Gateway.Transforms.Stages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Transforms.Tests.Stages;

public sealed class ContentTypeStageTests
{
    [Theory]
    [InlineData("application/json")]
    [InlineData("APPLICATION/JSON")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("application/json ; profile=x")]
    public void ContentType_OfTheRoute_Passes(string type) => Run(type).ShouldBeNull();

    [Theory]
    [InlineData(null, "no content type")]
    [InlineData("", "no content type")]
    [InlineData("json", "no content type")]
    [InlineData("application/json, text/plain", "no content type")]
    [InlineData("text/plain", "media type")]
    [InlineData("application/json+x", "media type")]
    [InlineData("application/problem+json", "media type")]
    [InlineData("*/*", "media type")]
    [InlineData("application/json; charset=utf-16", "charset")]
    [InlineData("application/json; charset=iso-8859-1", "charset")]
    [InlineData("text/plain; charset=utf-7", "charset")]
    public void ContentType_AnythingElse_IsRefused(string? type, string reason)
    {
        var rejection = Run(type).ShouldNotBeNull();

        rejection.Code.ShouldBe(RejectionCode.UnsupportedContentType);
        rejection.Reason.ShouldBe(reason);
    }

    [Fact]
    public void ContentType_Twice_IsRefused()
    {
        var request = Request("application/json");
        request.Headers.ContentType = new StringValues(["application/json", "application/json"]);

        ContentTypeStage.Run(request, SamplePlans.Of(contentTypes: ["application/json"])).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("Identity")]
    public void ContentEncoding_None_Passes(string coding)
    {
        Run("application/json", coding).ShouldBeNull();
        ContentTypeStage.Run(Request("text/plain", coding), SamplePlans.Of(readsBody: true)).ShouldBeNull();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    [InlineData("x")]
    [InlineData("")]
    public void ContentEncoding_Any_IsRefusedWhereTheBodyIsRead(string coding)
    {
        Run("application/json", coding).ShouldNotBeNull().Reason.ShouldBe("content coding");
        ContentTypeStage.Run(Request("text/plain", coding), SamplePlans.Of(readsBody: true)).ShouldNotBeNull().Reason.ShouldBe("content coding");
    }

    [Fact]
    public void ContentType_RouteThatTakesAnyAndStreams_Passes() =>
        ContentTypeStage.Run(Request("anything", "gzip"), SamplePlans.Of()).ShouldBeNull();

    private static Rejection? Run(string? type, string? coding = null) =>
        ContentTypeStage.Run(Request(type, coding), SamplePlans.Of(contentTypes: ["application/json", "application/xml"]));

    private static HttpRequest Request(string? type, string? coding = null)
    {
        var request = new DefaultHttpContext().Request;
        if (type is not null)
        {
            request.Headers.ContentType = type;
        }

        if (coding is not null)
        {
            request.Headers.ContentEncoding = coding;
        }

        return request;
    }
}
