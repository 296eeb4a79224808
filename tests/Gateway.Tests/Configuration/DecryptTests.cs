using Gateway.Configuration;
namespace Gateway.Tests.Configuration;

/// <summary>What is said of <c>Decrypt</c>, of the keys before the current one, and of keys that are texts, before anything is served.</summary>
public sealed class DecryptTests
{
    private const string Decrypt = """{ "Envelope": "report-ghosting", "Key": "key" }""";

    [Theory]
    [InlineData("""{ "Decrypt": { "Envelope": "report-ghosting", "Key": »"kye" } }""", "Decrypt.Key", "there is no secret of this name under Secrets; did you mean 'key'?")]
    [InlineData("""{ "Decrypt": { "Envelope": "report-ghosting", "Key": »"token" } }""", "Decrypt.Key", "secret 'token' does not fit")]
    [InlineData("""{ "Decrypt": { "Envelope": »"report-gosting", "Key": "key" } }""", "Decrypt.Envelope", "there is no envelope of this name")]
    [InlineData("""{ "Decrypt": »{ "Envelope": "aes-cbc", "Key": "key" } }""", "Decrypt.Body", "say where the sealed message goes")]
    [InlineData("""{ "Decrypt": { "Envelope": "jwe", "Key": »"key", "Text": true } }""", "Decrypt.Key", "secret 'key' does not fit")]
    [InlineData("""{ "ContentType": »"application/json" }""", "ContentType", "an answer that is not opened has a content type of its own")]
    [InlineData("""{ "Decrypt": { "Envelope": "report-ghosting", "Key": "key" }, "ContentType": »"json" }""", "ContentType", "expected a media type")]
    public async Task Decrypt_ThatCannotOpen_IsRefused(string response, string path, string message)
    {
        using var bench = new ConfigurationBench();

        await bench.ShouldRefuseAsync(WithResponse(response), $"Routes.r.Response.{path}", message);
    }

    [Fact]
    public async Task Decrypt_WithAnInjectedAcceptEncoding_IsRefused()
    {
        using var bench = new ConfigurationBench();

        await bench.ShouldRefuseAsync(
            SampleText.WithRoute($$"""
                { "Match": { "Path": "/r" }, "Upstream": "up", "Request": { "Inject": { "Headers": { "accept-encoding": »"gzip" } } }, "Response": { "Decrypt": {{Decrypt}} } }
                """),
            "Routes.r.Request.Inject.Headers.accept-encoding",
            "asks for identity itself");
    }

    [Theory]
    [InlineData("""{ "key": { "Source": "env", "Name": "KEY", "Encoding": "hex", "Previous": »"kee" } }""", "key", "there is no secret of this name under Secrets")]
    [InlineData("""{ "key": { "Source": "env", "Name": "KEY", "Encoding": "hex", "Previous": »"key" } }""", "key", "a secret does not come before itself")]
    [InlineData("""{ "key": { "Source": "env", "Name": "KEY", "Encoding": "hex", "Previous": »"" } }""", "key", "a string that is not empty is required")]
    public async Task Previous_ThatLeadsNowhere_IsRefused(string secrets, string secret, string message)
    {
        using var bench = new ConfigurationBench();

        await bench.ShouldRefuseAsync(WithSecrets(secrets, Decrypt), $"Secrets.{secret}.Previous", message);
    }

    [Fact]
    public async Task Previous_InACircle_IsRefusedAtEachOfItsSecrets()
    {
        using var bench = new ConfigurationBench();

        var errors = ConfigurationBench.Errors(await bench.LoadAsync(WithSecrets(
            """
            {
              "key": { "Source": "env", "Name": "KEY", "Encoding": "hex", "Previous": "b" },
              "b": { "Source": "env", "Name": "KEY", "Encoding": "hex", "Previous": "c" },
              "c": { "Source": "env", "Name": "KEY", "Encoding": "hex", "Previous": "key" }
            }
            """,
            Decrypt)));

        errors.Select(static error => error.Path).ShouldBe(["Secrets.key.Previous", "Secrets.b.Previous", "Secrets.c.Previous"]);
        errors.ShouldAllBe(static error => error.Message.Contains("in a circle", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Previous_ThatDoesNotFit_IsRefusedAtTheKey()
    {
        using var bench = new ConfigurationBench();

        var error = ConfigurationBench.Errors(await bench.LoadAsync(WithSecrets(
            """
            {
              "key": { "Source": "env", "Name": "KEY", "Encoding": "hex", "Previous": "token" },
              "token": { "Source": "env", "Name": "TOKEN" }
            }
            """,
            Decrypt))).ShouldHaveSingleItem();

        error.Path.ShouldBe("Routes.r.Response.Decrypt.Key");
        error.Message.ShouldContain("secret 'token' does not fit");
    }

    [Fact]
    public async Task Previous_OfASecretThatOpens_IsUsedAndNotWarnedOf()
    {
        using var bench = new ConfigurationBench();

        var result = await bench.LoadAsync(WithSecrets(
            """
            {
              "key": { "Source": "env", "Name": "KEY", "Encoding": "hex", "Previous": "old" },
              "old": { "Source": "env", "Name": "KEY", "Encoding": "hex" }
            }
            """,
            Decrypt));

        result.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Previous_OfASecretThatOpensNothing_IsAWarning()
    {
        using var bench = new ConfigurationBench();

        var result = await bench.LoadAsync(SampleText.WithSecrets(
            """
            {
              "key": { "Source": "env", "Name": "KEY", "Encoding": "hex", "Previous": "old" },
              "old": { "Source": "env", "Name": "KEY", "Encoding": "hex" }
            }
            """));

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        ConfigurationBench.Warnings(result).ShouldContain(
            static warning => warning.Path == "Secrets.key.Previous" && warning.Message.Contains("nothing is opened with this secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pem", "canary-91c4", "it is not PEM")]
    [InlineData("pem", "-----BEGIN CANARY-91C4-----\ncanary-91c4\n-----END CANARY-91C4-----", "")]
    [InlineData("jwk", "canary-91c4", "it is no JSON Web Key")]
    [InlineData("jwk", """{"kty":"canary-91c4"}""", "of a type other than RSA, EC and oct")]
    public async Task Secret_ThatIsNotTheKeyItSays_IsAnErrorThatHoldsNothingOfIt(string encoding, string value, string message)
    {
        using var bench = new ConfigurationBench();
        bench.Environment["KEY"] = value;

        var error = ConfigurationBench.Errors(await bench.LoadAsync(
            SampleText.WithSecrets($$"""{ "key": { "Source": "env", "Name": "KEY", "Encoding": "{{encoding}}" } }"""), need: SecretNeed.Local)).ShouldHaveSingleItem();

        error.Path.ShouldBe("Secrets.key");
        error.Message.ShouldContain(message);
        error.Message.ShouldNotContain("canary-91c4", Case.Insensitive);
    }

    [Fact]
    public async Task Weakness_ThatIsWaived_IsAWarning()
    {
        using var bench = new ConfigurationBench();

        var result = await bench.LoadAsync(WithResponse(
            """{ "Decrypt": { "Envelope": "report-ghosting", "Key": "key", "Iv": "zero", "Waivers": ["static-iv"] } }"""));

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        var warning = ConfigurationBench.Warnings(result).Single(static warning => warning.Path == "Routes.r.Response.Decrypt.Waivers");
        warning.Message.ShouldStartWith("static-iv is waived: ");
    }

    private static string WithResponse(string response) =>
        SampleText.WithRoute($$"""{ "Match": { "Path": "/r" }, "Upstream": "up", "Response": {{response}} }""");

    private static string WithSecrets(string secrets, string decrypt) =>
        SampleText.WithSecrets(secrets).Replace(
            """
            "Upstream": "up" }
            """.Trim(),
            $$"""
            "Upstream": "up", "Response": { "Decrypt": {{decrypt}} } }
            """.Trim(),
            StringComparison.Ordinal);
}
