using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;

namespace Gateway.Tests;

/// <summary>A file that may not be read is called that, and not absent; and one that stops being readable changes nothing.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PermissionTests : GatewayTest
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public async Task Check_OfASecretInADirectoryThatMayNotBeEntered_SaysSo_AndExits2()
    {
        var launcher = await OtherUser.LauncherAsync();
        OtherUser.Open(Configuration);
        var locked = Directory.CreateDirectory(Configuration.PathOf("locked"));
        File.Move(Configuration.PathOf("plugin_key"), Path.Combine(locked.FullName, "plugin_key"));
        Configuration.Root["Secrets"]!["pluginKey"]!["Path"] = "locked/plugin_key";
        Configuration.Save();
        File.SetUnixFileMode(locked.FullName, launcher.Count > 0 ? OwnerAlone : UnixFileMode.None);

        string[] command = [.. launcher, "dotnet", typeof(Hosting.GatewayHost).Assembly.Location, "check", "--config", Configuration.FilePath];
        var run = await ProcessRun.RunAsync(command[0], command[1..]);
        File.SetUnixFileMode(locked.FullName, OwnerAlone);

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain("secret 'pluginKey' cannot be resolved: file ");
        run.Output.ShouldContain("locked/plugin_key cannot be read: this user has no permission to");
    }

    [Theory]
    [InlineData("gateway.json")]
    [InlineData("report.schema.json")]
    [InlineData("ca.pem")]
    [InlineData("plugin_key")]
    public async Task File_ThatBecomesUnreadable_IsRefusedAndWaitedFor(string file)
    {
        var launcher = await OtherUser.LauncherAsync();
        OtherUser.Open(Configuration);
        Configuration.Root["Shutdown"] = JsonNode.Parse("""{ "Grace": "0s" }""");
        using var process = await GatewayProcess.StartAsync(Configuration, launcher: launcher);
        var path = Configuration.PathOf(file);
        var mode = File.GetUnixFileMode(path);

        File.SetUnixFileMode(path, UnixFileMode.None);
        var (refused, mended) = file == "plugin_key" ? (5003, 5005) : (3002, 3006);
        await Eventually.TrueAsync(() => process.Log.Contains($"\"event\":{refused}", StringComparison.Ordinal), "refused");
        process.Log.ShouldContain("cannot be read: this user has no permission to");
        using (var client = new HttpClient { BaseAddress = process.DataAddress })
        {
            using var content = new StringContent(GoodReport, System.Text.Encoding.UTF8, "application/json");
            using var response = await client.PostAsync(new Uri("/report-ghosting", UriKind.Relative), content);
            response.EnsureSuccessStatusCode();
        }

        File.SetUnixFileMode(path, mode);
        await Eventually.TrueAsync(() => process.Log.Contains($"\"event\":{mended}", StringComparison.Ordinal), "again what is in force");
        await process.SignalAsync("TERM");
        (await process.ExitAsync()).ShouldBe(0);
    }
}
