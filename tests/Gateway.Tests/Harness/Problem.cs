using System.Net.Http.Json;
using System.Text.Json;

namespace Gateway.Tests.Harness;

/// <summary>Checks that an answer is a whole problem document, and nothing but one.</summary>
internal static class Problem
{
    public static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage response, string code, int status)
    {
        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync());
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("type").GetString().ShouldBe($"urn:gateway:problem:{code}");
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("requestId").GetString().ShouldBe(response.Headers.GetValues("X-Request-Id").ShouldHaveSingleItem());
        problem.EnumerateObject().Select(static member => member.Name)
            .ShouldBeSubsetOf(["type", "title", "status", "code", "requestId", "violations"]);
        return problem;
    }
}
