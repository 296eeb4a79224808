using System.Text.Json.Nodes;
using Gateway.Configuration;
using Gateway.Tests.Harness;
using Gateway.Transforms.Secrets;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests;

/// <summary>A stage that cannot do its work ends the request: nothing goes on without it.</summary>
public sealed class FailClosedTests : GatewayTest
{
    [Fact]
    public async Task SealingKey_ThatIsGone_EndsTheRequest()
    {
        Configuration.Request.Remove("Inject");
        await ShouldRefuseWithoutSecretsAsync();
    }

    [Fact]
    public async Task InjectedHeader_WhoseSecretIsGone_EndsTheRequest()
    {
        Configuration.Request.Remove("Encrypt");
        await ShouldRefuseWithoutSecretsAsync();
    }

    [Fact]
    public async Task InjectedQuery_WhoseSecretIsGone_EndsTheRequest()
    {
        Configuration.Request.Remove("Encrypt");
        Configuration.Request["Inject"] = JsonNode.Parse("""{"Query":{"key":"{secret:subscriptionKey}"}}""");
        await ShouldRefuseWithoutSecretsAsync();
    }

    [Fact]
    public async Task InjectedField_WhoseSecretIsGone_EndsTheRequest()
    {
        Configuration.Request.Remove("Encrypt");
        Configuration.Request["Inject"] = JsonNode.Parse("""{"Body":{"$.key":"{secret:subscriptionKey}"}}""");
        await ShouldRefuseWithoutSecretsAsync();
    }

    [Fact]
    public async Task HashKey_ThatIsGone_EndsTheRequest()
    {
        Configuration.Request.Remove("Encrypt");
        Configuration.Request.Remove("Inject");
        Configuration.Request["Hash"] = JsonNode.Parse("""{"$.email":"subscriptionKey"}""");
        await ShouldRefuseWithoutSecretsAsync();
    }

    [Theory]
    [InlineData("""{"Body":{"$.merchant.id":"x"}}""", """{"email":"a@example.com","reason":"x","date":"2024-03-26","merchant":"scalar"}""")]
    [InlineData("""{"Body":{"$.merchant.id":"x"}}""", """{"email":"a@example.com","reason":"x","date":"2024-03-26","merchant":[{}]}""")]
    public async Task InjectedField_WithoutAnObjectToGoInto_EndsTheRequest(string inject, string body)
    {
        Configuration.Request["Inject"] = JsonNode.Parse(inject);
        Configuration.Request.Remove("Keep");
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(body);

        await response.ShouldBeProblemAsync("envelope-failed", 422);
        Upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Body_OfWhichNothingIsKept_EndsTheRequest()
    {
        Configuration.Request.Remove("Schema");
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync("\"just a string\"");

        await response.ShouldBeProblemAsync("envelope-failed", 422);
        Upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task SealingKey_RotatedToOneOfAnotherLength_IsAsGoodAsNone()
    {
        var gateway = await StartGatewayAsync();
        var handle = gateway.Services.GetRequiredService<ConfigurationResult>().Generation!.Secrets.Find("pluginKey")!;
        handle.Replace(new SecretValue(new byte[16]));

        using var response = await gateway.PostAsync(GoodReport);

        await response.ShouldBeProblemAsync("secret-unavailable", 503);
        Upstream.Connections.ShouldBe(0);
    }

    private async Task ShouldRefuseWithoutSecretsAsync()
    {
        var gateway = await StartGatewayAsync();
        gateway.Services.GetRequiredService<SecretStore>().Dispose();

        using var response = await gateway.PostAsync(GoodReport);

        await response.ShouldBeProblemAsync("secret-unavailable", 503);
        Upstream.Connections.ShouldBe(0);
    }
}
