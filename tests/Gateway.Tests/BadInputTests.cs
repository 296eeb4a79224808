using System.Net.Http.Headers;
using System.Text;
using Gateway.Tests.Harness;

namespace Gateway.Tests;

/// <summary>Whatever is wrong with a request has a clear, generic, coded answer, and nothing of it is forwarded.</summary>
public sealed class BadInputTests : GatewayTest
{
    private const string Canary = "CANARY";

    public static TheoryData<string, string, string, int> Bodies => new()
    {
        { "empty", "", "malformed-body", 400 },
        { "not JSON", "email=CANARY", "malformed-body", 400 },
        { "cut off", """{"email":"CANARY""", "malformed-body", 400 },
        { "two texts", """{"email":"CANARY"}{}""", "malformed-body", 400 },
        { "a BOM", "\uFEFF{}", "malformed-body", 400 },
        { "depth 33", new string('[', 33) + new string(']', 33), "malformed-body", 400 },
        { "duplicate keys", """{"email":"a@example.com","email":"CANARY"}""", "malformed-body", 400 },
        { "duplicate keys by escape", """{"email":"a@example.com","\u0065mail":"CANARY"}""", "malformed-body", 400 },
        { "lone surrogate key", """{"\ud800":"CANARY"}""", "malformed-body", 400 },
        { "lone surrogate value", """{"email":"CANARY\udfff"}""", "malformed-body", 400 },
        { "a missing field", """{"email":"CANARY@example.com"}""", "schema-violation", 422 },
        { "a bad format", """{"email":"CANARY","reason":"x","date":"2024-03-26"}""", "schema-violation", 422 },
        { "a bad date", """{"email":"a@example.com","reason":"CANARY","date":"2024-02-30"}""", "schema-violation", 422 },
        { "depth 32 of the wrong type", new string('[', 32) + new string(']', 32), "schema-violation", 422 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_ThatIsNotAcceptable_IsRefusedAndNotForwarded(string what, string body, string code, int status)
    {
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(body);

        var problem = await response.ShouldBeProblemAsync(code, status);
        problem.GetRawText().ShouldNotContain(Canary, Case.Insensitive, what);
        problem.TryGetProperty("violations", out _).ShouldBeFalse();
        Upstream.Connections.ShouldBe(0, what);
    }

    [Theory]
    [InlineData(new byte[] { 0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D })]
    [InlineData(new byte[] { 0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xC0, 0x80, 0x22, 0x7D })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00 })]
    public async Task Body_ThatIsNotUtf8_IsMalformed(byte[] body)
    {
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(body);

        await response.ShouldBeProblemAsync("malformed-body", 400);
        Upstream.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/jsonp")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=\"iso-8859-1\"")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("garbage")]
    [InlineData("")]
    public async Task ContentType_ThatTheRouteDoesNotName_IsUnsupported(string contentType)
    {
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport, contentType: contentType);

        await response.ShouldBeProblemAsync("unsupported-content-type", 415);
        Upstream.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("APPLICATION/JSON; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    public async Task ContentType_ThatTheRouteNames_IsTaken(string contentType)
    {
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport, contentType: contentType);

        response.EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    public async Task ContentEncoding_OfTheBody_IsUnsupported(string coding)
    {
        var gateway = await StartGatewayAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(GoodReport));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", coding);

        using var response = await gateway.Client.PostAsync(new Uri("/report-ghosting", UriKind.Relative), content);

        await response.ShouldBeProblemAsync("unsupported-content-type", 415);
        Upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Path_ThatNoRouteMatches_IsNotFound()
    {
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport, "/elsewhere/CANARY");

        (await response.ShouldBeProblemAsync("route-not-found", 404)).GetRawText().ShouldNotContain(Canary);
        Upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Method_ThatTheRouteDoesNotTake_IsNotAllowed()
    {
        var gateway = await StartGatewayAsync();

        using var response = await gateway.Client.GetAsync(new Uri("/report-ghosting", UriKind.Relative));

        await response.ShouldBeProblemAsync("method-not-allowed", 405);
        response.Content.Headers.Allow.ShouldContain("POST");
        Upstream.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData("/report-ghosting?email=CANARY")]
    [InlineData("/report-ghosting?kept=1&email=CANARY")]
    [InlineData("/report-ghosting?k%65pt=1&%65mail=CANARY")]
    [InlineData("/report-ghosting?Kept=CANARY")]
    public async Task QueryParameter_OnASealedRoute_IsRefusedUnlessKept(string path)
    {
        Configuration.Request["KeepQuery"] = new System.Text.Json.Nodes.JsonArray("kept");
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport, path);

        (await response.ShouldBeProblemAsync("malformed-request", 400)).GetRawText().ShouldNotContain(Canary);
        Upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task QueryParameter_ThatIsKept_Leaves()
    {
        Configuration.Request["KeepQuery"] = new System.Text.Json.Nodes.JsonArray("kept");
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport, "/report-ghosting?kept=a%26b");

        response.EnsureSuccessStatusCode();
        Upstream.Reports.ShouldHaveSingleItem().Target.ShouldBe("/v1/report?kept=a%26b");
    }

    [Fact]
    public async Task Violations_MoreThanTheRouteWants_AreNotLookedFor()
    {
        Configuration.Request["Errors"] = "detailed";
        Configuration.Request["MaxViolations"] = 2;
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync("""{"email":"CANARY","reason":"","date":"CANARY"}""");

        (await response.ShouldBeProblemAsync("schema-violation", 422)).GetProperty("violations").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Violations_WhereTheRouteSaysDetailed_AreLocationsOnly()
    {
        Configuration.Request["Errors"] = "detailed";
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync("""{"email":"CANARY","reason":"","date":"CANARY"}""");

        var problem = await response.ShouldBeProblemAsync("schema-violation", 422);
        problem.GetRawText().ShouldNotContain(Canary);
        problem.GetProperty("violations").EnumerateArray()
            .Select(static violation => $"{violation.GetProperty("instanceLocation")} {violation.GetProperty("keywordLocation")}")
            .ShouldBe(["/email /properties/email/format", "/reason /properties/reason/minLength", "/date /properties/date/format"], ignoreOrder: true);
    }
}
