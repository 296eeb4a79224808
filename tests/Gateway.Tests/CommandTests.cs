using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests;

/// <summary>The program as its users meet it: a process, its exit code and what it prints.</summary>
[Trait("Runs", "Program")]
public sealed class CommandTests : GatewayTest
{
    [Fact]
    public async Task Check_OfAFileWithFiveMistakes_PrintsFiveErrorsWithTheirPlacesAndExits2()
    {
        Configuration.WriteFile("gateway.json", """
            {
              "Secrets": { "key": { "Source": "env", "Name": "KEY", "Encoding": "hax" } },
              "Upstreams": {
                "server": { "Addresses": ["http://reports.example.com"], "Timeout": "10 seconds" }
              },
              "Routes": {
                "report": {
                  "Match": { "Path": "/report" },
                  "Upstream": "sever",
                  "Requst": { "MaxBody": "64KiB" }
                }
              }
            }
            """);

        var run = await ProcessRun.GatewayAsync("check", "--config", Configuration.FilePath);

        run.ExitCode.ShouldBe(2, run.Output);
        var errors = run.Output.Split('\n').Where(static line => line.Contains(": error: ", StringComparison.Ordinal)).ToList();
        errors.Count.ShouldBe(5, run.Output);
        errors[0].ShouldStartWith($"{Configuration.FilePath}:2:69: error: Secrets.key.Encoding: ");
        errors[1].ShouldStartWith($"{Configuration.FilePath}:4:31: error: Upstreams.server.Addresses[0]: ");
        errors[2].ShouldStartWith($"{Configuration.FilePath}:4:73: error: Upstreams.server.Timeout: ");
        errors[3].ShouldStartWith($"{Configuration.FilePath}:9:19: error: Routes.report.Upstream: ");
        errors[3].ShouldContain("did you mean 'server'?");
        errors[4].ShouldStartWith($"{Configuration.FilePath}:10:7: error: Routes.report.Requst: ");
        errors[4].ShouldContain("did you mean 'Request'?");
    }

    [Theory]
    [InlineData("abc", "not hex")]
    [InlineData("", "empty")]
    [InlineData(null, "not a regular file")]
    public async Task Check_OfASecretThatIsThereAndWrong_Exits2(string? content, string message)
    {
        if (content is null)
        {
            File.Delete(Configuration.PathOf("plugin_key"));
            await ProcessRun.SucceedAsync("mkfifo", Configuration.PathOf("plugin_key"));
        }
        else
        {
            Configuration.WriteFile("plugin_key", content);
        }

        Configuration.Save();

        var run = await ProcessRun.GatewayAsync("check", "--config", Configuration.FilePath);

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain("secret 'pluginKey' cannot be resolved: ");
        run.Output.ShouldContain(message);
    }

    [Fact]
    public async Task Check_Resolving_PrintsATableOfAllSecretsAndExits1IfOneCannotBeRead()
    {
        Configuration.Root["Secrets"]!["printed"] = JsonNode.Parse("""{ "Source": "exec", "Command": ["/bin/false"], "Field": "key" }""");
        Configuration.Root["Secrets"]!["subscriptionKey"] = JsonNode.Parse("""{ "Source": "file", "Path": "plugin_key" }""");
        Configuration.Save();

        var run = await ProcessRun.GatewayAsync("check", "--config", Configuration.FilePath, "--resolve");

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain("secret 'printed' cannot be resolved here: the program failed, with exit code 1");
        run.Output.ShouldMatch(@"(?m)^secret +source +bytes +age +expires in +state$");
        run.Output.ShouldMatch(@"(?m)^pluginKey +file +32 +\d+s +- +resolved$");
        run.Output.ShouldMatch(@"(?m)^printed +exec +- +- +- +not resolved$");
    }

    [Fact]
    public async Task Check_ResolvingWithAMistake_AsksNobodyAndSaysSo()
    {
        Configuration.Root["Secrets"]!["printed"] = JsonNode.Parse("""{ "Source": "exec", "Command": ["/bin/sh", "-c", "touch asked"], "Field": "key" }""");
        Configuration.Upstream["Timeout"] = "10 seconds";
        Configuration.Save();

        var run = await ProcessRun.GatewayAsync("check", "--config", Configuration.FilePath, "--resolve");

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldMatch(@"(?m)^printed +exec +- +- +- +not asked$");
        File.Exists(Configuration.PathOf("asked")).ShouldBeFalse();
    }

    [Fact]
    public async Task Check_OfTheSample_IsValidWithoutItsSecrets()
    {
        var run = await ProcessRun.GatewayAsync("check", "--config", Path.Combine(Repository.Root, "config", "gateway.json"));

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("valid, 1 route");
        run.Output.ShouldContain("secret 'pluginKey' cannot be resolved here");
    }

    [Theory]
    [InlineData("run")]
    [InlineData(null)]
    public async Task Run_WithAnErrorInTheConfiguration_ListsItAndExits2(string? command)
    {
        Configuration.Root["Misspelt"] = true;
        Configuration.Save();
        string[] arguments = ["--config", Configuration.FilePath];

        var run = await ProcessRun.GatewayAsync(command is null ? arguments : [command, .. arguments]);

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain("error: Misspelt: unknown key");
        run.Output.ShouldContain("SUBSCRIPTION_KEY is not set");
        run.Output.ShouldContain("not started");
    }

    [Theory]
    [InlineData("", "is empty, or not a regular file")]
    [InlineData(" \n", "the file is empty")]
    [InlineData("{ \"Routes\": {", "not valid JSON")]
    [InlineData("[]", "expected an object, found an array")]
    [InlineData("\"text\"", "expected an object, found a string")]
    public async Task Run_WithAFileThatIsNoConfiguration_SaysSoAndExits2(string text, string message)
    {
        Configuration.WriteFile("gateway.json", text);

        var run = await ProcessRun.GatewayAsync("run", "--config", Configuration.FilePath);

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain(message);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("check")]
    public async Task RunAndCheck_WithoutAFile_SayHowToNameOneAndExit2(string command)
    {
        var run = await ProcessRun.GatewayAsync(command, "--config", Configuration.PathOf("absent.json"));

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain("absent.json: error: ");
        run.Output.ShouldContain("does not exist");
        run.Output.ShouldContain("name another configuration with --config PATH");
    }

    [Fact]
    public async Task Run_WithASecretOfTheWrongLength_NamesTheSecretAndNothingOfIt()
    {
        const string Short = "0123456789abcdef0123456789abcdef";
        Configuration.WriteFile("plugin_key", Short);
        Configuration.Root["Secrets"]!["subscriptionKey"] = JsonNode.Parse("""{ "Source": "file", "Path": "plugin_key" }""");
        Configuration.Save();

        var run = await ProcessRun.GatewayAsync("run", "--config", Configuration.FilePath);

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain("secret 'pluginKey' does not fit");
        run.Output.ShouldNotContain(Short[..8]);
    }

    [Fact]
    public async Task Run_WithASchemaThatDoesNotCompile_SaysWhereAndWhy()
    {
        Configuration.WriteFile("report.schema.json", """{ "properties": { "email": { "type": "strnig" } }, "minProperties": -1, "requird": ["email"] }""");
        Configuration.Environment.Clear();
        Configuration.Save();

        var run = await ProcessRun.GatewayAsync("check", "--config", Configuration.FilePath);

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain("at /properties/email/type: ");
        run.Output.ShouldContain("at /minProperties: ");
        run.Output.ShouldContain("warning: Routes.report.Request.Schema: ");
        run.Output.ShouldContain("at /requird: 'requird' is not a keyword and has no effect; did you mean 'required'?");
    }

    [Fact]
    public async Task Run_WithAPortInUse_SaysWhichAndExits1()
    {
        using var occupant = new TcpListener(IPAddress.Loopback, 0);
        occupant.Start();
        var port = ((IPEndPoint)occupant.LocalEndpoint).Port;
        Configuration.Root["Listeners"]!["Data"]!["Url"] = $"http://127.0.0.1:{port}";
        Configuration.Root["Secrets"]!["subscriptionKey"] = JsonNode.Parse("""{ "Source": "file", "Path": "plugin_key" }""");
        Configuration.Save();

        var run = await ProcessRun.GatewayAsync("run", "--config", Configuration.FilePath);

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain($"127.0.0.1:{port}");
        run.Output.ShouldContain("address already in use");
        run.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Demo_Once_ShowsTheReportBeforeAndAfterAndExits0()
    {
        var run = await ProcessRun.GatewayAsync("demo", "--once", "--port", "0");

        run.ExitCode.ShouldBe(0, run.Output);
        var sections = run.Output.Split("--- ");
        var sent = sections.Single(static section => section.StartsWith("What the app sent", StringComparison.Ordinal));
        var left = sections.Single(static section => section.StartsWith("What left the machine", StringComparison.Ordinal));
        var read = sections.Single(static section => section.StartsWith("What the report server read", StringComparison.Ordinal));
        sent.ShouldContain("salary band C");
        left.ShouldContain("{\"data\":\"");
        left.ShouldNotContain("ada@example.com");
        read.ShouldContain("ada@example.com");
        read.ShouldNotContain("salary band C");
    }

    [Fact]
    public async Task Demo_WithoutATemporaryDirectory_NamesItAndSaysWhatToDo()
    {
        var absent = Configuration.PathOf("absent");

        var run = await ProcessRun.RunAsync("env", [$"TMPDIR={absent}", .. ProcessRun.GatewayProgram, "demo", "--once"]);

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain(absent);
        run.Output.ShouldContain("name a directory that can be written to in TMPDIR");
        run.Output.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("demo --once --port 0 >&-")]
    [InlineData("demo --once --port 0 >/dev/full")]
    [InlineData("check --config absent.json >/dev/full")]
    public async Task StandardOutput_ThatCannotBeWrittenTo_IsSaidToBeWhatFails(string command)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");

        var run = await ProcessRun.RunAsync("sh", ["-c", $"exec \"$@\" {command}", "sh", .. ProcessRun.GatewayProgram]);

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldStartWith("gateway: standard output cannot be written to: ");
        run.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Program_ThatCanSayNothingAnywhere_Exits1()
    {
        var run = await ProcessRun.RunAsync("sh", ["-c", "exec \"$@\" demo --once --port 0 >&- 2</dev/null", "sh", .. ProcessRun.GatewayProgram]);

        run.ExitCode.ShouldBe(1, run.Output);
    }

    [Fact]
    public async Task Weakness_ThatIsWaived_IsShownByCheckAndAtTheStart()
    {
        Configuration.Request["Encrypt"]!["Iv"] = "zero";
        Configuration.Request["Encrypt"]!["Waivers"] = new JsonArray("static-iv");
        Configuration.Save();
        const string Warning = "warning: Routes.report.Request.Encrypt.Waivers: static-iv is waived: ";

        var check = await ProcessRun.GatewayAsync("check", "--config", Configuration.FilePath);
        using var started = await GatewayProcess.StartAsync(Configuration);

        check.ExitCode.ShouldBe(0, check.Output);
        check.Output.ShouldContain(Warning);
        started.Beginning.ShouldContain(static line => line.Contains("\"event\":4002", StringComparison.Ordinal) && line.Contains(Warning, StringComparison.Ordinal));
    }

    [Fact]
    public void Signals_AreNotTakenByTheCommandLine_WhichWouldCutTheDrainShort() => Commands.GatewayCommandLine.Invocation.ProcessTerminationTimeout.ShouldBeNull();

    [Fact]
    public async Task Healthcheck_OfAGatewayThatIsReady_Exits0()
    {
        var gateway = await StartGatewayAsync();

        var run = await ProcessRun.GatewayAsync("healthcheck", "--url", $"{gateway.ManagementAddress}readyz");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("ready");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    public async Task Healthcheck_WithoutAnAddress_AsksTheListenerThatTheEnvironmentNames(string host)
    {
        var gateway = await StartGatewayAsync();
        string[] check = [$"GATEWAY__Listeners__Management__Url=http://{host}:{gateway.ManagementAddress.Port}", .. ProcessRun.GatewayProgram, "healthcheck"];

        (await ProcessRun.SucceedAsync("env", check)).ShouldContain("ready");
        (await ProcessRun.RunAsync("env", [check[0] + "/nonsense", .. check[1..]])).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Help_SpeaksOfTheProgramByTheNameThatItsFileHas()
    {
        var run = await ProcessRun.GatewayAsync("--help");

        run.Output.ShouldContain($"  {Path.GetFileNameWithoutExtension(ProcessRun.GatewayProgram[^1])} demo ");
        run.Output.ShouldContain($"  {Path.GetFileNameWithoutExtension(ProcessRun.GatewayProgram[^1])} [command] [options]");
    }

    [Theory]
    [InlineData("demo", "--port", "99999")]
    [InlineData("demo", "--config", "x.json")]
    [InlineData("run", "--confg", "x.json")]
    public async Task Mistake_OnTheCommandLine_IsNamedWithoutAStackTrace(params string[] arguments)
    {
        var run = await ProcessRun.GatewayAsync(arguments);

        run.ExitCode.ShouldBe(1, run.Output);
        run.Output.ShouldContain(arguments[1]);
        run.Output.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("not an address", 1)]
    [InlineData("http://127.0.0.1:1/readyz", 1)]
    public async Task Healthcheck_OfWhatDoesNotAnswer_Exits1(string url, int exitCode)
    {
        var run = await ProcessRun.GatewayAsync("healthcheck", "--url", url);

        run.ExitCode.ShouldBe(exitCode, run.Output);
        run.Output.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("--help", "Examples:")]
    [InlineData("check --help", "--config")]
    [InlineData("demo --help", "--once")]
    public async Task Help_IsThere(string arguments, string text)
    {
        var run = await ProcessRun.GatewayAsync(arguments.Split(' '));

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain(text);
    }
}
