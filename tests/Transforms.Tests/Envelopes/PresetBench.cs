using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Keys;
using Gateway.Transforms.Tests.Secrets;

namespace Gateway.Transforms.Tests.Envelopes;

/// <summary>A built-in preset with a key that fits it and with what it leaves to the user, sealed and opened as a route does it.</summary>
internal sealed class PresetBench : IDisposable
{
    private readonly SecretHandle _key;

    private PresetBench(string name)
    {
        Preset = GatewayTransforms.Presets[name].With(name switch
        {
            "alipay" => new EnvelopeSettings { Waivers = [Weakness.StaticIv.Name] },
            "icici" => new EnvelopeSettings { Waivers = [Weakness.RsaPkcs1.Name] },
            "visa-mle" or "cybersource-mle" or "wechat-pay" => new EnvelopeSettings { KeyId = "key-1" },
            _ => new EnvelopeSettings(),
        });
        _key = Preset.Format.Name switch
        {
            "jwe" or "rsa-hybrid" or "field-encryption" or "rsa-field" => TestSecret.Handle("key", SampleKeys.Rsa),
            _ => TestSecret.Handle("key", System.Security.Cryptography.RandomNumberGenerator.GetBytes(Preset.Settings.Encryption?.StartsWith("A128", StringComparison.Ordinal) == true ? 16 : 32)),
        };
        var unfit = new List<string>();
        Plan = EnvelopePlan.TryCompile(Preset, _key, KeyUse.Open, TimeProvider.System, (setting, problem) => unfit.Add($"{setting}: {problem}")).ShouldNotBeNull(string.Join("; ", unfit));
        _key.TryLease(out var lease).ShouldBeTrue();
        Key = lease;
    }

    /// <summary>The names of all presets.</summary>
    public static TheoryData<string> Names => [.. GatewayTransforms.Presets.Keys.Order(StringComparer.Ordinal)];

    public EnvelopePreset Preset { get; }

    public EnvelopePlan Plan { get; }

    public SecretLease Key { get; }

    public bool HasIntegrity => Preset.Format.TryCompile(Preset.Settings, TimeProvider.System, static (_, _) => { })!.HasIntegrity;

    /// <summary>Bytes of the body that the format's standard does not authenticate: the record size of RFC 8188, where there is one record.</summary>
    public static Range Unprotected(string name) => name == "aes128gcm" ? 16..20 : ..0;

    public static PresetBench Of(string name) => new(name);

    /// <summary>Seals a body.</summary>
    /// <returns>What leaves; null when the format cannot seal it.</returns>
    public (byte[] Body, Dictionary<string, string> Headers)? Seal(string plaintext)
    {
        using var body = new PooledBuffer();
        var headers = new List<KeyValuePair<string, string>>();
        var fault = Plan.Seal(Encoding.UTF8.GetBytes(plaintext), Key.Value, body, headers);
        if (fault == SealFault.Unsealable)
        {
            return null;
        }

        fault.ShouldBe(SealFault.None);
        return (body.WrittenSpan.ToArray(), headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Opens what was sealed.</summary>
    /// <returns>The plaintext; null when it does not open.</returns>
    public string? Open(byte[] body, Dictionary<string, string> headers)
    {
        using var plaintext = new PooledBuffer();
        return Plan.TryOpen(body, Key.Value, plaintext, name => headers.GetValueOrDefault(name)) ? Encoding.UTF8.GetString(plaintext.WrittenSpan) : null;
    }

    public void Dispose()
    {
        Key.Dispose();
        _key.Dispose();
    }
}
