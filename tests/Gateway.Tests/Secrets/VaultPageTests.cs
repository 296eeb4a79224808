using System.Text.Json.Nodes;

namespace Gateway.Tests.Secrets;

/// <summary>The examples of docs/secrets/vault.md work as they stand there, but for where the server and the files of this test are.</summary>
public sealed class VaultPageTests
{
    public static TheoryData<string> Examples => [.. SecretPage.Configurations("vault")];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_AgainstAVault_ReadsTheSecret(string example)
    {
        await using var bench = await VaultBench.StartAsync();
        bench.Vault.AddAppRole("6f6a1e3c-2f1b-4a58-9d0e-0b8f6c1f7a11", VaultBench.SecretId);
        bench.Vault.AddServiceAccount("gateway", "jwt.one.x");
        bench.Write("token", "jwt.one.x");
        bench.Write("secret_id", VaultBench.SecretId);
        var root = (JsonObject)JsonNode.Parse(example)!;
        var store = (JsonObject)root["SecretStores"]!.AsObject().ShouldHaveSingleItem().Value!;
        bench.Vault.Namespace = (string?)store["Namespace"];
        store["Address"] = bench.Vault.Address;
        store["Tls"]!["Authorities"] = "ca.pem";
        if (store["Auth"]!["TokenFile"] is not null)
        {
            store["Auth"]!["TokenFile"] = "token";
        }

        if (root["Secrets"]!["secretId"] is { } secretId)
        {
            secretId["Path"] = "secret_id";
        }

        await bench.OpenFromAsync(root["Secrets"]!.ToJsonString(), root["SecretStores"]!.ToJsonString());

        (await VaultBench.ReadAsync(bench.Source("payKey"))).ShouldBe("value-1");
    }

    [Fact]
    public void Page_HasItsExamples() => SecretPage.Configurations("vault").Count.ShouldBe(2);
}
