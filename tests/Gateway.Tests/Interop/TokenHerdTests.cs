using System.Net;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Interop;

/// <summary>However many requests want a token at once, the issuer that others wrote is asked for one.</summary>
public sealed class TokenHerdTests(IssuerFixture fixture) : IClassFixture<IssuerFixture>
{
    private const string Report = """{"email":"ada@example.com","reason":"No answer since the second interview.","date":"2024-03-26"}""";

    private OidcIssuer Issuer => fixture.Issuer;

    [Fact]
    public async Task AThousandFirstRequests_MakeOneTokenRequest()
    {
        await using var upstream = await ReportServer.StartAsync(fixture.Authority.Issue());
        using var configuration = fixture.Configure(upstream);
        var before = await Issuer.CountRequestsAsync();
        await using var gateway = await RunningGateway.StartAsync(configuration);

        var answers = await PostAsync(gateway, 1000);

        answers.ShouldAllBe(static status => status == HttpStatusCode.OK);
        (await Issuer.CountRequestsAsync() - before).ShouldBe(1);
        upstream.Reports.Select(static report => report.Headers["Authorization"]).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task AThousandRequests_WhoseTokenWasRevoked_MakeOneTokenRequest_AndAllPass()
    {
        await using var upstream = await ReportServer.StartAsync(fixture.Authority.Issue());
        using var configuration = fixture.Configure(upstream);
        await using var gateway = await RunningGateway.StartAsync(configuration);
        (await PostAsync(gateway, 1)).ShouldBe([HttpStatusCode.OK]);
        var revoked = upstream.Reports.Last().Headers["Authorization"];
        upstream.Answer = context =>
        {
            context.Response.StatusCode = context.Request.Headers.Authorization.ToString() == revoked ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK;
            return Task.CompletedTask;
        };
        var before = await Issuer.CountRequestsAsync();

        var answers = await PostAsync(gateway, 1000);

        answers.ShouldAllBe(static status => status == HttpStatusCode.OK);
        (await Issuer.CountRequestsAsync() - before).ShouldBe(1);
    }

    private static async Task<IReadOnlyList<HttpStatusCode>> PostAsync(RunningGateway gateway, int number)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, number).Select(_ => gateway.PostAsync(Report)));
        var statuses = answers.Select(static answer => answer.StatusCode).ToList();
        Array.ForEach(answers, static answer => answer.Dispose());
        return statuses;
    }
}
