using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Examples;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Tests.Envelopes;

/// <summary>Examples of every preset and format, found by the registration list alone.</summary>
public sealed class ExampleMakerTests
{
    private static readonly ExampleKey[] Keys = [.. ExampleKey.Fresh()];

    public static TheoryData<string> Presets => [.. GatewayTransforms.Presets.Keys.Order(StringComparer.Ordinal)];

    public static TheoryData<string> Formats => [.. GatewayTransforms.Envelopes.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Presets))]
    public void TryMake_AnyPreset_OpensAndSaysWhatItIs(string name)
    {
        var example = Make(name, GatewayTransforms.Presets[name]);

        example.Opens.ShouldBeTrue();
        example.Preset.Summary.ShouldNotBe(example.Preset.Format.Summary, "a preset has a summary of its own");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void TryMake_AnyFormat_OpensAndExplainsItself(string name)
    {
        var example = Make(name, new EnvelopePreset(GatewayTransforms.Envelopes[name], new EnvelopeSettings()));

        example.Opens.ShouldBeTrue();
        example.Preset.Source.ShouldNotBeEmpty();
        example.Parts.ShouldAllBe(static part => part.Meaning.Length > 0);
        example.Opening.Count.ShouldBeGreaterThan(1, "where the message is, and how it opens");
    }

    [Fact]
    public void TryMake_WhatOpensToSomethingElse_SaysSo()
    {
        var example = Make("broken", new EnvelopePreset(new Broken(), new EnvelopeSettings { Text = true }));

        example.Opens.ShouldBeFalse();
    }

    [Fact]
    public void TryMake_SettingsOfAnotherFormat_AreReported()
    {
        var problems = new List<string>();

        new ExampleMaker(TimeProvider.System, Keys)
            .TryMake("x", new EnvelopePreset(GatewayTransforms.Envelopes["aes-cbc"], new EnvelopeSettings { Algorithm = "dir" }), (setting, _) => problems.Add(setting))
            .ShouldBeNull();

        problems.ShouldBe(["Algorithm"]);
    }

    private static EnvelopeExample Make(string name, EnvelopePreset preset) =>
        new ExampleMaker(TimeProvider.System, Keys).TryMake(name, preset, static (setting, problem) => Assert.Fail($"{setting}: {problem}")).ShouldNotBeNull();

    /// <summary>A format that forgets what it sealed. It is a nested class of a test, and on no list.</summary>
    private sealed class Broken : IEnvelope, IMessageCipher
    {
        public string Name => "broken";

        public string Summary => "Broken";

        public string Source => "nowhere";

        public IReadOnlyList<string> Settings => [];

        public IReadOnlyList<MessagePart> Parts { get; } = [new("sealed", "nothing")];

        public IReadOnlyList<string> Opening => ["Do not."];

        public bool HasIntegrity => false;

        public IReadOnlyList<Weakness> Weaknesses => [];

        public IMessageCipher? TryCompile(EnvelopeSettings settings, TimeProvider time, Action<string, string> report) => this;

        public bool SufficesToOpen(IReadOnlyCollection<string> parts) => true;

        public string? FindKeyProblem(SecretValue key, KeyUse use) => null;

        public bool LooksSealed(SealedParts parts) => false;

        public bool TrySeal(ReadOnlySpan<byte> plaintext, SecretValue key, SealedParts parts)
        {
            parts.PlaceText(0, "sealed");
            return true;
        }

        public bool TryOpen(SealedParts parts, SecretValue key, PooledBuffer plaintext)
        {
            plaintext.Write("something else"u8);
            return true;
        }
    }
}
