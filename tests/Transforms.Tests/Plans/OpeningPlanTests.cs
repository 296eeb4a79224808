using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Plans;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Secrets;

namespace Gateway.Transforms.Tests.Plans;

/// <summary>Which of several keys opens an answer, and what it is taken for.</summary>
public sealed class OpeningPlanTests : IDisposable
{
    private const string Json = """{"a":1}""";

    private readonly SecretHandle _current = TestSecret.Handle("current", [.. Enumerable.Repeat((byte)1, 32)]);
    private readonly SecretHandle _previous = TestSecret.Handle("previous", [.. Enumerable.Repeat((byte)2, 32)]);
    private readonly PooledBuffer _plaintext = new();

    public void Dispose()
    {
        _current.Dispose();
        _previous.Dispose();
        _plaintext.Dispose();
    }

    [Theory]
    [InlineData("jwe")]
    [InlineData("aes-cbc")]
    public void TryOpen_UnderEitherKey_SaysWhichItWas(string format)
    {
        var plan = new OpeningPlan([Plan(format, _current), Plan(format, _previous)], contentType: null);

        plan.TryOpen(Seal(format, _current, Json), held: null, NoHeader, _plaintext, out var opened).ShouldBeTrue();
        opened.ShouldBe(new OpenedAs("application/json", _current, IsPrevious: false));

        _plaintext.Clear();
        plan.TryOpen(Seal(format, _previous, Json), held: null, NoHeader, _plaintext, out opened).ShouldBeTrue();
        opened.ShouldBe(new OpenedAs("application/json", _previous, IsPrevious: true));
        Encoding.UTF8.GetString(_plaintext.WrittenSpan).ShouldBe(Json);
    }

    /// <summary>One wrong key in 256 has an acceptable padding: with so many messages, some of them certainly.</summary>
    [Fact]
    public void TryOpen_FormatWithoutIntegrity_IsNotFooledByAWrongKeyWhosePaddingIsRight()
    {
        var wrongFirst = new OpeningPlan([Plan("aes-cbc", _current), Plan("aes-cbc", _previous)], contentType: null);
        var wrongOnly = new OpeningPlan([Plan("aes-cbc", _current)], contentType: null);

        for (var i = 0; i < 3000; i++)
        {
            var body = Seal("aes-cbc", _previous, Json);
            _plaintext.Clear();
            wrongFirst.TryOpen(body, held: null, NoHeader, _plaintext, out var opened).ShouldBeTrue();
            opened.IsPrevious.ShouldBeTrue();
            Encoding.UTF8.GetString(_plaintext.WrittenSpan).ShouldBe(Json);
            _plaintext.Clear();
            wrongOnly.TryOpen(body, held: null, NoHeader, _plaintext, out _).ShouldBeFalse();
            _plaintext.Length.ShouldBe(0, "nothing of a wrong opening is left");
        }
    }

    [Theory]
    [InlineData("jwe", null, Json, "application/json")]
    [InlineData("jwe", null, "no JSON", "application/octet-stream")]
    [InlineData("jwe", null, "", "application/octet-stream")]
    [InlineData("jwe", "text/plain", Json, "text/plain")]
    [InlineData("jwe", "application/json", "no JSON", null)]
    [InlineData("jwe", "application/problem+json; charset=utf-8", "no JSON", null)]
    [InlineData("jwe", "application/problem+json; charset=utf-8", Json, "application/problem+json; charset=utf-8")]
    [InlineData("aes-cbc", null, "no JSON", null)]
    [InlineData("aes-cbc", "text/plain", "no JSON", "text/plain")]
    public void TryOpen_Plaintext_IsWhatTheBytesOrThePlanSay(string format, string? contentType, string text, string? expected)
    {
        var plan = new OpeningPlan([Plan(format, _current)], contentType);

        plan.TryOpen(Seal(format, _current, text), held: null, NoHeader, _plaintext, out var opened).ShouldBe(expected is not null);

        opened.ContentType.ShouldBe(expected);
    }

    [Fact]
    public void TryOpen_CurrentKeyGone_OpensWithThePrevious()
    {
        var plan = new OpeningPlan([Plan("jwe", _current), Plan("jwe", _previous)], contentType: null);
        var body = Seal("jwe", _previous, Json);
        _current.Dispose();

        plan.TryOpen(body, held: null, NoHeader, _plaintext, out var opened).ShouldBeTrue();

        opened.Key.ShouldBe(_previous);
    }

    private static string? NoHeader(string name) => null;

    private static EnvelopePlan Plan(string format, SecretHandle key) => EnvelopePlan.TryCompile(
        new EnvelopePreset(GatewayTransforms.Envelopes[format], new EnvelopeSettings { Text = true, Algorithm = format == "jwe" ? "dir" : null }),
        key,
        KeyUse.Open,
        TimeProvider.System,
        static (setting, problem) => throw new InvalidOperationException($"{setting}: {problem}")).ShouldNotBeNull();

    private static byte[] Seal(string format, SecretHandle key, string text)
    {
        using var body = new PooledBuffer();
        key.TryLease(out var lease).ShouldBeTrue();
        using (lease)
        {
            Plan(format, key).Seal(Encoding.UTF8.GetBytes(text), lease.Value, body, null).ShouldBe(SealFault.None);
        }

        return body.WrittenSpan.ToArray();
    }
}
