using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.Tests;

/// <summary>Every kind of file that a configuration is made from, and every way in which a file changes under a program that runs.</summary>
[Collection(RunsAlone.Name)]
public sealed class ReloadFilesTests : GatewayTest, IDisposable
{
    private const string Configured = "gateway.json";
    private const string Schema = "report.schema.json";
    private const string Authorities = "ca.pem";
    private const string Key = "plugin_key";

    private static readonly string[] Kinds = [Configured, Schema, Authorities, Key];

    private readonly ManualTimeProvider _clock = new();
    private readonly TestAuthority _stranger = new("CN=Another CA");
    private readonly byte[] _nextKey = RandomNumberGenerator.GetBytes(32);

    /// <summary>A file, and a way to put other contents into it.</summary>
    public static TheoryData<string, string> Replacements =>
        [.. from file in Kinds from way in new[] { "written over", "renamed over", "in two writes", "link swapped" } select (file, way)];

    /// <summary>A file, and a way to spoil it.</summary>
    public static TheoryData<string, string> Spoilings =>
        [.. from file in Kinds from way in new[] { "deleted", "emptied", "cut in half", "a directory", "a pipe", "a link to nothing" } select (file, way)];

    [Theory]
    [MemberData(nameof(Replacements))]
    public async Task File_Replaced_IsInForceForTheNextRequests(string file, string way)
    {
        var gateway = await StartAsync(way == "link swapped");
        (await StateAsync(gateway, file)).ShouldBe("old");

        await ReplaceAsync(file, way);

        await RoundsUntilAsync(() => CountOf(gateway, Taken(file)) == 1);
        (await StateAsync(gateway, file)).ShouldBe("new");
        CountOf(gateway, Refused(file)).ShouldBe(0);
        CountOf(gateway, Mended(file)).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Spoilings))]
    public async Task File_Spoilt_IsRefusedOnce_AndTheLastGoodOneStaysUntilItIsMended(string file, string way)
    {
        var gateway = await StartAsync();
        var good = await File.ReadAllTextAsync(Configuration.PathOf(file));

        await SpoilAsync(file, way);
        await RoundsUntilAsync(() => CountOf(gateway, Refused(file)) == 1);
        await RoundsAsync(20);
        (await StateAsync(gateway, file)).ShouldBe("old");
        CountOf(gateway, Refused(file)).ShouldBe(1, "a refusal is said once");

        Mend(file, good);
        await RoundsUntilAsync(() => CountOf(gateway, Mended(file)) == 1);
        (await StateAsync(gateway, file)).ShouldBe("old");
        CountOf(gateway, Taken(file)).ShouldBe(0);

        await ReplaceAsync(file, "written over");
        await RoundsUntilAsync(() => CountOf(gateway, Taken(file)) == 1);
        (await StateAsync(gateway, file)).ShouldBe("new");
    }

    [Fact]
    public async Task SchemaThatASchemaRefersTo_Replaced_IsInForceForTheNextRequests()
    {
        Configuration.Root["SchemaRoots"] = JsonNode.Parse("""[{ "Uri": "https://schemas.example.com/", "Directory": "shared" }]""");
        Directory.CreateDirectory(Configuration.PathOf("shared"));
        Configuration.WriteFile("shared/common.json", """{ "$defs": { "reason": { "enum": ["late"] } } }""");
        Configuration.WriteFile(Schema, """{ "properties": { "reason": { "$ref": "https://schemas.example.com/common.json#/$defs/reason" } } }""");
        var gateway = await StartAsync();
        using var refused = await gateway.PostAsync(Report("early"));
        await refused.ShouldBeProblemAsync("schema-violation", 422);

        Configuration.WriteFile("shared/common.json", """{ "$defs": { "reason": { "enum": ["early"] } } }""");
        await RoundsUntilAsync(() => CountOf(gateway, 3001) == 1);

        using var accepted = await gateway.PostAsync(Report("early"));
        accepted.EnsureSuccessStatusCode();

        static string Report(string reason) => $$"""{"email":"joe@example.com","reason":"{{reason}}","date":"2024-03-26"}""";
    }

    [Fact]
    public async Task ConfigurationAndKeyAtOnce_AreBothTakenOver_AndTheConfigurationOnce()
    {
        var gateway = await StartAsync();

        await ReplaceAsync(Configured, "renamed over");
        await ReplaceAsync(Key, "renamed over");
        await RoundsUntilAsync(() => CountOf(gateway, 3001) == 1);
        await RoundsAsync(5);

        (await StateAsync(gateway, Configured)).ShouldBe("new");
        (await StateAsync(gateway, Key)).ShouldBe("new");
        CountOf(gateway, 3001).ShouldBe(1);
    }

    [Fact]
    public async Task TwoChangesWithinOneRound_TheLastCounts()
    {
        var gateway = await StartAsync();

        await SpoilAsync(Schema, "cut in half");
        await ReplaceAsync(Schema, "written over");
        await RoundsUntilAsync(() => CountOf(gateway, 3001) == 1);

        (await StateAsync(gateway, Schema)).ShouldBe("new");
        CountOf(gateway, 3002).ShouldBe(0);
    }

    [Fact]
    public async Task Authorities_ThatBecomeRight_AreTrustedByTheNextRequest()
    {
        var gateway = await StartAsync(authorities: _stranger.Pem);
        using (var refused = await gateway.PostAsync(GoodReport))
        {
            await refused.ShouldBeProblemAsync("upstream-unavailable", 502);
        }

        Configuration.WriteFile(Authorities, Authority.Pem);
        await RoundsUntilAsync(() => CountOf(gateway, 3001) == 1);

        using var response = await gateway.PostAsync(GoodReport);
        response.EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task TwentyKeys_UnderLoad_FailNoRequest()
    {
        var gateway = await StartAsync();
        var keys = new List<byte[]> { Configuration.PluginKey };
        var failures = 0;
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var response = await gateway.PostAsync(GoodReport);
                Interlocked.Add(ref failures, response.IsSuccessStatusCode ? 0 : 1);
            }
        })).ToArray();

        for (var rotation = 1; rotation <= 20; rotation++)
        {
            keys.Add(RandomNumberGenerator.GetBytes(32));
            Configuration.WriteFile("key.new", Convert.ToHexString(keys[^1]));
            File.Move(Configuration.PathOf("key.new"), Configuration.PathOf(Key), overwrite: true);
            await RoundsUntilAsync(() => CountOf(gateway, Taken(Key)) == rotation);
            var served = Upstream.Reports.Count + 4;
            await Eventually.TrueAsync(() => Upstream.Reports.Count >= served, "load between rotations");
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        failures.ShouldBe(0);
        Upstream.Reports.ShouldAllBe(report => keys.Any(key => Opens(report, key)));
        Opens(Upstream.Reports.Last(), keys[^1]).ShouldBeTrue();
    }

    [Fact]
    public async Task Listeners_ThatChange_AreForTheNextStart_AndTheRestIsInForce()
    {
        var gateway = await StartAsync();

        Configuration.Root["Listeners"]!["Data"]!["Url"] = "http://127.0.0.1:1";
        await ReplaceAsync(Configured, "renamed over");
        await RoundsUntilAsync(() => CountOf(gateway, 3001) == 1);

        CountOf(gateway, 3004).ShouldBe(1);
        (await StateAsync(gateway, Configured)).ShouldBe("new");
    }

    public void Dispose() => _stranger.Dispose();

    /// <param name="linked">Whether the files are links through a directory that can be swapped, as a platform mounts them.</param>
    /// <param name="authorities">Other authorities than the good ones.</param>
    private async Task<RunningGateway> StartAsync(bool linked = false, string? authorities = null)
    {
        // The clock is moved for the watching, round by round; no request may take that for its own time.
        Configuration.Upstream["Timeout"] = "5m";
        Configuration.Upstream["TotalTimeout"] = "5m";
        Configuration.Request["Inject"]!["Headers"]!["X-Generation"] = "old";
        Configuration.WriteFile(Authorities, authorities ?? Authority.Pem);
        if (!linked)
        {
            return await StartGatewayAsync(_clock);
        }

        Configuration.Save();
        Directory.CreateDirectory(Configuration.PathOf("..v1"));
        Directory.CreateSymbolicLink(Configuration.PathOf("..data"), "..v1");
        foreach (var file in Kinds)
        {
            File.Move(Configuration.PathOf(file), Configuration.PathOf(Path.Combine("..v1", file)));
            File.CreateSymbolicLink(Configuration.PathOf(file), Path.Combine("..data", file));
        }

        Configuration.IsSaved = true;
        return await StartGatewayAsync(_clock);
    }

    private async Task ReplaceAsync(string file, string way)
    {
        var text = file switch
        {
            Configured => NextConfiguration(),
            Schema => """{ "type": "object", "required": ["ticket"] }""",
            Authorities => _stranger.Pem,
            _ => Convert.ToHexString(_nextKey),
        };
        switch (way)
        {
            case "written over":
                Configuration.WriteFile(file, text);
                break;
            case "renamed over":
                Configuration.WriteFile($"{file}.new", text);
                File.Move(Configuration.PathOf($"{file}.new"), Configuration.PathOf(file), overwrite: true);
                break;
            case "in two writes":
                Configuration.WriteFile(file, text[..(text.Length / 2)]);
                await RoundsAsync(1);
                Configuration.WriteFile(file, text);
                break;
            case "link swapped":
                var next = Directory.CreateDirectory(Configuration.PathOf("..v2"));
                foreach (var other in Kinds)
                {
                    File.Copy(Configuration.PathOf(other), Path.Combine(next.FullName, other));
                }

                await File.WriteAllTextAsync(Path.Combine(next.FullName, file), text);
                Directory.CreateSymbolicLink(Configuration.PathOf("..data_tmp"), "..v2");
                await ProcessRun.SucceedAsync("mv", "-T", Configuration.PathOf("..data_tmp"), Configuration.PathOf("..data"));
                break;
        }
    }

    private async Task SpoilAsync(string file, string way)
    {
        var path = Configuration.PathOf(file);
        var text = await File.ReadAllTextAsync(path);
        File.Delete(path);
        switch (way)
        {
            case "emptied":
                await File.WriteAllTextAsync(path, string.Empty);
                break;
            case "cut in half":
                await File.WriteAllTextAsync(path, text[..(text.Length / 2)]);
                break;
            case "a directory":
                Directory.CreateDirectory(path);
                break;
            case "a pipe":
                await ProcessRun.SucceedAsync("mkfifo", path);
                break;
            case "a link to nothing":
                File.CreateSymbolicLink(path, "nothing");
                break;
        }
    }

    private void Mend(string file, string text)
    {
        var path = Configuration.PathOf(file);
        if (Directory.Exists(path))
        {
            Directory.Delete(path);
        }

        File.Delete(path);
        Configuration.WriteFile(file, text);
    }

    private string NextConfiguration()
    {
        var next = Configuration.Root.DeepClone();
        next["Routes"]!["report"]!["Request"]!["Inject"]!["Headers"]!["X-Generation"] = "new";
        return next.ToJsonString();
    }

    /// <summary>The events that say what became of a file: a key is taken by itself, all others make a configuration.</summary>
    private static int Taken(string file) => file == Key ? 5002 : 3001;

    private static int Refused(string file) => file == Key ? 5003 : 3002;

    private static int Mended(string file) => file == Key ? 5005 : 3006;

    /// <summary>Which contents of a file the next request goes by.</summary>
    private async Task<string> StateAsync(RunningGateway gateway, string file)
    {
        using var response = await gateway.PostAsync(GoodReport);
        var status = (int)response.StatusCode;
        return (file, status) switch
        {
            (Schema, 422) or (Authorities, 502) => "new",
            (Schema or Authorities, 200) => "old",
            (Configured, 200) => Upstream.Reports.Last().Headers["X-Generation"],
            (Key, 200) => Opens(Upstream.Reports.Last(), Configuration.PluginKey) ? "old" : Opens(Upstream.Reports.Last(), _nextKey) ? "new" : "neither",
            _ => $"{status}",
        };
    }

    private static bool Opens(ReceivedReport report, byte[] key)
    {
        try
        {
            return report.Open(key) == GoodReport;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static int CountOf(RunningGateway gateway, int number) =>
        gateway.Log.Lines.Count(line => JsonNode.Parse(line)!["event"]?.GetValue<int>() == number);

    private Task RoundsUntilAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        "the change was not seen");

    /// <summary>Lets so many rounds of watching pass, and gives each the time to do its work.</summary>
    private Task RoundsAsync(int number)
    {
        var round = 0;
        return Eventually.TrueAsync(
            () =>
            {
                if (round < number)
                {
                    _clock.Advance(TimeSpan.FromMilliseconds(250));
                }

                return round++ >= number;
            },
            "rounds");
    }
}
