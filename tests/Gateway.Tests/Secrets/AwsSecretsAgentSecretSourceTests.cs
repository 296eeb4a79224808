using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Gateway.Transforms.Secrets;

namespace Gateway.Tests.Secrets;

/// <summary>
/// <c>Source: aws-secrets-agent</c>, against a server of the tests' own that answers as the AWS Secrets Manager Agent does: the token is sent, the value is found,
/// and whatever else is answered is a failure in our own words.
/// </summary>
public sealed class AwsSecretsAgentSecretSourceTests : IAsyncLifetime
{
    private const string Token = "ssrf-t0ken-of-the-agent";

    private const string Secret = "s3cr3t-of-secrets-manager";

    private const string Good =
        """{"ARN":"arn:aws:secretsmanager:us-west-2:123456789012:secret:prod/pay-NhBWsc","Name":"prod/pay","VersionId":"5767290c","SecretString":"s3cr3t-of-secrets-manager","VersionStages":["AWSCURRENT"],"CreatedDate":"1569534789.046"}""";

    private readonly ManualTimeProvider _clock = new();
    private readonly SourceBench _bench;
    private ReportServer _agent = null!;

    public AwsSecretsAgentSecretSourceTests()
    {
        _bench = new SourceBench { Clock = _clock };
        _bench.Write("token", $"{Token}\n");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _agent = await ReportServer.StartAsync(certificate: null);
        _agent.AnswerWith(200, Good);
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        _bench.Dispose();
    }

    [Fact]
    public async Task Read_Secret_IsAskedForWithTheTokenAndFound()
    {
        using var reading = await ReadAsync(""" "Secret": "prod/pay & co" """);

        Value(reading).ShouldBe(Secret);
        reading.ChangedAt.ShouldBe(DateTimeOffset.UnixEpoch.AddSeconds(1569534789.046));
        reading.ExpiresAt.ShouldBeNull();
        var request = _agent.Reports.ShouldHaveSingleItem();
        request.Method.ShouldBe("GET");
        request.Target.ShouldBe("/secretsmanager/get?secretId=prod%2Fpay%20%26%20co");
        request.Headers["X-Aws-Parameters-Secrets-Token"].ShouldBe(Token);
        request.Headers.ContainsKey("X-Forwarded-For").ShouldBeFalse();
    }

    [Fact]
    public async Task Read_VersionOfASecret_IsWhatIsAskedFor()
    {
        using var reading = await ReadAsync(""" "Secret": "arn:aws:secretsmanager:us-west-2:123456789012:secret:pay-NhBWsc", "VersionStage": "AWSPREVIOUS", "VersionId": "5767290c" """);

        Value(reading).ShouldBe(Secret);
        _agent.Reports.ShouldHaveSingleItem().Target
            .ShouldBe("/secretsmanager/get?secretId=arn%3Aaws%3Asecretsmanager%3Aus-west-2%3A123456789012%3Asecret%3Apay-NhBWsc&versionStage=AWSPREVIOUS&versionId=5767290c");
    }

    [Fact]
    public async Task Read_AfterTheValueWasRefused_AsksPastTheCacheOfTheAgent()
    {
        var source = await FindAsync(""" "Secret": "pay" """);

        (await source.ReadAsync(pastCaches: false, Cancellation)).Dispose();
        (await source.ReadAsync(pastCaches: true, Cancellation)).Dispose();

        _agent.Reports.Select(static request => request.Target).ShouldBe(["/secretsmanager/get?secretId=pay", "/secretsmanager/get?secretId=pay&refreshNow=true"]);
    }

    [Fact]
    public async Task Read_TokenThatTheAgentMadeAnew_IsSent()
    {
        var source = await FindAsync(""" "Secret": "pay" """);
        (await source.ReadAsync(pastCaches: false, Cancellation)).Dispose();

        _bench.Write("token", "  another-token\r\n");
        (await source.ReadAsync(pastCaches: false, Cancellation)).Dispose();

        _agent.Reports.Select(static request => request.Headers["X-Aws-Parameters-Secrets-Token"]).ShouldBe([Token, "another-token"]);
    }

    [Theory]
    [InlineData("token-in-the-variable", "token-in-the-variable")]
    [InlineData("file://", Token)]
    public async Task Read_TokenByTheVariableOfTheAgent_IsSent(string variable, string token)
    {
        _bench.Environment["AWS_TOKEN"] = variable == "file://" ? $"file://{_bench.PathOf("token")}" : variable;

        using var reading = await (await FindAsync(""" "Secret": "pay" """, store: $$""" "Endpoint": "{{_agent.Address}}" """)).ReadAsync(pastCaches: false, Cancellation);

        Value(reading).ShouldBe(Secret);
        _agent.Reports.ShouldHaveSingleItem().Headers["X-Aws-Parameters-Secrets-Token"].ShouldBe(token);
    }

    [Theory]
    [InlineData("file://")]
    [InlineData("two words")]
    public async Task Read_VariableOfTheAgentThatIsNoToken_SaysSo(string variable)
    {
        _bench.Environment["AWS_TOKEN"] = variable;

        using var reading = await (await FindAsync(""" "Secret": "pay" """, store: $$""" "Endpoint": "{{_agent.Address}}" """)).ReadAsync(pastCaches: false, Cancellation);

        reading.Failure.ShouldBe("the agent's token in AWS_TOKEN is empty, or holds what no token has");
        _agent.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData(null, "does not exist")]
    [InlineData(" \n", "is empty, or holds what no token has")]
    [InlineData("two words", "is empty, or holds what no token has")]
    [InlineData("t\u00f6ken", "is empty, or holds what no token has")]
    [InlineData("a\r\nX-Injected: 1", "is empty, or holds what no token has")]
    public async Task Read_WithoutATokenThatIsOne_AsksNobody(string? token, string reason)
    {
        File.Delete(_bench.PathOf("token"));
        if (token is not null)
        {
            _bench.Write("token", token);
        }

        using var reading = await ReadAsync(""" "Secret": "pay" """);

        reading.IsAbsent.ShouldBeTrue();
        reading.Failure.ShouldNotBeNull().ShouldContain(reason);
        _agent.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Read_WithoutAnySettings_LooksForTheTokenWhereTheAgentPutsIt()
    {
        var source = await _bench.FindAsync("""{ "Secrets": { "pay": { "Source": "aws-secrets-agent", "Secret": "pay" } }, "Routes": { } }""");

        using var reading = await source.ReadAsync(pastCaches: false, Cancellation);

        reading.Failure.ShouldBe("the agent's token: file /var/run/awssmatoken does not exist");
    }

    [Theory]
    [InlineData("""{ "CreatedDate": 1569534789.046, "SecretString": "x" }""", "2019-09-26T21:53:09.046Z")]
    [InlineData("""{ "CreatedDate": 1569534789, "SecretString": "x" }""", "2019-09-26T21:53:09Z")]
    [InlineData("""{ "CreatedDate": "1569534789.046", "SecretString": "x" }""", "2019-09-26T21:53:09.046Z")]
    [InlineData("""{ "CreatedDate": "2019-09-26T21:53:09.046Z", "SecretString": "x" }""", "2019-09-26T21:53:09.046Z")]
    [InlineData("""{ "CreatedDate": "2019-09-26T14:53:09-07:00", "SecretString": "x" }""", "2019-09-26T21:53:09Z")]
    [InlineData("""{ "CreatedDate": "yesterday", "SecretString": "x" }""", null)]
    [InlineData("""{ "CreatedDate": -1, "SecretString": "x" }""", null)]
    [InlineData("""{ "CreatedDate": 1e300, "SecretString": "x" }""", null)]
    [InlineData("""{ "CreatedDate": 99999999999999999999999999, "SecretString": "x" }""", null)]
    [InlineData("""{ "CreatedDate": [], "SecretString": "x" }""", null)]
    [InlineData("""{ "SecretString": "x" }""", null)]
    public async Task Read_DateInWhicheverForm_IsUnderstoodOrLeftOut(string answer, string? created)
    {
        _agent.AnswerWith(200, answer);

        using var reading = await ReadAsync(""" "Secret": "pay" """);

        Value(reading).ShouldBe("x");
        reading.ChangedAt.ShouldBe(created is null ? null : DateTimeOffset.Parse(created, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("""{ "user.key": "s3cr3t-of-secrets-manager", "other": "y" }""", true)]
    [InlineData("""{ "user.key": "s3cr3t-of-secrets-\u006danager" }""", true)]
    [InlineData("""{ "user": { "key": "s3cr3t-of-secrets-manager" } }""", false)]
    [InlineData("""{ "user.key": "s3cr3t-of-secrets-manager", "user.key": "y" }""", false)]
    [InlineData("""{ "user.key": 5 }""", false)]
    [InlineData("""{ "user.key": null }""", false)]
    [InlineData("""{ }""", false)]
    [InlineData("""[ "user.key" ]""", false)]
    [InlineData("s3cr3t-of-secrets-manager", false)]
    [InlineData("", false)]
    public async Task Read_FieldOfAJsonSecret_IsTheTextOfThatMember(string secret, bool isFound)
    {
        _agent.AnswerWith(200, new JsonObject { ["SecretString"] = secret }.ToJsonString());

        using var reading = await ReadAsync(""" "Secret": "pay", "Field": "user.key" """);

        if (isFound)
        {
            Value(reading).ShouldBe(Secret);
        }
        else
        {
            reading.IsAbsent.ShouldBeFalse();
            ShouldBeOurWords(reading);
        }
    }

    [Fact]
    public async Task Read_BinarySecret_IsItsBase64WhereThatIsSaid()
    {
        // The last byte looks like a line break: as text it would be lost.
        byte[] key = [0, 1, 2, 255, 13, 10];
        _agent.AnswerWith(200, new JsonObject { ["SecretBinary"] = Convert.ToBase64String(key) }.ToJsonString());

        using var told = await ReadAsync(""" "Secret": "pay", "Encoding": "base64" """);
        using var untold = await ReadAsync(""" "Secret": "pay" """);
        using var field = await ReadAsync(""" "Secret": "pay", "Encoding": "base64", "Field": "key" """);

        using var value = SecretDecoder.TryDecode(told.Raw, SecretEncoding.Base64).ShouldNotBeNull();
        value.Bytes.ToArray().ShouldBe(key);
        untold.Failure.ShouldBe("the secret is binary, and comes as base64: say Encoding: base64");
        field.Failure.ShouldBe("the secret is binary: it has no members, leave Field out and say Encoding: base64");
    }

    [Theory]
    [InlineData("")]
    [InlineData("s3cr3t-of-secrets-manager")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "SecretString": "s3cr3t-of-secrets-manager" """)]
    [InlineData("""{ "SecretString": 5 }""")]
    [InlineData("""{ "SecretString": null }""")]
    [InlineData("""{ "SecretString": { "s3cr3t-of-secrets-manager": 1 } }""")]
    [InlineData("""{ "SecretString": "x", "SecretString": "s3cr3t-of-secrets-manager" }""")]
    [InlineData("""{ "SecretString": "\ud800" }""")]
    public async Task Read_AnswerThatIsNoSecret_IsBrokenAndNotRepeated(string answer)
    {
        _agent.AnswerWith(200, answer);

        using var reading = await ReadAsync(""" "Secret": "pay" """);

        reading.Raw.Length.ShouldBe(0);
        reading.IsAbsent.ShouldBeFalse();
        ShouldBeOurWords(reading);
    }

    [Theory]
    [InlineData(403, "Bad Token", "the agent refuses the token (403)")]
    [InlineData(400, """{"__type":"ResourceNotFoundException","message":"s3cr3t-of-secrets-manager"}""", "the agent was refused with ResourceNotFoundException: ")]
    [InlineData(400, """{"__type":"AccessDeniedException","message":""}""", "the agent was refused with AccessDeniedException: ")]
    [InlineData(400, """{"__type":"DecryptionFailure","message":""}""", "the agent was refused with DecryptionFailure: ")]
    [InlineData(403, """{"__type":"InvalidSignatureException","message":""}""", "the agent was refused with InvalidSignatureException: ")]
    [InlineData(400, """{"__type":"s3cr3t-of-secrets-manager"}""", "the agent answered 400")]
    [InlineData(400, "unknown parameter: s3cr3t-of-secrets-manager", "the agent answered 400")]
    [InlineData(429, "Connection limit exceeded", "the agent answered 429")]
    [InlineData(500, """{"__type":"InternalFailure","message":""}""", "the agent answered 500")]
    [InlineData(302, """{ "SecretString": "s3cr3t-of-secrets-manager" }""", "the agent answered 302")]
    public async Task Read_Refusal_IsNamedByTheListAndByNothingElse(int status, string answer, string reason)
    {
        _agent.AnswerWith(status, answer, ("Retry-After", "9"), ("Location", $"{_agent.Address}/elsewhere"));

        using var reading = await ReadAsync(""" "Secret": "pay" """);

        reading.IsAbsent.ShouldBeTrue();
        reading.Failure.ShouldNotBeNull().ShouldStartWith(reason);
        reading.RetryAfter.ShouldBe(TimeSpan.FromSeconds(9));
        ShouldBeOurWords(reading);
        _agent.Reports.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Read_AgentThatDoesNotAnswer_IsGivenUpAfterTheTimeout()
    {
        var arrived = new TaskCompletionSource();
        _agent.Answer = async context =>
        {
            arrived.SetResult();
            var hungUp = new TaskCompletionSource();
            using var registration = context.RequestAborted.Register(hungUp.SetResult);
            await hungUp.Task;
        };

        var reading = ReadAsync(""" "Secret": "pay" """);
        await arrived.Task;
        _clock.Advance(TimeSpan.FromSeconds(5));

        using var result = await reading;
        result.Failure.ShouldBe($"{_agent.Address} did not answer within 5s");
    }

    [Theory]
    [InlineData(""" "Endpoint": "http://10.0.0.1:2773" """, "Endpoint", "the agent answers on this machine alone")]
    [InlineData(""" "Endpoint": "https://secretsmanager.us-west-2.amazonaws.com" """, "Endpoint", "the agent answers on this machine alone")]
    [InlineData(""" "Endpoint": "http://localhost.example.com:2773" """, "Endpoint", "the agent answers on this machine alone")]
    [InlineData(""" "Endpoint": "http://localhost:2773/v1" """, "Endpoint", "without a path")]
    [InlineData(""" "Endpoint": "localhost:2773" """, "Endpoint", "expected an address")]
    [InlineData(""" "AllowPlaintext": true """, "AllowPlaintext", "unknown key")]
    [InlineData(""" "TokenFiles": "x" """, "TokenFiles", "unknown key; did you mean 'TokenFile'?")]
    public void Configuration_MistakeOfTheStore_IsOneErrorAtItsKey(string keys, string key, string message)
    {
        var refusal = Refusals(""" "Secret": "pay" """, keys).ShouldHaveSingleItem();

        refusal.ShouldStartWith($"SecretStores.agent.{key}: ");
        refusal.ShouldContain(message);
    }

    [Theory]
    [InlineData(""" "Field": "x" """, "Secret", "this key is required")]
    [InlineData(""" "Secret": 5 """, "Secret", "expected a string")]
    [InlineData(""" "Secret": "pay", "Version": "x" """, "Version", "unknown key")]
    [InlineData(""" "Secret": "pay", "Store": "agents" """, "Store", "did you mean 'agent'?")]
    public void Configuration_MistakeOfTheSecret_IsOneErrorAtItsKey(string keys, string key, string message)
    {
        var refusal = Refusals(keys, """ "TokenFile": "token" """).ShouldHaveSingleItem();

        refusal.ShouldStartWith($"Secrets.pay.{key}: ");
        refusal.ShouldContain(message);
    }

    [Theory]
    [InlineData("http://127.0.0.1:2773")]
    [InlineData("http://[::1]:2773")]
    [InlineData("http://LOCALHOST:2773")]
    public void Configuration_AddressOfThisMachine_IsTaken(string endpoint) => Refusals(""" "Secret": "pay" """, $$""" "Endpoint": "{{endpoint}}" """).ShouldBeEmpty();

    [Fact]
    public async Task Report_WithTheSecretInjected_ArrivesWithIt()
    {
        using var authority = new TestAuthority();
        await using var upstream = await ReportServer.StartAsync(authority.Issue());
        using var configuration = new TestConfiguration(upstream.Address, authority.Pem);
        configuration.WriteFile("token", Token);
        configuration.Root["SecretStores"] = new JsonObject
        {
            ["agent"] = new JsonObject { ["Kind"] = "aws-secrets-agent", ["Endpoint"] = _agent.Address, ["TokenFile"] = "token" },
        };
        configuration.Root["Secrets"]!["pay"] = JsonNode.Parse("""{ "Source": "aws-secrets-agent", "Secret": "prod/pay" }""");
        configuration.Request["Inject"]!["Headers"]!["X-Pay-Key"] = "{secret:pay}";
        await using var gateway = await RunningGateway.StartAsync(configuration);

        using var answer = await gateway.PostAsync("""{"email":"ada@example.com","reason":"No answer since the second interview.","date":"2024-03-26"}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        upstream.Reports.ShouldHaveSingleItem().Headers["X-Pay-Key"].ShouldBe(Secret);
        gateway.Log.Text.ShouldNotContain(Secret);
        gateway.Log.Text.ShouldNotContain(Token);
    }

    [Fact]
    public void Page_EveryExample_HasNoMistake()
    {
        var examples = SecretPage.Configurations("aws-secrets-agent");

        examples.Count.ShouldBe(2);
        examples.ShouldAllBe(example => _bench.Refusals(example).Count == 0);
    }

    [Fact]
    public async Task Page_ExampleWithAnAgent_GetsTheSecret()
    {
        var example = SecretPage.Configurations("aws-secrets-agent")[1]
            .Replace("http://localhost:2774", _agent.Address, StringComparison.Ordinal)
            .Replace("/run/agent/token", "token", StringComparison.Ordinal);

        using var reading = await (await _bench.FindAsync(example)).ReadAsync(pastCaches: false, Cancellation);

        Value(reading).ShouldBe(Secret);
    }

    private static string Value(SecretReading reading)
    {
        reading.Failure.ShouldBeNull();
        return Encoding.UTF8.GetString(reading.Raw);
    }

    private static void ShouldBeOurWords(SecretReading reading)
    {
        reading.Failure.ShouldNotBeNull().ShouldNotContain(Secret);
        reading.Failure.ShouldNotContain(Token);
    }

    private static string Configuration(string keys, string store) =>
        $$"""
        {
          "SecretStores": { "agent": { "Kind": "aws-secrets-agent", {{store}} } },
          "Secrets": { "pay": { "Source": "aws-secrets-agent", {{keys}} } },
          "Routes": { }
        }
        """;

    private async Task<SecretReading> ReadAsync(string keys) => await (await FindAsync(keys)).ReadAsync(pastCaches: false, Cancellation);

    private Task<ISecretSource> FindAsync(string keys, string? store = null) =>
        _bench.FindAsync(Configuration(keys, store ?? $$""" "Endpoint": "{{_agent.Address}}", "TokenFile": "token" """));

    private IReadOnlyList<string> Refusals(string keys, string store) => _bench.Refusals(Configuration(keys, store));
}
