using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Secrets;

/// <summary>The program with a secret that another program prints: the report has it, and that program has nothing of the gateway's.</summary>
[Trait("Runs", "Program")]
public sealed class ExecProgramTests : GatewayTest
{
    private const string Canary = "canary-7b3f90d1c4";

    [Fact]
    public async Task Report_WithASecretThatAProgramPrints_ArrivesWithIt_AndTheProgramSeesNoOther()
    {
        Configuration.Environment["SUBSCRIPTION_KEY"] = Canary;
        Configuration.Environment["UNRELATED_KEY"] = Canary;
        Configuration.WriteFile("other_key", Canary);
        Configuration.Root["Secrets"]!["otherKey"] = JsonNode.Parse("""{ "Source": "file", "Path": "other_key" }""");
        Configuration.WriteFile("get-secret", """
            cat /proc/$$/environ > environment
            tr '\0' ' ' < /proc/$$/cmdline > arguments
            tr '\0' ' ' < /proc/$PPID/cmdline > gateway
            ls -l /proc/$$/fd > handles
            echo '{ "SecretAccessKey": "printed-5f0e" }'
            """);
        Configuration.Root["Secrets"]!["pay"] = JsonNode.Parse("""{ "Source": "exec", "Command": ["/bin/sh", "get-secret", "--name", "pay"], "Field": "SecretAccessKey", "Timeout": "30s" }""");
        Configuration.Request["Inject"]!["Headers"]!["X-Pay-Key"] = "{secret:pay}";
        Configuration.Request["Inject"]!["Headers"]!["X-Other-Key"] = "{secret:otherKey}";
        await using var gateway = await RunningProgram.StartAsync(Configuration);

        using var response = await gateway.PostAsync(GoodReport);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Upstream.Reports.ShouldHaveSingleItem().Headers["X-Pay-Key"].ShouldBe("printed-5f0e");
        File.ReadAllText(Configuration.PathOf("arguments")).ShouldBe("/bin/sh get-secret --name pay ");
        File.ReadAllText(Configuration.PathOf("environment")).ShouldContain("PATH=");
        foreach (var seen in new[] { "environment", "arguments", "gateway" })
        {
            File.ReadAllText(Configuration.PathOf(seen)).ShouldNotContain(Canary);
        }

        gateway.Lines.ShouldAllBe(static line => !line.Contains("printed-5f0e", StringComparison.Ordinal) && !line.Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Gateway_ThatStopsWhileTheProgramRuns_LeavesNoneBehind()
    {
        Configuration.WriteFile("get-secret", """
            [ ! -e before ] || { echo $$ > hanging.new; mv hanging.new hanging; sleep 600; }
            touch before
            echo '{ "SecretAccessKey": "printed-5f0e" }'
            """);
        Configuration.Root["Secrets"]!["pay"] = JsonNode.Parse(
            """{ "Source": "exec", "Command": ["/bin/sh", "get-secret"], "Field": "SecretAccessKey", "Refresh": "1s", "Timeout": "30s" }""");
        Configuration.Request["Inject"]!["Headers"]!["X-Pay-Key"] = "{secret:pay}";
        Configuration.Root["Shutdown"] = JsonNode.Parse("""{ "Grace": "0s" }""");
        await using var gateway = await RunningProgram.StartAsync(Configuration);
        await Eventually.TrueAsync(() => File.Exists(Configuration.PathOf("hanging")), "the program is run a second time");

        (await gateway.StopAsync()).ShouldBe(0);

        var program = File.ReadAllText(Configuration.PathOf("hanging")).Trim();
        await Eventually.TrueAsync(() => !Directory.Exists($"/proc/{program}"), "the program is gone");
    }
}
