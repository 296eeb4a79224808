using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Fields;
using Gateway.Transforms.Jose;

namespace Gateway.Configuration.Options;

/// <summary>The words by which the configuration names the choices of an envelope's settings.</summary>
internal static class EnvelopeWords
{
    public static readonly (string Word, KeyIdSource? Value)[] KeyIdFrom =
    [
        ("key", KeyIdSource.Key),
        ("thumbprint", KeyIdSource.Thumbprint),
        ("public-key-fingerprint", KeyIdSource.PublicKeyFingerprint),
        ("certificate-fingerprint", KeyIdSource.CertificateFingerprint),
    ];

    public static readonly (string Word, IssuedAt? Value)[] Issued = [("none", IssuedAt.None), ("seconds", IssuedAt.Seconds), ("milliseconds", IssuedAt.Milliseconds)];

    public static readonly (string Word, JweDialect? Value)[] Dialect = [("standard", JweDialect.Standard), ("mastercard", JweDialect.Mastercard)];

    public static readonly (string Word, IvSource? Value)[] Iv = [("random", IvSource.Random), ("zero", IvSource.Zero)];

    public static readonly (string Word, TagPosition? Value)[] Tag = [("end", TagPosition.End), ("start", TagPosition.Start)];

    public static readonly (string Word, BinaryEncoding? Value)[] Encoding =
        [("base64", BinaryEncoding.Base64), ("base64url", BinaryEncoding.Base64Url), ("hex", BinaryEncoding.Hex), ("binary", BinaryEncoding.Binary)];

    public static readonly (string Word, bool? Value)[] OnMissing = [("reject", false), ("skip", true)];

    public static readonly (string Word, FieldText? Value)[] Text = [("json", FieldText.Json), ("bare", FieldText.Bare)];

    /// <summary>The word for a choice.</summary>
    public static string Of<T>((string Word, T? Value)[] words, T value)
        where T : struct =>
        Array.Find(words, word => value.Equals(word.Value)).Word;
}
