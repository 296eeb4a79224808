using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Gateway.Transforms.Secrets;

namespace Gateway.Tests.Secrets;

/// <summary><c>Source: exec</c>: what a program prints is used, what it could do otherwise is bounded, and it is told nothing that it need not know.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ExecSecretSourceTests : IDisposable
{
    private const string Secret = "s3cr3t-of-the-program";

    private readonly ManualTimeProvider _clock = new();
    private readonly SourceBench _bench;

    public ExecSecretSourceTests() => _bench = new SourceBench { Clock = _clock };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_ProgramThatPrintsAValueAndWhenItExpires_HasBoth()
    {
        var expiration = _clock.GetUtcNow().AddHours(1);

        using var reading = await ReadAsync($$"""printf '{ "Version": 1, "SecretAccessKey": "s3cr3t-of-the-\u0070rogram", "Expiration": "{{expiration:yyyy-MM-dd'T'HH:mm:ss'Z'}}" }\n'""");

        Value(reading).ShouldBe(Secret);
        reading.ExpiresAt.ShouldNotBeNull().ShouldBe(expiration, TimeSpan.FromSeconds(1));
        reading.IsExpiryAdvisory.ShouldBeFalse();
    }

    [Fact]
    public async Task Read_WithoutExpiration_HasNone()
    {
        using var reading = await ReadAsync($$"""echo '{ "SecretAccessKey": "{{Secret}}" }'""");

        Value(reading).ShouldBe(Secret);
        reading.ExpiresAt.ShouldBeNull();
    }

    [Fact]
    public async Task Read_ExecCredentialOfKubernetes_IsFoundByNamesWithDots()
    {
        using var reading = await ReadAsync(
            $$"""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{},"status":{"token":"{{Secret}}","expirationTimestamp":"2999-01-31T13:00:00+01:00"} }'""",
            """ "Field": "status.token", "ExpirationField": "status.expirationTimestamp" """);

        Value(reading).ShouldBe(Secret);
        reading.ExpiresAt.ShouldBe(new DateTimeOffset(2999, 1, 31, 12, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Read_Program_GetsExactlyItsArgumentsInTheDirectoryOfTheConfiguration()
    {
        File.CreateSymbolicLink(_bench.PathOf("get-secret"), "/bin/sh");
        _bench.Write("script.sh", """
            printf '%s\n' "$@" "$(pwd -P)" "stdin: $(cat)" > said
            echo '{ "SecretAccessKey": "x" }'
            """);
        var source = await _bench.FindAsync(
            """{ "Secrets": { "pay": { "Source": "exec", "Command": ["get-secret", "script.sh", "a b", "$(id)", "'; exit 1 #", "*"], "Field": "SecretAccessKey" } } }""");

        using var reading = await source.ReadAsync(pastCaches: false, Cancellation);

        Value(reading).ShouldBe("x");
        File.ReadAllLines(_bench.PathOf("said")).ShouldBe(["a b", "$(id)", "'; exit 1 #", "*", _bench.BaseDirectory, "stdin: "]);
    }

    [Fact]
    public async Task Read_EnvironmentOfTheProgram_IsWhatItNeedsAndWhatIsNamed()
    {
        foreach (var (name, value) in new[] { ("PATH", "/usr/bin:/bin"), ("HOME", "/nowhere"), ("LANG", "C"), ("AWS_PROFILE", "pay"), ("PAY_KEY", "canary"), ("OTHER", "canary") })
        {
            _bench.Environment[name] = value;
        }

        using var reading = await ReadAsync(
            """
            tr '\0' '\n' < /proc/$$/environ > said
            echo '{ "SecretAccessKey": "x" }'
            """,
            """ "Field": "SecretAccessKey", "Environment": ["AWS_PROFILE", "NOT_SET"] """);

        Value(reading).ShouldBe("x");
        File.ReadAllLines(_bench.PathOf("said")).Order(StringComparer.Ordinal).ShouldBe(["AWS_PROFILE=pay", "HOME=/nowhere", "LANG=C", "PATH=/usr/bin:/bin"]);
    }

    [Theory]
    [InlineData("""echo '{ "SecretAccessKey": "s3cr3t-of-the-program" }'; echo s3cr3t-of-the-program >&2; exit 3""", true, "the program failed, with exit code 3")]
    [InlineData("kill -9 $$", true, "the program failed, with exit code 137")]
    [InlineData("", false, "did not print a JSON object and nothing else")]
    [InlineData("echo s3cr3t-of-the-program", false, "did not print a JSON object and nothing else")]
    [InlineData("""echo '"s3cr3t-of-the-program"'""", false, "did not print a JSON object and nothing else")]
    [InlineData("""echo '{ "SecretAccessKey": "s3cr3t-of-the-program"'""", false, "did not print a JSON object and nothing else")]
    [InlineData("""echo '{ "SecretAccessKey": "s3cr3t-of-the-program" } and more'""", false, "did not print a JSON object and nothing else")]
    [InlineData("""echo '{ "SecretKey": "s3cr3t-of-the-program" }'""", false, "has no text by the names under Field, or has it twice")]
    [InlineData("""echo '{ "SecretAccessKey": 5 }'""", false, "has no text by the names under Field, or has it twice")]
    [InlineData("""echo '{ "SecretAccessKey": { "SecretAccessKey": "s3cr3t-of-the-program" } }'""", false, "has no text by the names under Field, or has it twice")]
    [InlineData("""echo '{ "SecretAccessKey": "a", "SecretAccessKey": "s3cr3t-of-the-program" }'""", false, "has no text by the names under Field, or has it twice")]
    [InlineData("""printf '{ "SecretAccessKey": "\377\376" }'""", false, "has no text by the names under Field, or has it twice")]
    [InlineData("""echo '{ "SecretAccessKey": "s3cr3t-of-the-program", "Expiration": "1999-01-31T12:00:00Z" }'""", false, "had expired by its own word")]
    [InlineData("""echo '{ "SecretAccessKey": "s3cr3t-of-the-program", "Expiration": "2999-01-31" }'""", false, "is not a time such as")]
    [InlineData("""echo '{ "SecretAccessKey": "s3cr3t-of-the-program", "Expiration": "2999-01-31T12:00:00" }'""", false, "is not a time such as")]
    [InlineData("""echo '{ "SecretAccessKey": "s3cr3t-of-the-program", "Expiration": 32475600000 }'""", false, "is not a time such as")]
    [InlineData("""echo '{ "SecretAccessKey": "s3cr3t-of-the-program", "Expiration": null }'""", false, "is not a time such as")]
    [InlineData("""echo '{ "SecretAccessKey": "s", "Expiration": "2999-01-31T12:00:00Z", "Expiration": "2999-02-28T12:00:00Z" }'""", false, "is not a time such as")]
    [InlineData("""cat /dev/zero""", false, "printed more than 64KiB, and was killed")]
    public async Task Read_ProgramThatGivesNoValue_SaysWhyInWordsOfOurs(string script, bool isAbsent, string words)
    {
        using var reading = await ReadAsync(script);

        reading.Failure.ShouldNotBeNull().ShouldContain(words);
        reading.Failure.ShouldNotContain("s3cr3t");
        reading.IsAbsent.ShouldBe(isAbsent);
        reading.Raw.Length.ShouldBe(0);
    }

    [Fact]
    public async Task Read_ExpirationThatIsNamedAndNotThere_IsBroken()
    {
        using var reading = await ReadAsync($$"""echo '{ "SecretAccessKey": "{{Secret}}" }'""", """ "Field": "SecretAccessKey", "ExpirationField": "Expires" """);

        reading.Failure.ShouldNotBeNull().ShouldContain("no member by the names under ExpirationField");
        reading.IsAbsent.ShouldBeFalse();
    }

    [Fact]
    public async Task Read_OutputOfExactly64KiB_IsRead()
    {
        var most = (64 * 1024) - """{ "SecretAccessKey": "" }""".Length;
        using var reading = await ReadAsync($$"""printf '{ "SecretAccessKey": "%{{most}}s" }' x""");

        reading.Failure.ShouldBeNull();
        reading.Raw.Length.ShouldBe(most);
    }

    [Fact]
    public async Task Read_ProgramThatComplainsALot_IsNotHeldUp()
    {
        using var reading = await ReadAsync($$"""head -c 1000000 /dev/zero >&2; echo '{ "SecretAccessKey": "{{Secret}}" }'""");

        Value(reading).ShouldBe(Secret);
    }

    [Theory]
    [InlineData("no-such-program", true, "there is no program")]
    [InlineData("sh", true, "not looked for elsewhere, nor in PATH")]
    [InlineData("/bin/sh get-secret --name pay", true, "each argument is a text of its own")]
    [InlineData("plain-file", false, "no permission to")]
    [InlineData("dangling", false, "what its first line names to run it")]
    [InlineData(".", false, "it is a directory")]
    public async Task Read_ProgramThatCannotBeRun_SaysWhy(string program, bool isAbsent, string words)
    {
        _bench.Environment["PATH"] = "/usr/bin:/bin";
        _bench.Write("plain-file", "#!/bin/sh\n");
        _bench.Write("dangling", "#!/no/such/interpreter\n");
        File.SetUnixFileMode(_bench.PathOf("dangling"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var source = await _bench.FindAsync($$"""{ "Secrets": { "pay": { "Source": "exec", "Command": ["{{program}}"], "Field": "f" } } }""");

        using var reading = await source.ReadAsync(pastCaches: false, Cancellation);

        reading.Failure.ShouldNotBeNull().ShouldContain(words);
        reading.IsAbsent.ShouldBe(isAbsent);
    }

    [Fact]
    public async Task Read_ProgramWhoseTimeIsOver_IsKilledWithAllThatItStarted()
    {
        var reading = StartAsync("""
            sh -c 'sleep 600 > /dev/null 2>&1 & echo $! >> pids; echo $$ >> pids; wait' &
            echo $$ >> pids
            echo '{ "SecretAccessKey": "s3cr3t-of-the-program" }'
            wait
            """);
        var processes = await ProcessesAsync(3);

        _clock.Advance(TimeSpan.FromSeconds(10));

        (await reading).Failure.ShouldBe("the program did not end within 10s, and was killed");
        await GoneAsync(processes);
    }

    [Fact]
    public async Task Read_ProgramThatEndsAndLeavesItsOutputOpen_IsNotWaitedForLonger()
    {
        var reading = StartAsync("""
            sleep 600 &
            echo $! >> pids
            echo $$ >> pids
            echo '{ "SecretAccessKey": "s3cr3t-of-the-program" }'
            """);
        var processes = await ProcessesAsync(2);
        await GoneAsync([processes[1]]);

        _clock.Advance(TimeSpan.FromSeconds(10));

        (await reading).Failure.ShouldNotBeNull().ShouldContain("something that it had started still held its standard output open after 10s, and was killed");
        await GoneAsync(processes);
    }

    [Fact]
    public async Task Read_ProgramThatLeavesSomethingThatHasItsOwnOutput_IsDone()
    {
        using var reading = await ReadAsync("""
            sleep 600 > /dev/null &
            echo $! >> pids
            echo '{ "SecretAccessKey": "s3cr3t-of-the-program" }'
            """);

        Value(reading).ShouldBe(Secret);
        await ProcessRun.SucceedAsync("kill", File.ReadAllText(_bench.PathOf("pids")).Trim());
    }

    [Fact]
    public async Task Read_Cancelled_KillsTheProgram()
    {
        using var stop = new CancellationTokenSource();
        var reading = StartAsync("""
            echo $$ >> pids
            sleep 600
            """, stop.Token);
        var processes = await ProcessesAsync(1);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(reading);
        await GoneAsync(processes);
    }

    [Fact]
    public async Task Read_CancelledProgramThatIsGoneAtOnce_IsNotSaidToHaveFailed()
    {
        // Who hears of it first, the program or its reader, differs from time to time.
        for (var round = 1; round <= 20; round++)
        {
            using var stop = new CancellationTokenSource();
            var reading = StartAsync("""
                echo $$ >> pids
                sleep 600
                """, stop.Token);
            await ProcessesAsync(round);

            await stop.CancelAsync();

            await Should.ThrowAsync<OperationCanceledException>(reading);
        }
    }

    [Theory]
    [InlineData(""" "Field": "f" """, "Secrets.pay.Command: a program and its arguments are required")]
    [InlineData(""" "Field": "f", "Command": [] """, "Secrets.pay.Command: a program and its arguments are required")]
    [InlineData(""" "Field": "f", "Command": "/bin/get s3cr3t" """, "Secrets.pay.Command: expected an array of strings")]
    [InlineData(""" "Field": "f", "Command": ["/bin/get", 5] """, "Secrets.pay.Command[1]: expected a string")]
    [InlineData(""" "Field": "f", "Command": ["/bin/get", "a\u0000b"] """, "Secrets.pay.Command[1]: no program can be given")]
    [InlineData(""" "Field": "f", "Command": ["-----BEGIN PRIVATE KEY-----\ns3cr3t\n"] """, "Secrets.pay.Command[0]: expected the path of a program")]
    [InlineData(""" "Command": ["/bin/get"] """, "Secrets.pay.Field: this key is required")]
    [InlineData(""" "Field": "status..token", "Command": ["/bin/get"] """, "Secrets.pay.Field: expected the name of a member")]
    [InlineData(""" "Field": "f", "Command": ["/bin/get"], "ExpirationField": "." """, "Secrets.pay.ExpirationField: expected the name of a member")]
    [InlineData(""" "Field": "f", "Command": ["/bin/get"], "Timeout": "31s" """, "Secrets.pay.Timeout: ")]
    [InlineData(""" "Field": "f", "Command": ["/bin/get"], "Environment": ["A=s3cr3t"] """, "Secrets.pay.Environment[0]: expected the name of an environment variable")]
    [InlineData(""" "Field": "f", "Command": ["/bin/get"], "Environment": ["PAY_KEY"] """, "Secrets.pay.Environment[0]: a secret is kept in an environment variable that this program would be given")]
    [InlineData(""" "Field": "f", "Command": ["/bin/get"], "Shell": true """, "Secrets.pay.Shell: unknown key")]
    public void Configuration_Mistakes_AreToldWithoutTheirValues(string keys, string message)
    {
        _bench.Environment["PAY_KEY"] = "canary";

        var refusals = _bench.Refusals($$"""{ "Secrets": { "pay": { "Source": "exec", {{keys}} }, "key": { "Source": "env", "Name": "PAY_KEY" } } }""");

        refusals.ShouldHaveSingleItem().ShouldStartWith(message);
        refusals[0].ShouldNotContain("s3cr3t");
    }

    [Fact]
    public void Configuration_SecretInAVariableThatAProgramWouldBeGiven_IsRefusedAlsoWhereItIsNotSet() =>
        _bench.Refusals("""
            { "Secrets": {
              "pay": { "Source": "exec", "Field": "f", "Command": ["/bin/get"], "Environment": ["PAY_KEY"] },
              "key": { "Source": "env", "Name": "PAY_KEY" } } }
            """)
            .ShouldHaveSingleItem().ShouldStartWith("Secrets.pay.Environment[0]: a secret is kept in an environment variable");

    [Fact]
    public void Configuration_SecretInAVariableThatEveryProgramIsGiven_IsRefused()
    {
        _bench.Environment["LANG"] = "canary";

        _bench.Refusals("""{ "Secrets": { "pay": { "Source": "exec", "Field": "f", "Command": ["/bin/get"] }, "key": { "Source": "env", "Name": "LANG" } } }""")
            .ShouldHaveSingleItem().ShouldStartWith("Secrets.pay.Command: a secret is kept in an environment variable");
    }

    [Fact]
    public async Task Page_Example_IsReadWithTheProgramBesideIt()
    {
        _bench.Environment["HOME"] = _bench.BaseDirectory;
        Directory.CreateDirectory(_bench.PathOf("secrets"));
        _bench.Write("secrets/pay", Secret);
        _bench.Write("get-secret", SecretPage.Programs("exec").ShouldHaveSingleItem());
        File.SetUnixFileMode(_bench.PathOf("get-secret"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var source = await _bench.FindAsync(SecretPage.Configurations("exec")[0]);

        using var reading = await source.ReadAsync(pastCaches: false, Cancellation);

        Value(reading).ShouldBe(Secret);
        reading.ExpiresAt.ShouldNotBeNull().ShouldBe(_clock.GetUtcNow().AddHours(1), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void Page_Examples_AreAcceptedAsTheyStand()
    {
        var examples = SecretPage.Configurations("exec");

        examples.Count.ShouldBe(2);
        examples.ShouldAllBe(example => _bench.Refusals(example).Count == 0);
    }

    public void Dispose() => _bench.Dispose();

    private static string Value(SecretReading reading)
    {
        reading.Failure.ShouldBeNull();
        return Encoding.UTF8.GetString(reading.Raw);
    }

    private async Task<SecretReading> ReadAsync(string script, string keys = """ "Field": "SecretAccessKey" """, CancellationToken cancellationToken = default)
    {
        _bench.Write("script.sh", script);
        var source = await _bench.FindAsync($$"""{ "Secrets": { "pay": { "Source": "exec", "Command": ["/bin/sh", "script.sh"], {{keys}} } } }""");
        return await source.ReadAsync(pastCaches: false, cancellationToken);
    }

    private Task<SecretReading> StartAsync(string script, CancellationToken cancellationToken = default) =>
        Task.Run(() => ReadAsync(script, cancellationToken: cancellationToken), Cancellation);

    /// <summary>The processes that a script wrote down, once they are so many.</summary>
    private async Task<int[]> ProcessesAsync(int count)
    {
        int[] processes = [];
        await Eventually.TrueAsync(() => (processes = Read()).Length == count, "the script runs");
        return processes;

        int[] Read() => File.Exists(_bench.PathOf("pids"))
            ? [.. File.ReadAllText(_bench.PathOf("pids")).Split('\n')[..^1].Select(static line => int.Parse(line, CultureInfo.InvariantCulture))]
            : [];
    }

    /// <summary>Neither running nor left behind for somebody to ask how they ended.</summary>
    private static Task GoneAsync(int[] processes) =>
        Eventually.TrueAsync(() => !processes.Any(static process => Directory.Exists($"/proc/{process}")), "the processes are gone");
}
