using System.Text;
using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Configuration;

public sealed class OverlayTests
{
    private const string File =
        """
        {
          "Logging": { "Level": "debug" },
          "Routes": { "a.b": { "Keep": ["$.x"] } }
        }
        """;

    [Theory]
    [InlineData("Logging.Level=error", "Logging|Level", "error")]
    [InlineData("Routes['a.b'].Path=/x", "Routes|a.b|Path", "/x")]
    [InlineData("['Routes']['a=b']=", "Routes|a=b", "")]
    [InlineData("Routes.r.Request.Mask['$.card']=last4", "Routes|r|Request|Mask|$.card", "last4")]
    [InlineData("Routes.['it's'].Path=a=b", "Routes|it's|Path", "a=b")]
    public void FromSetting_KeysAndValue_AreSplitAtTheFirstEqualsSign(string setting, string keys, string value)
    {
        var problems = new ProblemList();

        var overlay = Overlay.FromSetting(setting, problems).ShouldNotBeNull();

        overlay.Keys.ShouldBe(keys.Split('|'));
        overlay.Value.ShouldBe(value);
        problems.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("=x")]
    [InlineData("Logging")]
    [InlineData("Logging.")]
    [InlineData("Logging..Level=x")]
    [InlineData("Logging.=x")]
    [InlineData("['Logging=x")]
    [InlineData("['']=x")]
    [InlineData("Keep[0]=x")]
    [InlineData("['a']b=x")]
    public void FromSetting_OtherForms_AreRefusedWithoutRepeatingThem(string setting)
    {
        var problems = new ProblemList();

        Overlay.FromSetting(setting, problems).ShouldBeNull();

        problems.All.ShouldHaveSingleItem().ToString().ShouldBe("--set: error: expected Key.Key=value, such as --set Logging.Level=debug");
    }

    [Fact]
    public void FromEnvironment_OnlyVariablesOfTheGateway_AreTaken()
    {
        var overlays = Overlay.FromEnvironment(new Dictionary<string, string>
        {
            ["PATH"] = "/bin",
            ["GATEWAY_HOME"] = "/srv",
            ["GATEWAY__Routes__my-route__Path"] = "/v2",
            ["GATEWAY__Logging__Level"] = "error",
        }).ToList();

        overlays.Select(static overlay => string.Join('|', overlay.Keys)).ShouldBe(["Logging|Level", "Routes|my-route|Path"]);
        overlays[1].Location.ToString().ShouldBe("environment variable GATEWAY__Routes__my-route__Path");
    }

    [Fact]
    public void Apply_KeyThatDiffersInCaseOnly_IsTheOneInTheFile()
    {
        var root = Parse();

        Apply(root, "LOGGING.LEVEL=error").All.ShouldBeEmpty();

        Json(root).ShouldStartWith("""{"Logging":{"Level":"error"},""");
    }

    [Fact]
    public void Apply_SectionsThatAreNotThere_AreMade()
    {
        var root = Parse();

        Apply(root, "Routes['a.b'].Request.MaxBody=1KiB").All.ShouldBeEmpty();

        Json(root).ShouldContain("""{"a.b":{"Keep":["$.x"],"Request":{"MaxBody":"1KiB"}}}""");
    }

    [Theory]
    [InlineData("Logging.Level.Deep=x", "Logging.Level", "a string stands here, and an overlay needs an object")]
    [InlineData("Routes['a.b'].Keep.0=$.y", "Routes['a.b'].Keep", "an array stands here, and an overlay needs an object; a list is replaced whole, as JSON")]
    public void Apply_OntoWhatIsNoObject_IsRefused(string setting, string path, string message)
    {
        var problem = Apply(Parse(), setting).All.ShouldHaveSingleItem();

        problem.Path.ShouldBe(path);
        problem.Message.ShouldContain(message);
        problem.Location.ToString().ShouldBe($"--set {setting[..setting.IndexOf('=', StringComparison.Ordinal)]}");
    }

    [Fact]
    public async Task Load_SettingsAndEnvironment_AreTypedByTheirTarget()
    {
        using var bench = new ConfigurationBench();
        bench.Environment["GATEWAY__Routes__r__Request__MaxBody"] = "2KiB";
        bench.Environment["GATEWAY__Routes__R__request__Json__MaxDepth"] = "7";
        bench.Environment["GATEWAY__Logging__Level"] = "error";
        bench.Settings.AddRange(
            ["Logging.Level=warning", "Routes.r.Request.Keep=[\"$.a\", \"$.b\"]", "Upstreams.up.AllowPrivateNetworks=true", "Upstreams.up.Tls={\"MinimumVersion\": \"1.3\"}"]);

        var result = await bench.LoadAsync(SampleText.WithRequest("""{ "Keep": ["$.z"] }"""));

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        var options = result.Generation.ShouldNotBeNull().Options;
        options.Routes[0].Request.MaxBody.ShouldBe(2048);
        options.Routes[0].Request.Json.ShouldNotBeNull().MaxDepth.ShouldBe(7);
        options.Routes[0].Request.Keep.ShouldBe(["$.a", "$.b"]);
        options.Upstreams["up"].AllowPrivateNetworks.ShouldBeTrue();
        options.Upstreams["up"].Tls.Protocols.ShouldBe(System.Security.Authentication.SslProtocols.Tls13);
        options.Logging.ShouldBe(new LoggingOptions(LogLevel.Warning, Json: true), "--set comes after the environment");
    }

    [Theory]
    [InlineData("Logging.Level=loud", "Logging.Level", "expected one of trace, debug, information, warning, error, critical, found 'loud'")]
    [InlineData("Logging.Levle=debug", "Logging.Levle", "unknown key; did you mean 'Level'?")]
    [InlineData("Routes.r.Request.Keep=$.a", "Routes.r.Request.Keep", "expected an array of strings, found text")]
    [InlineData("Routes.r.Request.Keep=[\"$.a\"", "Routes.r.Request.Keep", "not valid JSON")]
    [InlineData("Routes.r.Request={\"Keep\": [\"$.a\"], \"Keep\": [\"$.b\"]}", "Routes.r.Request", "the key is there twice")]
    [InlineData("Routes.r.Request={\"Keeps\": [\"$.a\"]}", "Routes.r.Request.Keeps", "unknown key")]
    [InlineData("Routes.r.Request.MaxBody=", "Routes.r.Request.MaxBody", "expected a size such as 512, 64KiB, 1MiB or 1GiB, found an empty string")]
    [InlineData("Routes.r.Request.Json.MaxDepth=0", "Routes.r.Request.Json.MaxDepth", "expected a whole number from 1 to 1000, found '0'")]
    [InlineData("Upstreams.up.AllowPlaintext=yes", "Upstreams.up.AllowPlaintext", "expected true or false, found 'yes'")]
    public async Task Load_SettingThatDoesNotFit_PointsAtTheSetting(string setting, string path, string message)
    {
        using var bench = new ConfigurationBench();
        bench.Settings.Add(setting);

        var result = await bench.LoadAsync(SampleText.WithRequest("""{ "MaxBody": "1KiB" }"""));

        var error = ConfigurationBench.Errors(result).ShouldHaveSingleItem();
        error.Path.ShouldBe(path);
        error.Message.ShouldStartWith(message);
        error.Location.ToString().ShouldBe($"--set {setting[..setting.IndexOf('=', StringComparison.Ordinal)]}");
    }

    private static ObjectNode Parse() => (ObjectNode)ConfigurationParser.Parse(Encoding.UTF8.GetBytes(File), "f.json", new ProblemList())!;

    private static string Json(ObjectNode root) => Encoding.UTF8.GetString(NodeJson.Write(root).Span);

    private static ProblemList Apply(ObjectNode root, string setting)
    {
        var problems = new ProblemList();
        Overlay.FromSetting(setting, problems).ShouldNotBeNull().Apply(root, problems);
        return problems;
    }
}
