using System.Net;
using Gateway.Configuration.Options;
using Gateway.Egress;
using Gateway.Egress.Resilience;
using Gateway.Egress.Tls;
using Gateway.Tests.Shared;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Plans;

namespace Gateway.Tests.Egress;

/// <summary>What is attempted again, and when.</summary>
public sealed class RetryPolicyTests : IDisposable
{
    private static readonly TimeSpan Total = TimeSpan.FromSeconds(30);
    private static readonly RetryOptions Options = new(3, RetryCondition.All, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5), null, 1);
    private static readonly RetryOptions WithHeader = Options with { IdempotencyHeader = "Idempotency-Key" };

    private readonly ManualTimeProvider _clock = new();
    private readonly List<IDisposable> _made = [];

    [Theory]
    [InlineData(429, true, true)]
    [InlineData(502, false, true)]
    [InlineData(503, false, true)]
    [InlineData(504, false, true)]
    [InlineData(500, false, false)]
    [InlineData(501, false, false)]
    [InlineData(408, false, false)]
    [InlineData(200, false, false)]
    public void Status_OfAPost_IsRepeated(int status, bool withoutHeader, bool withHeader)
    {
        Decide(Options, Answer("POST", status)).ShouldBe(withoutHeader ? RetryDecision.Repeat : RetryDecision.NotRepeatable);
        Decide(WithHeader, Answer("POST", status)).ShouldBe(withHeader ? RetryDecision.Repeat : RetryDecision.NotRepeatable);
    }

    [Theory]
    [InlineData(AttemptOutcome.Dns, true, true)]
    [InlineData(AttemptOutcome.Connect, true, true)]
    [InlineData(AttemptOutcome.ConnectTimeout, true, true)]
    [InlineData(AttemptOutcome.RefusedStream, true, true)]
    [InlineData(AttemptOutcome.ResponseEnded, false, true)]
    [InlineData(AttemptOutcome.ConnectionLost, false, true)]
    [InlineData(AttemptOutcome.Protocol, false, true)]
    [InlineData(AttemptOutcome.Timeout, false, true)]
    [InlineData(PeerRefusal.Expired, false, false)]
    [InlineData(PeerRefusal.ClientCertificateDemanded, false, false)]
    [InlineData(AttemptOutcome.DestinationRefused, false, false)]
    [InlineData(AttemptOutcome.InvalidResponse, false, false)]
    [InlineData(AttemptOutcome.ResponseHeadTooLarge, false, false)]
    [InlineData(AttemptOutcome.Caller, false, false)]
    [InlineData(AttemptOutcome.Fault, false, false)]
    [InlineData(AttemptOutcome.Aborted, false, false)]
    public void Failure_OfAPost_IsRepeated(string outcome, bool withoutHeader, bool withHeader)
    {
        Decide(Options, Failure("POST", outcome)).ShouldBe(withoutHeader ? RetryDecision.Repeat : RetryDecision.NotRepeatable);
        Decide(WithHeader, Failure("POST", outcome)).ShouldBe(withHeader ? RetryDecision.Repeat : RetryDecision.NotRepeatable);
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("HEAD", true)]
    [InlineData("PUT", true)]
    [InlineData("DELETE", true)]
    [InlineData("OPTIONS", true)]
    [InlineData("PATCH", false)]
    [InlineData("REPORT", false)]
    public void Method_ThatIsIdempotent_IsRepeated(string method, bool repeats) =>
        Decide(Options, Answer(method, 503)).ShouldBe(repeats ? RetryDecision.Repeat : RetryDecision.NotRepeatable);

    [Fact]
    public void StreamedBody_IsRepeatedOnlyWithoutAConnection()
    {
        Decide(WithHeader, Failure("PUT", AttemptOutcome.Connect, readsBody: false)).ShouldBe(RetryDecision.Repeat);
        Decide(WithHeader, Answer("PUT", 503, readsBody: false)).ShouldBe(RetryDecision.NotRepeatable);
        Decide(WithHeader, Answer("PUT", 429, readsBody: false)).ShouldBe(RetryDecision.NotRepeatable);
    }

    [Fact]
    public void Condition_ThatIsNotNamed_IsNotRepeated() =>
        Decide(Options with { On = RetryCondition.Connect }, Answer("GET", 503)).ShouldBe(RetryDecision.NotRepeatable);

    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 400)]
    [InlineData(5, 3200)]
    [InlineData(6, 5000)]
    [InlineData(9, 5000)]
    public void Wait_IsDrawnBetweenNoneAndTheBackoff_WhichDoublesUpToTheMost(int attempts, int most)
    {
        var waits = new List<double>();
        for (var i = 0; i < 400; i++)
        {
            var result = Answer("GET", 503, attempts: attempts);
            new RetryPolicy(Options with { Attempts = 10 }, TimeSpan.FromHours(1), _clock).Decide(result).ShouldBe(RetryDecision.Repeat);
            waits.Add(result.Delivery.Wait.TotalMilliseconds);
        }

        waits.ShouldAllBe(wait => wait >= 0 && wait <= most);
        waits.Min().ShouldBeLessThan(most * 0.1);
        waits.Max().ShouldBeGreaterThan(most * 0.9);
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("0", 0)]
    [InlineData("5", 5)]
    public void RetryAfter_IsWaitedFor(string value, int seconds)
    {
        var result = Answer("GET", 503, ("Retry-After", value));

        Decide(Options with { Backoff = TimeSpan.FromMilliseconds(1) }, result).ShouldBe(RetryDecision.Repeat);

        result.Delivery.Wait.ShouldBeInRange(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds) + TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void RetryAfter_AsADate_IsWaitedFor()
    {
        var result = Answer("GET", 503, ("Retry-After", (_clock.GetUtcNow() + TimeSpan.FromSeconds(4)).ToString("r")));

        Decide(Options, result).ShouldBe(RetryDecision.Repeat);

        result.Delivery.Wait.ShouldBeInRange(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4));
    }

    [Theory]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT")]
    [InlineData("soon")]
    [InlineData("-1")]
    public void RetryAfter_ThatIsPastOrNonsense_LeavesTheBackoff(string value) =>
        Decide(Options, Answer("GET", 503, ("Retry-After", value))).ShouldBe(RetryDecision.Repeat);

    [Theory]
    [InlineData("6")]
    [InlineData("86400")]
    [InlineData("99999999999999")]
    public void RetryAfter_LongerThanTheMost_EndsTheAttempts(string value) =>
        Decide(Options, Answer("GET", 503, ("Retry-After", value))).ShouldBe(RetryDecision.TooLate);

    [Fact]
    public void Wait_LongerThanTheTimeThatIsLeft_EndsTheAttempts()
    {
        var result = Answer("GET", 503, ("Retry-After", "3"));
        _clock.Advance(Total - TimeSpan.FromSeconds(3));

        Decide(Options, result).ShouldBe(RetryDecision.TooLate);
    }

    [Fact]
    public void Attempts_EndAfterAsManyAsThereMayBe()
    {
        Decide(Options, Answer("GET", 503, attempts: 2)).ShouldBe(RetryDecision.Repeat);
        Decide(Options, Answer("GET", 503, attempts: 3)).ShouldBe(RetryDecision.NoAttemptsLeft);
    }

    [Fact]
    public void Budget_EndsTheAttempts()
    {
        var policy = new RetryPolicy(Options with { Budget = 0.1 }, Total, _clock);

        var decisions = Enumerable.Range(0, 30).Select(_ => policy.Decide(Answer("GET", 503))).ToList();

        decisions.Count(static decision => decision == RetryDecision.Repeat).ShouldBe(10);
        decisions[^1].ShouldBe(RetryDecision.NoBudget);
    }

    [Fact]
    public void IdempotencyKey_IsMadeOnce_AndTheCallersOwnStays()
    {
        var policy = new RetryPolicy(WithHeader, Total, _clock);
        var made = Of("POST", readsBody: true, attempts: 0);
        policy.Begin(made);
        var key = made.Message.Headers.GetValues("Idempotency-Key").Single();
        key.ShouldBe("id", "it is the request's own");
        policy.Begin(made);
        made.Message.Headers.GetValues("Idempotency-Key").ShouldBe([key]);

        var own = Of("POST", readsBody: true, attempts: 0);
        own.Message.Headers.Add("idempotency-key", "the caller's");
        policy.Begin(own);
        own.Message.Headers.GetValues("Idempotency-Key").ShouldBe(["the caller's"]);
    }

    public void Dispose() => _made.ForEach(static made => made.Dispose());

    private RetryDecision Decide(RetryOptions options, AttemptResult result) => new RetryPolicy(options, Total, _clock).Decide(result);

    private AttemptResult Answer(string method, int status, (string Name, string Value) header) => Answer(method, status, 1, true, header);

    private AttemptResult Answer(string method, int status, int attempts = 1, bool readsBody = true, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status);
        _made.Add(response);
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return new AttemptResult(Of(method, readsBody, attempts), AttemptOutcome.Of(response.StatusCode)) { Response = response, IsUntouched = status == 429 };
    }

    private AttemptResult Failure(string method, string outcome, bool readsBody = true) => new(Of(method, readsBody, 1), outcome)
    {
        Rejection = new Rejection(RejectionCode.UpstreamFailed),
        IsUntouched = AttemptOutcome.IsUntouched(outcome),
    };

    private Delivery Of(string method, bool readsBody, int attempts)
    {
        var message = new HttpRequestMessage(new HttpMethod(method), "https://a.example/v1") { Content = new SingleUseContent(new PooledBuffer()) };
        var exchange = new HttpExchange("id") { Plan = new RoutePlan("r", "f", PlanOf(readsBody), new ResponsePlan(1024, true)) };
        _made.Add(message);
        _made.Add(exchange);
        return new Delivery(exchange, message, _clock.GetTimestamp(), CancellationToken.None) { Attempts = attempts };
    }

    private static RequestPlan PlanOf(bool readsBody) => new()
    {
        MaxBody = 1024,
        ReadTimeout = Total,
        RemoveHeaders = [],
        Guard = readsBody ? new JsonGuardOptions(32, DuplicateKeys.Reject) : null,
    };
}
