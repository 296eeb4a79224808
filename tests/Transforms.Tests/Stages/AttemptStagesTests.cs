using System.Text;
using Gateway.Tests.Shared;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Minimization;
using Gateway.Transforms.Plans;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Stages;
using Gateway.Transforms.Tests.Secrets;

namespace Gateway.Transforms.Tests.Stages;

public sealed class AttemptStagesTests : IDisposable
{
    private static readonly Uri Address = new("https://reports.example/v1?lang=de");

    private readonly SecretHandle _secret = TestSecret.Handle("merchant", "m-\"17\"");
    private readonly HttpRequestMessage _message = new(HttpMethod.Post, Address);
    private readonly TestMeters _meters = new();

    public void Dispose()
    {
        _meters.Dispose();
        _message.Dispose();
        _secret.Dispose();
    }

    [Fact]
    public async Task Prepare_SealedRoute_SealsAfreshForEachAttempt()
    {
        using var key = TestSecret.Handle("key", new byte[32]);
        var envelope = EnvelopePlan.TryCompile(GatewayTransforms.Presets["report-ghosting"], key, KeyUse.Seal, TimeProvider.System, static (_, problem) => problem.ShouldBeNull());
        using var exchange = Exchange(SamplePlans.Of(readsBody: true, envelope: envelope), "{\"a\":1}");

        Prepare(exchange).ShouldBeNull();
        var first = await ReadBodyAsync();
        Prepare(exchange).ShouldBeNull();
        var second = await ReadBodyAsync();

        second.ShouldNotBe(first);
        Open(envelope!, key, first).ShouldBe("{\"a\":1}");
        Open(envelope!, key, second).ShouldBe("{\"a\":1}");
    }

    [Fact]
    public void Prepare_KeyThatHasSealedAsMuchAsItMay_IsRefusedByItsName()
    {
        using var key = TestSecret.Handle("key", new byte[32]);
        var envelope = EnvelopePlan.TryCompile(
            new EnvelopePreset(GatewayTransforms.Envelopes["jwe"], new EnvelopeSettings { Algorithm = "dir", Text = true }),
            key, KeyUse.Seal, TimeProvider.System, static (_, problem) => problem.ShouldBeNull());
        using var exchange = Exchange(SamplePlans.Of(readsBody: true, envelope: envelope), "{\"a\":1}");
        key.HasSealed(GcmCounter.Limit - 1);

        Prepare(exchange).ShouldBeNull("the last message of the key");
        _message.Content = null;
        var rejection = Prepare(exchange).ShouldNotBeNull();

        rejection.Code.ShouldBe(RejectionCode.SecretUnavailable);
        rejection.Reason.ShouldBe("key");
        _message.Content.ShouldBeNull();
    }

    [Fact]
    public async Task Prepare_InjectedField_IsEscapedAndCurrent()
    {
        using var exchange = InjectingExchange();

        Prepare(exchange).ShouldBeNull();
        (await ReadBodyAsync()).ShouldBe("{\"id\":\"m-\\\"17\\\"\",\"x\":1}");

        _secret.Replace(new SecretValue("m-18"u8));
        Prepare(exchange).ShouldBeNull();
        (await ReadBodyAsync()).ShouldBe("{\"id\":\"m-18\",\"x\":1}");
    }

    [Fact]
    public void Prepare_InjectedFieldThatIsNotUtf8_IsRefused()
    {
        _secret.Replace(new SecretValue([0xFF, 0xFE]));
        using var exchange = InjectingExchange();

        Prepare(exchange).ShouldNotBeNull().Code.ShouldBe(RejectionCode.SecretUnavailable);

        _message.Content.ShouldBeNull();
    }

    [Fact]
    public void Prepare_SecretGone_IsRefusedByItsName()
    {
        _secret.Dispose();
        var template = SamplePlans.Template("{secret:merchant}", _secret);
        using var body = InjectingExchange();
        using var header = Exchange(SamplePlans.Of(injectedHeaders: [new InjectedHeader("X-Key", template)]));
        using var query = Exchange(SamplePlans.Of(injectedQuery: [new InjectedParameter("key", template)]));

        foreach (var exchange in new[] { body, header, query })
        {
            var rejection = Prepare(exchange).ShouldNotBeNull();

            rejection.Code.ShouldBe(RejectionCode.SecretUnavailable);
            rejection.Reason.ShouldBe("merchant");
        }
    }

    [Fact]
    public void Prepare_InjectedHeader_ReplacesTheCallersAndTheLastAttempts()
    {
        _message.Headers.Add("X-Key", "mine");
        using var exchange = Exchange(SamplePlans.Of(injectedHeaders: [new InjectedHeader("X-Key", SamplePlans.Template("Bearer {secret:merchant}", _secret))]));

        Prepare(exchange).ShouldBeNull();
        Prepare(exchange).ShouldBeNull();

        _message.Headers.GetValues("X-Key").ShouldBe(["Bearer m-\"17\""]);
    }

    [Theory]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("a\0")]
    [InlineData("ä")]
    [InlineData("\t")]
    public void Prepare_InjectedHeaderThatWouldEndTheField_IsRefused(string value)
    {
        _secret.Replace(new SecretValue(Encoding.UTF8.GetBytes(value)));
        using var exchange = Exchange(SamplePlans.Of(injectedHeaders: [new InjectedHeader("X-Key", SamplePlans.Template("{secret:merchant}", _secret))]));

        Prepare(exchange).ShouldNotBeNull().Code.ShouldBe(RejectionCode.SecretUnavailable);

        _message.Headers.Contains("X-Key").ShouldBeFalse();
    }

    [Fact]
    public void Prepare_InjectedParameter_IsEncodedAndAddedOnce()
    {
        _secret.Replace(new SecretValue("a&b=c d#"u8));
        using var exchange = Exchange(SamplePlans.Of(injectedQuery: [new InjectedParameter("k", SamplePlans.Template("{secret:merchant}", _secret))]));

        Prepare(exchange).ShouldBeNull();
        Prepare(exchange).ShouldBeNull();

        _message.RequestUri!.AbsoluteUri.ShouldBe("https://reports.example/v1?lang=de&k=a%26b%3Dc%20d%23");
    }

    [Fact]
    public void Prepare_SealedRouteThatInjects_CountsSealingOnce()
    {
        using var key = TestSecret.Handle("key", new byte[32]);
        var envelope = EnvelopePlan.TryCompile(GatewayTransforms.Presets["report-ghosting"], key, KeyUse.Seal, TimeProvider.System, static (_, problem) => problem.ShouldBeNull());
        var header = new InjectedHeader("X-Key", SamplePlans.Template("{secret:merchant}", _secret));
        using var exchange = Exchange(SamplePlans.Of(readsBody: true, envelope: envelope, injectedHeaders: [header]), "{\"a\":1}");
        using var times = new StageTimes(_meters);

        AttemptStages.Prepare(exchange, _message, Address, new StageMeter(_meters, new SteppingTimeProvider())).ShouldBeNull();

        // Looked at four times: inject begins, seal begins, seal ends, inject ends.
        times.Recorded.ShouldBe([("seal", 1.0), ("inject", 2.0)]);
    }

    [Fact]
    public void Prepare_EnvelopeThatIsAContentCoding_SaysSoWithTheContent()
    {
        using var key = TestSecret.Handle("key", new byte[16]);
        var envelope = EnvelopePlan.TryCompile(GatewayTransforms.Presets["aes128gcm"], key, KeyUse.Seal, TimeProvider.System, static (_, problem) => problem.ShouldBeNull());
        using var exchange = Exchange(SamplePlans.Of(readsBody: true, envelope: envelope), "{\"a\":1}");

        Prepare(exchange).ShouldBeNull();
        Prepare(exchange).ShouldBeNull();

        _message.Content!.Headers.ContentEncoding.ShouldBe(["aes128gcm"]);
    }

    [Fact]
    public void Prepare_RouteThatDoesNothing_RecordsNothing()
    {
        using var exchange = Exchange(SamplePlans.Of());
        using var times = new StageTimes(_meters);

        Prepare(exchange).ShouldBeNull();

        times.Recorded.ShouldBeEmpty();
    }

    private static HttpExchange Exchange(RequestPlan plan, string? body = null)
    {
        var exchange = new HttpExchange("request-1") { Plan = new RoutePlan("route", "1", plan, new ResponsePlan(1024, GenericErrors: true)) };
        if (body is not null)
        {
            var received = new PooledBuffer();
            received.Write(Encoding.UTF8.GetBytes(body));
            exchange.SetReceived(received);
        }

        return exchange;
    }

    private Rejection? Prepare(HttpExchange exchange) =>
        AttemptStages.Prepare(exchange, _message, Address, new StageMeter(_meters, TimeProvider.System));

    private static string? Open(EnvelopePlan plan, SecretHandle key, string body)
    {
        key.TryLease(out var lease).ShouldBeTrue();
        using (lease)
        {
            using var plaintext = new PooledBuffer();
            return plan.TryOpen(Encoding.UTF8.GetBytes(body), lease.Value, plaintext, static _ => null) ? Encoding.UTF8.GetString(plaintext.WrittenSpan) : null;
        }
    }

    private HttpExchange InjectingExchange()
    {
        var exchange = Exchange(SamplePlans.Of(readsBody: true, injectedFields: [SamplePlans.Template("{secret:merchant}", _secret)]), "{\"id\":,\"x\":1}");
        exchange.InjectionPoints = [new InjectionPoint(6, 0)];
        return exchange;
    }

    private async Task<string> ReadBodyAsync() => await _message.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
