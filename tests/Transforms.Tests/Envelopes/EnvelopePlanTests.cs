using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Formats;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Secrets;

namespace Gateway.Transforms.Tests.Envelopes;

public sealed class EnvelopePlanTests
{
    private const string Canary = "canary-7f3a";

    private readonly SecretHandle _key = TestSecret.Handle("pluginKey", RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void Preset_ReportGhosting_OpensWithTheFrameworksOwnCipher()
    {
        var plan = Compile(GatewayTransforms.Presets["report-ghosting"]);

        var body = Seal(plan, "{\"email\":\"ann@example.com\"}");

        plan.ContentType.ShouldBe("application/json");
        plan.Key.ShouldBeSameAs(_key);
        using var document = JsonDocument.Parse(body);
        document.RootElement.GetPropertyCount().ShouldBe(1);
        var message = document.RootElement.GetProperty("data").GetBytesFromBase64();
        using var aes = Aes.Create();
        _key.TryLease(out var lease).ShouldBeTrue();
        aes.SetKey(lease.Bytes);
        lease.Dispose();
        Encoding.UTF8.GetString(aes.DecryptCbc(message.AsSpan(16), message.AsSpan(0, 16))).ShouldBe("{\"email\":\"ann@example.com\"}");
    }

    [Theory]
    [MemberData(nameof(PresetBench.Names), MemberType = typeof(PresetBench))]
    public void Preset_Each_CompilesAndReadsItselfBack(string name)
    {
        using var bench = PresetBench.Of(name);

        var (body, headers) = bench.Seal("{\"a\":1}").ShouldNotBeNull();

        bench.Open(body, headers).ShouldBe("{\"a\":1}");
        headers.Keys.ShouldBe(bench.Plan.HeaderNames, ignoreOrder: true);
    }

    [Theory]
    [InlineData("alipay", "static-iv")]
    [InlineData("icici", "rsa-pkcs1")]
    public void Preset_WeakWithoutTheUsersWaiver_IsRefusedForItAlone(string name, string waiver)
    {
        var problem = FindProblems(GatewayTransforms.Presets[name], new SecretHandle("key")).ShouldHaveSingleItem();

        problem.Key.ShouldBe("Waivers");
        problem.Value.ShouldContain(waiver);
    }

    [Theory]
    [InlineData("visa-mle")]
    [InlineData("wechat-pay")]
    public void Preset_KeyIdThatOnlyTheUserKnows_IsAskedFor(string name)
    {
        var problem = FindProblems(GatewayTransforms.Presets[name], new SecretHandle("key")).ShouldHaveSingleItem();

        problem.Value.ShouldContain("KeyId");
    }

    [Theory]
    [InlineData(BinaryEncoding.Base64)]
    [InlineData(BinaryEncoding.Base64Url)]
    [InlineData(BinaryEncoding.Hex)]
    public void Seal_AsText_IsTheMessageAloneAndOpens(BinaryEncoding encoding)
    {
        var plan = Compile(new EnvelopePreset(new AesCbcEnvelope(), new EnvelopeSettings { Text = true, Encoding = encoding }));

        var body = Seal(plan, "{\"a\":1}");

        plan.ContentType.ShouldBe("text/plain");
        body.ShouldNotContain("{");
        Open(plan, body).ShouldBe("{\"a\":1}");
    }

    [Fact]
    public void Seal_PartsApart_Opens()
    {
        var plan = Compile(new EnvelopePreset(new AesCbcEnvelope(), new EnvelopeSettings
        {
            Body = Encoding.UTF8.GetBytes("{\"data\":\"{ciphertext}\",\"iv\":\"{iv}\"}"),
            ContentType = "application/vnd.report+json",
        }));

        plan.ContentType.ShouldBe("application/vnd.report+json");
        Open(plan, Seal(plan, "{\"a\":1}")).ShouldBe("{\"a\":1}");
    }

    [Fact]
    public void Seal_HugeBodyThenSmallOne_EachOpensToItself()
    {
        var plan = Compile(new EnvelopePreset(new AesCbcEnvelope(), new EnvelopeSettings { Text = true }));
        var huge = new string('x', 1_000_000);

        Open(plan, Seal(plan, huge)).ShouldBe(huge);
        Open(plan, Seal(plan, "small")).ShouldBe("small");
    }

    [Theory]
    [InlineData("A512CBC", "{\"data\":\"{sealed}\"}", "Encryption", "A256CBC, A192CBC, A128CBC")]
    [InlineData(null, null, "Body", "say where")]
    [InlineData(null, "{\"iv\":\"{iv}\"}", "Body", "nobody could open")]
    [InlineData(null, "{\"data\":\"{tag}\"}", "Body", "not a part")]
    [InlineData("A128CBC", "{\"data\":\"{sealed}\"}", "Key", "secret 'pluginKey' does not fit: a symmetric key of 16 bytes is needed")]
    public void TryCompile_SettingThatCannotWork_IsNamed(string? encryption, string? body, string setting, string problem)
    {
        var settings = new EnvelopeSettings { Encryption = encryption };
        if (body is not null)
        {
            settings = settings with { Body = Encoding.UTF8.GetBytes(body) };
        }

        var problems = FindProblems(new EnvelopePreset(new AesCbcEnvelope(), settings), _key);

        problems.ShouldHaveSingleItem().Key.ShouldBe(setting);
        problems[0].Value.ShouldContain(problem);
    }

    [Fact]
    public void LooksSealed_BareMessage_DoesWhereItCannotBeMistaken()
    {
        var jwe = Compile(new EnvelopePreset(new JweEnvelope(), new EnvelopeSettings { Algorithm = "dir", Text = true }));
        var cbc = Compile(new EnvelopePreset(new AesCbcEnvelope(), new EnvelopeSettings { Text = true }));

        jwe.LooksSealed(Encoding.UTF8.GetBytes(Seal(jwe, "a=b"))).ShouldBeTrue();
        jwe.LooksSealed("a=b"u8.ToArray()).ShouldBeFalse();
        cbc.LooksSealed(Encoding.UTF8.GetBytes(Seal(cbc, "a=b"))).ShouldBeFalse();
    }

    [Fact]
    public void TryCompile_KeyThatDoesNotFit_IsNamedWithoutItsValue()
    {
        var problem = FindProblems(GatewayTransforms.Presets["report-ghosting"], TestSecret.Handle("pluginKey", Canary)).ShouldHaveSingleItem();

        problem.Value.ShouldContain("pluginKey");
        problem.Value.ShouldContain("32 bytes");
        problem.ToString().ShouldNotContain(Canary);
    }

    [Fact]
    public void TryCompile_KeyNotThereYet_IsNoProblem() =>
        FindProblems(GatewayTransforms.Presets["report-ghosting"], new SecretHandle("pluginKey")).ShouldBeEmpty();

    [Fact]
    public void Seal_KeyRotatedToAnotherKind_IsRefusedBeforeAnythingIsWritten()
    {
        var plan = Compile(GatewayTransforms.Presets["report-ghosting"]);
        using var wrong = TestSecret.RandomKey(16);
        using var body = new PooledBuffer();

        plan.Seal("{}"u8.ToArray(), wrong, body, headers: null).ShouldBe(SealFault.Key);

        body.Length.ShouldBe(0);
        Open(plan, Seal(plan, "{}"), wrong).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"data\":\"\"}")]
    [InlineData("{\"data\":\"AAAA\"}")]
    [InlineData("not json")]
    public void TryOpen_Garbage_IsRefused(string body) => Open(Compile(GatewayTransforms.Presets["report-ghosting"]), body).ShouldBeNull();

    private static List<KeyValuePair<string, string>> FindProblems(EnvelopePreset preset, SecretHandle key)
    {
        var problems = new List<KeyValuePair<string, string>>();
        var plan = EnvelopePlan.TryCompile(preset, key, KeyUse.Seal, TimeProvider.System, (setting, problem) => problems.Add(KeyValuePair.Create(setting, problem)));
        (plan is null).ShouldBe(problems.Count > 0);
        return problems;
    }

    private EnvelopePlan Compile(EnvelopePreset preset) =>
        EnvelopePlan.TryCompile(preset, _key, KeyUse.Seal, TimeProvider.System, static (setting, problem) => throw new InvalidOperationException($"{setting}: {problem}")).ShouldNotBeNull();

    private string Seal(EnvelopePlan plan, string plaintext)
    {
        _key.TryLease(out var lease).ShouldBeTrue();
        using (lease)
        {
            using var body = new PooledBuffer();
            plan.Seal(Encoding.UTF8.GetBytes(plaintext), lease.Value, body, headers: null).ShouldBe(SealFault.None);
            return Encoding.UTF8.GetString(body.WrittenSpan);
        }
    }

    private string? Open(EnvelopePlan plan, string body)
    {
        _key.TryLease(out var lease).ShouldBeTrue();
        using (lease)
        {
            return Open(plan, body, lease.Value);
        }
    }

    private static string? Open(EnvelopePlan plan, string body, SecretValue key)
    {
        using var plaintext = new PooledBuffer();
        return plan.TryOpen(Encoding.UTF8.GetBytes(body), key, plaintext, static _ => null) ? Encoding.UTF8.GetString(plaintext.WrittenSpan) : null;
    }
}
