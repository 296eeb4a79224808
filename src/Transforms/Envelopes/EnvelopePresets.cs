using Gateway.Transforms.Envelopes.Fields;
using Gateway.Transforms.Envelopes.Formats;
using Gateway.Transforms.Jose;

namespace Gateway.Transforms.Envelopes;

/// <summary>The receivers' formats that need no entry under <c>Envelopes</c>.</summary>
internal static class EnvelopePresets
{
    /// <summary>
    /// The "Report Ghosting" API: base64 of IV and AES-256-CBC ciphertext. Its wrapper is not documented by the vendor;
    /// <c>{"data": ...}</c> is a default that <c>Body</c> overrides.
    /// </summary>
    public static readonly EnvelopePreset ReportGhosting = new(new AesCbcEnvelope(), new EnvelopeSettings
    {
        Encryption = "A256CBC",
        Body = "{\"data\":\"{sealed}\"}"u8.ToArray(),
    })
    {
        Summary = "Report Ghosting API",
        Source = "the vendor's documentation, which names cipher and key; the wrapper is a default of ours",
    };

    /// <summary>
    /// <c>biz_content</c> of Alipay's open platform with <c>encrypt_type=AES</c>: base64 of AES-CBC with PKCS#7 padding under a key of 16 bytes and an IV of
    /// zeros, which takes the waiver <c>static-iv</c> (github.com/alipay/alipay-sdk-nodejs-all, <c>lib/util.ts</c>).
    /// </summary>
    public static readonly EnvelopePreset Alipay = new(new AesCbcEnvelope(), new EnvelopeSettings
    {
        Encryption = "A128CBC",
        Iv = IvSource.Zero,
        Text = true,
    })
    {
        Summary = "Alipay open platform, biz_content with encrypt_type=AES",
        Source = "github.com/alipay/alipay-sdk-nodejs-all, lib/util.ts",
    };

    /// <summary>What <c>Crypt::encryptString</c> of Laravel writes with its usual cipher (github.com/laravel/framework, <c>src/Illuminate/Encryption/Encrypter.php</c>).</summary>
    public static readonly EnvelopePreset Laravel = new(new CbcHmacEnvelope(), new EnvelopeSettings { Encryption = "A256CBC", Text = true })
    {
        Summary = "Laravel, Crypt::encryptString with aes-256-cbc",
        Source = "github.com/laravel/framework, src/Illuminate/Encryption/Encrypter.php",
    };

    /// <summary>The same with the cipher <c>aes-256-gcm</c>.</summary>
    public static readonly EnvelopePreset LaravelGcm = new(new CbcHmacEnvelope(), new EnvelopeSettings { Encryption = "A256GCM", Text = true })
    {
        Summary = "Laravel, Crypt::encryptString with aes-256-gcm",
        Source = "github.com/laravel/framework, src/Illuminate/Encryption/Encrypter.php",
    };

    /// <summary>
    /// Hybrid encryption of the bank's composite APIs (its integration documents are not public; requests in many public client programs agree). The bank asks
    /// for PKCS#1 v1.5, which takes the waiver <c>rsa-pkcs1</c>: an attacker on whoever opens such keys is a danger to the user's own answers. That there is no MAC
    /// is the bank's format and nobody's choice, so the preset waives it itself. Answers leave <c>iv</c> empty and put it before the ciphertext: to open them, say
    /// <c>Body</c> with <c>"encryptedData": "{content}"</c>.
    /// </summary>
    public static readonly EnvelopePreset Icici = new(new RsaHybridEnvelope(), new EnvelopeSettings
    {
        Algorithm = RsaSettings.Pkcs1,
        Encryption = "A128CBC",
        Body = """
            {"requestId":"","service":"","encryptedKey":"{encryptedKey}","oaepHashingAlgorithm":"{oaepHash}","iv":"{iv}","encryptedData":"{ciphertext}","clientInfo":"","optionalParam":""}
            """u8.ToArray(),
        Waivers = [Weakness.UnauthenticatedCbc.Name],
    })
    {
        Summary = "ICICI Bank composite APIs, hybrid encryption",
        Source = "the bank's documents are not public; requests in many public client programs agree",
    };

    /// <summary>
    /// Mastercard's field-level encryption with its parameters in the body, under the names in the documentation of its library for Node.js
    /// (github.com/Mastercard/client-encryption-nodejs, README "Configuring the Field Level Encryption"); the vendor lets each API choose others.
    /// </summary>
    public static readonly EnvelopePreset MastercardFle = new(new FieldEncryptionEnvelope(), new EnvelopeSettings
    {
        Body = """
            {"encryptedValue":"{encryptedValue}","iv":"{iv}","encryptedKey":"{encryptedKey}","oaepHashingAlgorithm":"{oaepHash}","publicKeyFingerprint":"{publicKeyFingerprint}"}
            """u8.ToArray(),
    })
    {
        Summary = "Mastercard field-level encryption, parameters in the body",
        Source = "github.com/Mastercard/client-encryption-nodejs, README \"Configuring the Field Level Encryption\"",
    };

    /// <summary>The same with the parameters in headers, under the names of the same library's examples (its <c>test/mock/config-header.js</c>).</summary>
    public static readonly EnvelopePreset MastercardFleHeaders = new(new FieldEncryptionEnvelope(), new EnvelopeSettings
    {
        Body = "{\"encryptedValue\":\"{encryptedValue}\"}"u8.ToArray(),
        Headers =
        [
            new("x-iv", "{iv}"),
            new("x-encrypted-key", "{encryptedKey}"),
            new("x-oaep-hashing-algorithm", "{oaepHash}"),
            new("x-public-key-fingerprint", "{publicKeyFingerprint}"),
        ],
    })
    {
        Summary = "Mastercard field-level encryption, parameters in headers",
        Source = "github.com/Mastercard/client-encryption-nodejs, test/mock/config-header.js",
    };

    /// <summary>Mastercard's payload encryption with JWE (the same library, <c>lib/mcapi/crypto/jwe-crypto.js</c>): <c>kid</c> is the fingerprint of the public key.</summary>
    public static readonly EnvelopePreset MastercardJwe = new(new JweEnvelope(), new EnvelopeSettings
    {
        Algorithm = RsaSettings.Oaep256,
        Encryption = "A256GCM",
        KeyIdFrom = KeyIdSource.PublicKeyFingerprint,
        Header = "{\"cty\":\"application/json\"}"u8.ToArray(),
        Dialect = JweDialect.Mastercard,
        Body = "{\"encryptedValue\":\"{sealed}\"}"u8.ToArray(),
    })
    {
        Summary = "Mastercard payload encryption with JWE",
        Source = "github.com/Mastercard/client-encryption-nodejs, lib/mcapi/crypto/jwe-crypto.js",
    };

    /// <summary>
    /// Visa's message-level encryption (developer.visa.com/pages/encryption_guide): the key id, which is also a header, is the user's to say with <c>KeyId</c>.
    /// </summary>
    public static readonly EnvelopePreset VisaMle = new(new JweEnvelope(), new EnvelopeSettings
    {
        Algorithm = RsaSettings.Oaep256,
        Encryption = "A128GCM",
        IssuedAt = IssuedAt.Milliseconds,
        Body = "{\"encData\":\"{sealed}\"}"u8.ToArray(),
        Headers = [new("keyId", "{keyId}")],
    })
    {
        Summary = "Visa message-level encryption",
        Source = "developer.visa.com/pages/encryption_guide",
        LeavesKeyId = true,
    };

    /// <summary>
    /// CyberSource's message-level encryption (developer.cybersource.com, "Enabling Message-Level Encryption"): <c>kid</c>, for <c>KeyId</c> to say, is the serial
    /// number in the certificate's subject. The page calls <c>iat</c> milliseconds; the vendor's own library writes seconds, as this does, and the content type
    /// below (github.com/CyberSource/cybersource-rest-client-node, <c>src/authentication/util/MLEUtility.js</c>).
    /// </summary>
    public static readonly EnvelopePreset CybersourceMle = new(new JweEnvelope(), new EnvelopeSettings
    {
        Algorithm = RsaSettings.Oaep256,
        Encryption = "A256GCM",
        IssuedAt = IssuedAt.Seconds,
        Header = "{\"cty\":\"JWT\"}"u8.ToArray(),
        Body = "{\"encryptedRequest\":\"{sealed}\"}"u8.ToArray(),
    })
    {
        Summary = "CyberSource message-level encryption",
        Source = "developer.cybersource.com, \"Enabling Message-Level Encryption\"; github.com/CyberSource/cybersource-rest-client-node, src/authentication/util/MLEUtility.js",
        LeavesKeyId = true,
    };

    /// <summary>
    /// One sensitive field of WeChat Pay's API v3 (pay.weixin.qq.com/doc/v3/partner/4013059053): base64 of RSA-OAEP with SHA-1. The serial number
    /// of the certificate, or the id of the public key, is the user's to say with <c>KeyId</c>, and goes into a header.
    /// </summary>
    public static readonly EnvelopePreset WechatPay = new(new RsaFieldEnvelope(), new EnvelopeSettings
    {
        Algorithm = RsaSettings.Oaep,
        Text = true,
        FieldText = FieldText.Bare,
        Headers = [new("Wechatpay-Serial", "{keyId}")],
    })
    {
        Summary = "WeChat Pay API v3, one sensitive field",
        Source = "pay.weixin.qq.com/doc/v3/partner/4013059053",
        LeavesKeyId = true,
    };

    /// <summary>Encrypted content coding for HTTP (RFC 8188), with the header that names it.</summary>
    public static readonly EnvelopePreset Aes128Gcm = new(new Aes128GcmEnvelope(), new EnvelopeSettings
    {
        Text = true,
        Headers = [new("Content-Encoding", "aes128gcm")],
    })
    {
        Summary = "Encrypted content coding for HTTP (RFC 8188)",
        Source = "RFC 8188",
    };
}
