using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Gateway.Tests.Shared;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Tests.Json;

namespace Gateway.Transforms.Tests.Envelopes;

/// <summary>What holds of every preset, whatever the body.</summary>
public sealed class PresetPropertyTests
{
    public static TheoryData<string> Presets => PresetBench.Names;

    [Theory]
    [MemberData(nameof(Presets))]
    public void Seal_AnyJson_OpensToTheSameBytes(string name)
    {
        using var bench = PresetBench.Of(name);
        var sealedAny = false;

        Properties.Hold(JsonGen.Texts, json =>
        {
            if (bench.Seal(json) is var (body, headers))
            {
                sealedAny = true;
                bench.Open(body, headers).ShouldBe(json);
            }
            else
            {
                // Only what goes under RSA itself can be too long.
                bench.Preset.Format.Name.ShouldBe("rsa-field");
            }
        });

        sealedAny.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Open_OneBitOfTheBodyChanged_NeverOpensWhereTheFormatHasIntegrity(string name)
    {
        using var bench = PresetBench.Of(name);
        const string Card = "{\"card\":\"4111111111111111\"}";
        var (body, headers) = bench.Seal(Card).ShouldNotBeNull();
        var (first, count) = PresetBench.Unprotected(name).GetOffsetAndLength(body.Length);
        var hasIntegrity = bench.HasIntegrity;

        Properties.Hold(Gen.Choose(0, (body.Length * 8) - 1), bit =>
        {
            var changed = (byte[])body.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));

            var opened = bench.Open(changed, headers);

            if (hasIntegrity && bit / 8 >= first && bit / 8 < first + count)
            {
                (opened ?? Card).ShouldBe(Card, $"bit {bit}");
            }
            else if (hasIntegrity)
            {
                opened.ShouldBeNull($"bit {bit}");
            }
        });
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Seal_OneBodyManyTimes_NeverRepeatsAnIvNorAContentKey(string name)
    {
        using var bench = PresetBench.Of(name);
        var seen = new HashSet<string>();
        for (var i = 0; i < 200; i++)
        {
            foreach (var (what, bytes) in FreshIn(bench))
            {
                seen.Add($"{what} {Convert.ToHexString(bytes)}").ShouldBeTrue(what);
            }
        }

        // Alipay's IV is the same each time, which is what its waiver is for.
        (seen.Count == 0).ShouldBe(name == "alipay");
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void LooksSealed_WhatThePresetSealed_DoesWhereAllOfItStandsInJson(string name)
    {
        using var bench = PresetBench.Of(name);
        var (body, headers) = bench.Seal("{\"a\":1}").ShouldNotBeNull();
        if (bench.Preset.Settings.Text != true)
        {
            JsonGuard.TryRead(body, new JsonGuardOptions(), out var tape).ShouldBe(GuardFault.None);
            using (tape)
            {
                bench.Plan.LooksSealed(tape!).ShouldBe(!headers.ContainsKey("x-iv"), Encoding.UTF8.GetString(body));
            }
        }
    }

    /// <summary>What was drawn for one more message of a body, content keys out from under RSA.</summary>
    private static IEnumerable<(string What, byte[] Bytes)> FreshIn(PresetBench bench)
    {
        var cipher = bench.Preset.Format.TryCompile(bench.Preset.Settings, TimeProvider.System, static (_, _) => { }).ShouldNotBeNull();
        using var parts = new SealedParts(cipher.Parts.Count);
        cipher.TrySeal("{}"u8, bench.Key.Value, parts).ShouldBeTrue();
        var whole = parts[0].ToArray();
        switch (bench.Preset.Format.Name)
        {
            case "jwe":
                var segments = Encoding.ASCII.GetString(whole).Split('.');
                return [("content key", ContentKey(bench, Base64Url.DecodeFromChars(segments[1]))), ("iv", Base64Url.DecodeFromChars(segments[2]))];
            case "rsa-hybrid" or "field-encryption":
                return [("content key", ContentKey(bench, Part("encryptedKey"))), ("iv", Part("iv"))];
            case "cbc-hmac":
                using (var json = JsonDocument.Parse(Convert.FromBase64String(Encoding.ASCII.GetString(whole))))
                {
                    return [("iv", json.RootElement.GetProperty("iv").GetBytesFromBase64())];
                }

            case "aes-cbc":
                return bench.Preset.Settings.Iv == IvSource.Zero ? [] : [("iv", Part("iv"))];
            default:
                return [("message", whole)];
        }

        byte[] Part(string name) => parts[cipher.Parts.ToList().FindIndex(part => part.Name == name)].ToArray();
    }

    private static byte[] ContentKey(PresetBench bench, byte[] encrypted)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(Encoding.ASCII.GetString(bench.Key.Bytes));
        return rsa.Decrypt(encrypted, bench.Preset.Settings.Algorithm == "RSA1_5" ? RSAEncryptionPadding.Pkcs1 : RSAEncryptionPadding.OaepSHA256);
    }
}
