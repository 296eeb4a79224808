using Gateway.Configuration.Reading;

namespace Gateway.Tests.Configuration;

/// <summary>
/// No message may hold a secret: not one that was read from its place, and not one that someone wrote by mistake where its name, its source or
/// an object belongs.
/// </summary>
public sealed class ConfigurationSecrecyTests
{
    private const string Pasted = "hunter2";

    [Theory]
    [InlineData("""{ "s": "hunter2" }""")]
    [InlineData("""{ "s": ["hunter2"] }""")]
    [InlineData("""{ "s": { "Source": "hunter2" } }""")]
    [InlineData("""{ "s": { "Source": "literal", "Value": "hunter2" } }""")]
    [InlineData("""{ "s": { "Source": "literal", "Value": ["hunter2"] } }""")]
    [InlineData("""{ "s": { "Source": "env", "Name": "KEY", "Value": "hunter2" } }""")]
    [InlineData("""{ "s": { "Source": "env", "Name": "KEY", "Encoding": "hunter2" } }""")]
    [InlineData("""{ "s": { "Source": "env", "Name": "KEY", "Previous": "hunter2" } }""")]
    [InlineData("""{ "s": { "Source": "literal", "Value": hunter2 } }""")]
    [InlineData("""{ "s": { "Source": "literal", "Value": thunter2 } }""")]
    [InlineData("""{ "s": { "Source": "literal", "Value": "hunter2 } }""")]
    [InlineData("""{ "s": { "Source": "literal", "Value": "hunter2", "Value": "hunter2" } }""")]
    public async Task Secret_WrittenWhereItDoesNotBelong_IsNotRepeated(string secrets)
    {
        using var bench = new ConfigurationBench();

        ShouldNotRepeat(await bench.LoadAsync(SampleText.WithSecrets(secrets)));
    }

    [Theory]
    [InlineData("""{ "Encrypt": { "Envelope": "report-ghosting", "Key": "hunter2" } }""")]
    [InlineData("""{ "Encrypt": "hunter2" }""")]
    [InlineData("""{ "Hash": { "$.a": "hunter2" } }""")]
    [InlineData("""{ "Hash": "hunter2" }""")]
    [InlineData("""{ "Inject": { "Headers": { "X-Key": "{secret:hunter2}" } } }""")]
    [InlineData("""{ "Inject": { "Headers": { "X-Key": "{hunter2}" } } }""")]
    [InlineData("""{ "Inject": { "Headers": { "X-Key": "hunter2}" } } }""")]
    [InlineData("""{ "Inject": { "Headers": { "X-Key": ["hunter2"] } } }""")]
    [InlineData("""{ "Inject": { "Headers": { "X-Key": "hunter2ä" } } }""")]
    [InlineData("""{ "Inject": { "Headers": { "Host": "hunter2" } } }""")]
    [InlineData("""{ "Inject": { "Query": "hunter2" } }""")]
    [InlineData("""{ "Inject": { "Body": { "key": "hunter2" } } }""")]
    [InlineData("""{ "Inject": "hunter2" }""")]
    public async Task Request_SecretInsteadOfItsName_IsNotRepeated(string request)
    {
        using var bench = new ConfigurationBench();

        ShouldNotRepeat(await bench.LoadAsync(SampleText.WithRequest(request)));
    }

    [Theory]
    [InlineData("Secrets.key=hunter2")]
    [InlineData("Secrets.key.Source=hunter2")]
    [InlineData("Secrets.key.Encoding=hunter2")]
    [InlineData("Secrets={\"key\": \"hunter2\"}")]
    [InlineData("Secrets={\"key\": hunter2}")]
    [InlineData("Routes.r.Request.Encrypt.Key=hunter2")]
    [InlineData("hunter2")]
    public async Task Overlay_SecretWrittenWhereItDoesNotBelong_IsNotRepeated(string setting)
    {
        using var bench = new ConfigurationBench();
        bench.Settings.Add(setting);

        ShouldNotRepeat(await bench.LoadAsync(SampleText.WithRequest("""{ "Encrypt": { "Envelope": "report-ghosting", "Key": "key" } }""")));
    }

    [Fact]
    public async Task Address_WithCredentials_IsNotRepeated()
    {
        using var bench = new ConfigurationBench();

        ShouldNotRepeat(await bench.LoadAsync(SampleText.WithUpstream("""{ "Addresses": ["https://me:hunter2@a.example"] }""")));
    }

    [Theory]
    [InlineData("""{ "Encrypt": { "Envelope": "report-ghosting", "Key": "token" } }""")]
    [InlineData("""{ "Inject": { "Headers": { "X-Key": "{secret:token}" } } }""")]
    public async Task Secret_ReadFromItsPlaceThatDoesNotFit_IsNamedAndNotShown(string request)
    {
        using var bench = new ConfigurationBench();
        bench.Environment["TOKEN"] = "hunter2\u0001";

        var result = await bench.LoadAsync(SampleText.WithRequest(request));

        ShouldNotRepeat(result);
        ConfigurationBench.Errors(result).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Secret_InAFileOfAnotherEncoding_IsNotShown()
    {
        using var bench = new ConfigurationBench();
        bench.Write("s.txt", "hunter2");

        ShouldNotRepeat(await bench.LoadAsync(SampleText.WithSecrets("""{ "s": { "Source": "file", "Path": "s.txt", "Encoding": "hex" } }""")));
    }

    private static void ShouldNotRepeat(Gateway.Configuration.ConfigurationResult result)
    {
        ConfigurationBench.Errors(result).ShouldNotBeEmpty();
        foreach (ConfigurationProblem problem in result.Problems)
        {
            problem.ToString().ShouldNotContain(Pasted, Case.Insensitive);
        }
    }
}
