using Gateway.Configuration;
using Gateway.Tests.Configuration;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Secrets;

/// <summary>Mistakes in the configuration of a Vault: each is told where it stands, before anybody is asked.</summary>
public sealed class VaultOptionsTests
{
    private const string Good = """{ "Kind": "vault", "Address": "https://v.example", "Auth": { "Method": "token", "Token": "token" } }""";

    [Theory]
    [InlineData("/secret/data/pay")]
    [InlineData("secret/data/pay/")]
    [InlineData("secret//pay")]
    [InlineData("secret/data/../../sys/raw")]
    [InlineData("secret/./pay")]
    [InlineData("..")]
    [InlineData("secret/data/pay?version=1")]
    [InlineData("secret/data/pay#key")]
    [InlineData("secret\\\\data")]
    public async Task Path_ThatLeadsElsewhere_IsRefused(string path)
    {
        using var bench = new ConfigurationBench();

        await bench.ShouldRefuseAsync(
            Text($$"""{ "Source": "vault", "Path": »"{{path}}", "Field": "key" }""", $$"""{ "corp": {{Good}} }"""), "Secrets.pay.Path", "expected a path below /v1/: names with / between them");
    }

    [Theory]
    [InlineData("http://localhost.:8200", "http:// would send secrets in the clear")]
    [InlineData("https://user:s3cr3t@v.example", "credentials do not belong in an address")]
    [InlineData("s3cr3t", "expected an address")]
    public void Address_OfTheEnvironmentThatWillNotDo_NamesTheVariable(string address, string words)
    {
        using var bench = new SourceBench();
        bench.Environment["VAULT_ADDR"] = address;
        bench.Environment["VAULT_TOKEN"] = "hvs.s3cr3t";

        var refusal = bench.Refusals("""{ "Secrets": { "pay": { "Source": "vault", "Path": "a", "Field": "f" } } }""").ShouldHaveSingleItem();

        refusal.ShouldStartWith($"SecretStores.vault.Address: environment variable VAULT_ADDR: {words}");
        refusal.ShouldNotContain("s3cr3t");
    }

    [Theory]
    [InlineData("""»{ "Source": "vault", "Field": "key" }""", "Secrets.pay.Path", "this key is required")]
    [InlineData("""»{ "Source": "vault", "Path": "a/b" }""", "Secrets.pay.Field", "this key is required")]
    [InlineData("""{ "Source": "vault", "Path": "a/b", "Field": "key", "Store": »"crop" }""", "Secrets.pay.Store", "no store of kind vault with this name under SecretStores; did you mean 'corp'?")]
    [InlineData("""{ "Source": "vault", "Path": "a/b", "Field": "key", »"Version": "1" }""", "Secrets.pay.Version", "unknown key")]
    public async Task Secret_WithAMistake_IsRefused(string secret, string path, string message)
    {
        using var bench = new ConfigurationBench();

        await bench.ShouldRefuseAsync(Text(secret, $$"""{ "corp": {{Good}} }"""), path, message);
    }

    [Theory]
    [InlineData("""»{ "Kind": "vault", "Auth": { "Method": "token", "Token": "token" } }""", "SecretStores.corp.Address", "an address is required, such as https://vault.example.com:8200, here or in VAULT_ADDR")]
    [InlineData("""{ "Kind": "vault", "Address": »"http://v.example", "Auth": { "Method": "token", "Token": "token" } }""", "SecretStores.corp.Address", "http:// would send secrets in the clear")]
    [InlineData("""{ "Kind": "vault", "Address": »"v.example", "Auth": { "Method": "token", "Token": "token" } }""", "SecretStores.corp.Address", "expected an address")]
    [InlineData("""{ "Kind": "vault", "Address": »"https://a:b@v.example", "Auth": { "Method": "token", "Token": "token" } }""", "SecretStores.corp.Address", "credentials do not belong in an address")]
    [InlineData("""»{ "Kind": "vault", "Address": "https://v.example" }""", "SecretStores.corp.Auth", "this section is required unless VAULT_TOKEN is set")]
    [InlineData("""{ "Kind": "vault", "Address": "https://v.example", "Auth": »{ } }""", "SecretStores.corp.Auth", "the section is empty")]
    [InlineData("""{ "Kind": "vault", "Address": "https://v.example", "Auth": »{ "Token": "token" } }""", "SecretStores.corp.Auth.Method", "this key is required")]
    [InlineData("""{ "Kind": "vault", "Address": "https://v.example", "Auth": { "Method": »"ldap" } }""", "SecretStores.corp.Auth.Method", "it has token, approle, kubernetes")]
    [InlineData("""{ "Kind": "vault", "Address": "https://v.example", "Auth": »{ "Method": "token" } }""", "SecretStores.corp.Auth.Token", "a string that is not empty is required")]
    [InlineData("""{ "Kind": "vault", "Address": "https://v.example", "Auth": { "Method": "token", "Token": »"hvs.thisisthetoken" } }""", "SecretStores.corp.Auth.Token", "there is no secret of this name under Secrets")]
    [InlineData("""{ "Kind": "vault", "Address": "https://v.example", "Auth": { "Method": "token", "Token": "token", »"Mount": "x" } }""", "SecretStores.corp.Auth.Mount", "unknown key")]
    [InlineData("""{ "Kind": "vault", "Address": "https://v.example", "Auth": »{ "Method": "approle", "SecretId": "token" } }""", "SecretStores.corp.Auth.RoleId", "this key is required")]
    [InlineData("""{ "Kind": "vault", "Address": "https://v.example", "Auth": »{ "Method": "approle", "RoleId": "x" } }""", "SecretStores.corp.Auth.SecretId", "a string that is not empty is required")]
    [InlineData("""{ "Kind": "vault", "Address": "https://v.example", "Auth": { "Method": "approle", "RoleId": "x", "SecretId": "token", "Mount": »"/auth/approle" } }""", "SecretStores.corp.Auth.Mount", "without auth/ before it")]
    [InlineData("""{ "Kind": "vault", "Address": "https://v.example", "Auth": { "Method": "approle", "RoleId": "x", "SecretId": "token", "Mount": »"auth/approle" } }""", "SecretStores.corp.Auth.Mount", "without auth/ before it")]
    [InlineData("""{ "Kind": "vault", "Address": »"https://v.example/v1", "Auth": { "Method": "token", "Token": "token" } }""", "SecretStores.corp.Address", "without /v1 at its end")]
    [InlineData("""{ "Kind": "vault", "Address": »"https://v.example/v1/", "Auth": { "Method": "token", "Token": "token" } }""", "SecretStores.corp.Address", "without /v1 at its end")]
    [InlineData("""{ "Kind": "vault", "Address": "https://v.example", "Auth": »{ "Method": "kubernetes" } }""", "SecretStores.corp.Auth.Role", "this key is required")]
    [InlineData("""{ "Kind": "vault", "Address": "https://v.example", "Namespace": »"team a", "Auth": { "Method": "token", "Token": "token" } }""", "SecretStores.corp.Namespace", "expected a namespace such as team-a")]
    [InlineData("""{ "Kind": "vault", "Address": "https://v.example", "Timeout": »"31s", "Auth": { "Method": "token", "Token": "token" } }""", "SecretStores.corp.Timeout", "at most 30s")]
    [InlineData("""{ "Kind": "vault", "Address": "https://v.example", "Tls": { "Authorities": »"none.pem" }, "Auth": { "Method": "token", "Token": "token" } }""", "SecretStores.corp.Tls.Authorities", "does not exist")]
    [InlineData("""{ "Kind": »"vaults", "Address": "https://v.example" }""", "SecretStores.corp.Kind", "this is not a kind of store of this version; it has")]
    public async Task Store_WithAMistake_IsRefused(string store, string path, string message)
    {
        using var bench = new ConfigurationBench();

        var marked = store.Contains("vaults", StringComparison.Ordinal) ? store.Replace(", \"Address\": \"https://v.example\"", string.Empty, StringComparison.Ordinal) : store;
        await bench.ShouldRefuseAsync(Text("""{ "Source": "vault", "Path": "a/b", "Field": "key" }""", $$"""{ "corp": {{marked}} }"""), path, message);
    }

    [Fact]
    public async Task Store_ThatIsTheTokenItself_IsNotRepeated()
    {
        using var bench = new ConfigurationBench();

        var result = await bench.LoadAsync(Text(
            """{ "Source": "vault", "Path": "a/b", "Field": "key" }""", """{ "corp": { "Kind": "vault", "Address": "https://v.example", "Auth": { "Method": "token", "Token": "hvs.thisisthetoken" } } }"""));

        ConfigurationBench.Errors(result).ShouldHaveSingleItem();
        string.Join('\n', result.Problems).ShouldNotContain("thisisthetoken");
    }

    [Fact]
    public async Task Secret_TwoVaultsAndNoneNamed_IsRefused()
    {
        using var bench = new ConfigurationBench();

        await bench.ShouldRefuseAsync(
            Text("""»{ "Source": "vault", "Path": "a/b", "Field": "key" }""", $$"""{ "corp": {{Good}}, "other": {{Good}} }"""), "Secrets.pay.Store", "there are several stores of kind vault (corp, other)");
    }

    [Fact]
    public async Task Token_KeptInTheVaultThatItOpens_IsRefused()
    {
        using var bench = new ConfigurationBench();

        var result = await bench.LoadAsync(Text(
            """{ "Source": "vault", "Path": "a/b", "Field": "key" }""",
            """{ "corp": { "Kind": "vault", "Address": "https://v.example", "Auth": { "Method": "token", "Token": "pay" } } }"""));

        ConfigurationBench.Errors(result).ShouldHaveSingleItem().Message.ShouldContain("in a circle");
    }

    [Fact]
    public async Task Token_InTheEnvironment_IsGivenToNoProgram()
    {
        using var bench = new ConfigurationBench();
        bench.Environment["VAULT_TOKEN"] = "hvs.thisisthetoken";

        var result = await bench.LoadAsync(
            Text(
                """{ "Source": "vault", "Path": "a/b", "Field": "key" }, "other": { "Source": "exec", "Command": ["/bin/true"], "Field": "x", "Environment": ["VAULT_TOKEN"] }""",
                """{ "corp": { "Kind": "vault", "Address": "https://v.example" } }"""),
            SecretNeed.Local);

        ConfigurationBench.Errors(result).ShouldHaveSingleItem().Path.ShouldStartWith("Secrets.other.Environment");
    }

    [Fact]
    public async Task Store_ThatNobodyWroteDown_LacksWhatItLacksWhereTheSecretAsksForIt()
    {
        using var bench = new ConfigurationBench();
        bench.Environment["VAULT_TOKEN"] = "hvs.thisisthetoken";

        await bench.ShouldRefuseAsync(Text("""»{ "Source": "vault", "Path": "a/b", "Field": "key" }""", "{ }"), "SecretStores.vault.Address", "here or in VAULT_ADDR");
    }

    [Fact]
    public async Task Check_WithoutResolving_AsksNoVault()
    {
        using var bench = new ConfigurationBench();
        using var authority = new TestAuthority();
        await using var vault = await VaultServer.StartAsync(authority.Issue());

        var result = await bench.LoadAsync(
            Text("""{ "Source": "vault", "Path": "a/b", "Field": "key" }""", $$"""{ "corp": { "Kind": "vault", "Address": "{{vault.Address}}", "Auth": { "Method": "token", "Token": "token" } } }"""),
            SecretNeed.Local);

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        vault.Requests.ShouldBe(0);
    }

    private static string Text(string secret, string stores) => $$"""
        {
          "Secrets": { "token": { "Source": "env", "Name": "TOKEN" }, "pay": {{secret}} },
          "SecretStores": {{stores}},
          "Upstreams": { "up": { "Addresses": ["https://a.example"] } },
          "Routes": { "r": { "Match": { "Path": "/r" }, "Upstream": "up" } }
        }
        """;
}
