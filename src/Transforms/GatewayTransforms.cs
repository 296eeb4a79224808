using System.Collections.Frozen;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Formats;

namespace Gateway.Transforms;

/// <summary>The registration list: everything of this library that configuration can name. Nothing is found by reflection.</summary>
public static class GatewayTransforms
{
    /// <summary>The generic formats, by the name that <c>Format</c> gives them.</summary>
    public static FrozenDictionary<string, IEnvelope> Envelopes { get; } = new IEnvelope[]
    {
        new AesCbcEnvelope(),
        new AesGcmEnvelope(),
        new AesEcbEnvelope(),
        new CbcHmacEnvelope(),
        new JweEnvelope(),
        new RsaHybridEnvelope(),
        new FieldEncryptionEnvelope(),
        new RsaFieldEnvelope(),
        new Aes128GcmEnvelope(),
    }.ToFrozenDictionary(static envelope => envelope.Name, StringComparer.Ordinal);

    /// <summary>The receivers' formats that need no configuration, by the name that <c>Encrypt.Envelope</c> gives them.</summary>
    public static FrozenDictionary<string, EnvelopePreset> Presets { get; } = new Dictionary<string, EnvelopePreset>
    {
        ["aes128gcm"] = EnvelopePresets.Aes128Gcm,
        ["alipay"] = EnvelopePresets.Alipay,
        ["cybersource-mle"] = EnvelopePresets.CybersourceMle,
        ["icici"] = EnvelopePresets.Icici,
        ["laravel"] = EnvelopePresets.Laravel,
        ["laravel-gcm"] = EnvelopePresets.LaravelGcm,
        ["mastercard-fle"] = EnvelopePresets.MastercardFle,
        ["mastercard-fle-headers"] = EnvelopePresets.MastercardFleHeaders,
        ["mastercard-jwe"] = EnvelopePresets.MastercardJwe,
        ["report-ghosting"] = EnvelopePresets.ReportGhosting,
        ["visa-mle"] = EnvelopePresets.VisaMle,
        ["wechat-pay"] = EnvelopePresets.WechatPay,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
