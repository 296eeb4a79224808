using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Fields;
using Gateway.Transforms.Envelopes.Formats;
using Gateway.Transforms.Json;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Secrets;

namespace Gateway.Transforms.Tests.Envelopes;

/// <summary>Fields that are sealed by themselves, in the body that stays readable around them.</summary>
public sealed class FieldSealingTests
{
    private static readonly EnvelopePreset Jwe = new(new JweEnvelope(), new EnvelopeSettings { Algorithm = "dir" });
    private static readonly EnvelopePreset AesCbc = new(new AesCbcEnvelope(), new EnvelopeSettings());

    private readonly SecretHandle _key = TestSecret.Handle("key", RandomNumberGenerator.GetBytes(32));

    [Theory]
    [InlineData("$.card", "$.encryptedCard", """{"card":{"pan":"4111"},"amount":1}""", "4111")]
    [InlineData("$.card", "$.card", """{"card":"4111","amount":1}""", "4111")]
    [InlineData("$.items[*].card", "$.items[*].sealed", """{"items":[{"card":"4111"},{"card":"4222"}]}""", "4222")]
    [InlineData("$.a.card", "$.b.c.card", """{"a":{"card":4111},"b":{"c":{}},"x":[]}""", "4111")]
    [InlineData("$.n", "$.n", """{"n":null}""", "null")]
    public void Seal_Field_OpensToTheSameAndIsNoLongerReadable(string from, string to, string body, string hidden)
    {
        var settings = new EnvelopeSettings { Fields = [Mapping(from, to)] };
        var sealing = Compile(Jwe.With(settings), KeyUse.Seal);
        var opening = Compile(Jwe.With(settings), KeyUse.Open);

        var message = Seal(sealing, body).ShouldNotBeNull();

        message.ShouldNotContain(hidden);
        JsonNode.DeepEquals(JsonNode.Parse(Open(opening, message).ShouldNotBeNull()), JsonNode.Parse(body)).ShouldBeTrue();
    }

    [Fact]
    public void Seal_SeveralMatches_SealsEachForItself()
    {
        var plan = Compile(Jwe.With(new EnvelopeSettings { Fields = [Mapping("$.items[*].card", "$.items[*].card")] }), KeyUse.Seal);

        var message = JsonNode.Parse(Seal(plan, """{"items":[{"card":"4111"},{"card":"4111"}]}""")!)!;

        message["items"]![0]!["card"]!.GetValue<string>().ShouldNotBe(message["items"]![1]!["card"]!.GetValue<string>());
    }

    [Fact]
    public void Seal_FieldThatIsAbsent_IsRefusedUnlessSkipped()
    {
        var settings = new EnvelopeSettings { Fields = [Mapping("$.card", "$.card"), Mapping("$.cvc", "$.cvc")] };

        Seal(Compile(Jwe.With(settings), KeyUse.Seal), """{"card":"4111"}""").ShouldBeNull();

        var skipping = Compile(Jwe.With(settings with { SkipMissing = true }), KeyUse.Seal);
        Seal(skipping, """{"card":"4111"}""").ShouldNotBeNull().ShouldNotContain("4111");
        Seal(skipping, """{"other":1}""").ShouldBe("""{"other":1}""");
    }

    [Theory]
    [InlineData("""{"cards":{"pan":"4111"}}""")]
    [InlineData("""{"cards":[[{"pan":"4111"}]]}""")]
    [InlineData("""{"cards":"4111"}""")]
    public void Seal_AnotherShapeThanTheFieldsPath_IsRefusedEvenWhenSkipping(string body)
    {
        var skipping = Compile(Jwe.With(new EnvelopeSettings { Fields = [Mapping("$.cards[*].pan", "$.cards[*].pan")], SkipMissing = true }), KeyUse.Seal);

        Seal(skipping, body).ShouldBeNull();
        Seal(skipping, """{"cards":null}""").ShouldBe("""{"cards":null}""");
        Seal(skipping, """{"cards":[]}""").ShouldBe("""{"cards":[]}""");
    }

    [Fact]
    public void Seal_WhatIsSealedAlready_IsNotSealedAgain()
    {
        var plan = Compile(Jwe.With(new EnvelopeSettings { Fields = [Mapping("$.card", "$.card")] }), KeyUse.Seal);
        var moving = Compile(AesCbc.With(new EnvelopeSettings { Fields = [Mapping("$.card", "$.encryptedCard")] }), KeyUse.Seal);

        Seal(plan, Seal(plan, """{"card":"4111"}""")!).ShouldBeNull();
        Seal(moving, Seal(moving, """{"card":"4111"}""")!).ShouldBeNull();
    }

    [Fact]
    public void Seal_ValueThatIsWrittenLikeASealedOne_IsSealed()
    {
        // 32 bytes in base64 are as long as a block with its IV.
        var token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var plan = Compile(AesCbc.With(new EnvelopeSettings { Fields = [Mapping("$.token", "$.token")] }), KeyUse.Seal);

        Seal(plan, $$"""{"token":"{{token}}"}""").ShouldNotBeNull().ShouldNotContain(token);
    }

    [Fact]
    public void Seal_BareText_IsTheCharactersOfTheString()
    {
        var settings = new EnvelopeSettings { Fields = [Mapping("$.name", "$.name")], FieldText = FieldText.Bare };
        var plan = Compile(AesCbc.With(settings), KeyUse.Seal);
        _key.TryLease(out var lease).ShouldBeTrue();
        using var aes = Aes.Create();
        aes.SetKey(lease.Bytes);
        lease.Dispose();

        var message = Convert.FromBase64String(JsonNode.Parse(Seal(plan, """{"name":"\u00dc\"ber"}""")!)!["name"]!.GetValue<string>());

        Encoding.UTF8.GetString(aes.DecryptCbc(message.AsSpan(16), message.AsSpan(0, 16))).ShouldBe("Ü\"ber");
        Seal(plan, """{"name":1}""").ShouldBeNull();
        Open(Compile(AesCbc.With(settings), KeyUse.Open), Seal(plan, """{"name":"\u00dc\"ber"}""")!).ShouldBe("""{"name":"Ü\"ber"}""");
    }

    [Fact]
    public void Seal_PartsInTheBodyOfTheField_StandWhereTheTemplateSays()
    {
        var settings = new EnvelopeSettings
        {
            Fields = [Mapping("$.card", "$.sealed")],
            Body = Encoding.UTF8.GetBytes("""{"iv":"{iv}","v":["{ciphertext}"]}"""),
        };

        var message = Seal(Compile(AesCbc.With(settings), KeyUse.Seal), """{"card":"4111"}""").ShouldNotBeNull();

        JsonNode.Parse(message)!["sealed"]!["v"]![0].ShouldNotBeNull();
        Open(Compile(AesCbc.With(settings), KeyUse.Open), message).ShouldBe("""{"card":"4111"}""");
    }

    [Fact]
    public void TryOpen_FieldThatOpensToNoJson_IsRefused()
    {
        // Sealed as bare text, and opened by somebody who expects JSON: it would end the string that it stands in.
        var bare = Compile(AesCbc.With(new EnvelopeSettings { Fields = [Mapping("$.a", "$.a")], FieldText = FieldText.Bare }), KeyUse.Seal);
        var opening = Compile(AesCbc.With(new EnvelopeSettings { Fields = [Mapping("$.a", "$.a")] }), KeyUse.Open);

        Open(opening, Seal(bare, """{"a":"1,\"admin\":true"}""")!).ShouldBeNull();
    }

    [Fact]
    public void TryCompile_PartsOfSeveralFieldsInHeaders_AreRefused()
    {
        var settings = new EnvelopeSettings
        {
            Body = Encoding.UTF8.GetBytes("\"{ciphertext}\""),
            Headers = [KeyValuePair.Create("x-iv", "{iv}")],
        };

        FindProblems(AesCbc.With(settings with { Fields = [Mapping("$.a", "$.a"), Mapping("$.b", "$.b")] })).ShouldBe(["Headers"]);
        FindProblems(AesCbc.With(settings with { Fields = [Mapping("$.a[*]", "$.a[*]")] })).ShouldBe(["Headers"]);
        FindProblems(AesCbc.With(settings with { Fields = [Mapping("$.a", "$.a")] })).ShouldBeEmpty();
    }

    [Fact]
    public void Seal_PartInAHeader_OpensWithItAlone()
    {
        var settings = new EnvelopeSettings
        {
            Fields = [Mapping("$.a", "$.a")],
            Body = Encoding.UTF8.GetBytes("\"{ciphertext}\""),
            Headers = [KeyValuePair.Create("x-iv", "iv={iv};")],
        };
        var headers = new List<KeyValuePair<string, string>>();

        var message = Seal(Compile(AesCbc.With(settings), KeyUse.Seal), """{"a":1}""", headers).ShouldNotBeNull();

        var opening = Compile(AesCbc.With(settings), KeyUse.Open);
        Open(opening, message).ShouldBeNull();
        Open(opening, message, name => name == "x-iv" ? headers.ShouldHaveSingleItem().Value : null).ShouldBe("""{"a":1}""");
    }

    private static FieldMapping Mapping(string from, string to) => new(Path(from), Path(to));

    private static FieldPath Path(string text)
    {
        FieldPath.TryParse(text, out var path).ShouldBeNull();
        return path!;
    }

    private List<string> FindProblems(EnvelopePreset preset)
    {
        var settings = new List<string>();
        EnvelopePlan.TryCompile(preset, _key, KeyUse.Seal, TimeProvider.System, (setting, _) => settings.Add(setting));
        return settings;
    }

    private EnvelopePlan Compile(EnvelopePreset preset, KeyUse use) =>
        EnvelopePlan.TryCompile(preset, _key, use, TimeProvider.System, static (setting, problem) => Assert.Fail($"{setting}: {problem}")).ShouldNotBeNull();

    private string? Seal(EnvelopePlan plan, string body, List<KeyValuePair<string, string>>? headers = null)
    {
        _key.TryLease(out var lease).ShouldBeTrue();
        using (lease)
        {
            using var message = new PooledBuffer();
            return plan.Seal(Encoding.UTF8.GetBytes(body), lease.Value, message, headers) == SealFault.None ? Encoding.UTF8.GetString(message.WrittenSpan) : null;
        }
    }

    private string? Open(EnvelopePlan plan, string message, Func<string, string?>? findHeader = null)
    {
        _key.TryLease(out var lease).ShouldBeTrue();
        using (lease)
        {
            using var body = new PooledBuffer();
            return plan.TryOpen(Encoding.UTF8.GetBytes(message), lease.Value, body, findHeader ?? (static _ => null)) ? Encoding.UTF8.GetString(body.WrittenSpan) : null;
        }
    }
}
