namespace Gateway.Tests.Interop;

/// <summary>Both formats of Mastercard's library: the whole body and a field, with parameters in the body and in headers.</summary>
public sealed class MastercardReceivers : Receivers
{
    /// <summary>A gateway that wants JWE to be as the standard says.</summary>
    public const string Strict = "jwe-strict";

    private const string Field = """[{"From":"$.payers","To":"$.sealedPayers"}]""";

    /// <summary>A text stands in the message without its quotes.</summary>
    private const string TextField = """
        "FieldText":"bare","Fields":[{"From":"$.name","To":"$.sealedName"}]
        """;

    private static readonly string[] Hashes = ["SHA-256", "SHA-512"];
    private static readonly string[] Encodings = ["hex", "base64"];

    /// <summary>The names of the cases that are opened both ways.</summary>
    public static TheoryData<string> Names { get; } =
    [
        .. Hashes.SelectMany(static hash => Encodings.SelectMany(encoding => new[] { $"body-{hash}-{encoding}", $"headers-{hash}-{encoding}" })),
        "field", "field-text", "jwe", "jwe-field", "jwe-field-text",
    ];

    private protected override IEnumerable<InteropCase> Cases
    {
        get
        {
            var (receiver, gateway) = (InteropKey.RsaCertificate(), InteropKey.RsaCertificate());
            var node = new { plain = "payers", @sealed = "sealedPayers" };
            var text = new { plain = "name", @sealed = "sealedName" };
            foreach (var hash in Hashes)
            {
                foreach (var encoding in Encodings)
                {
                    var settings = $"\"OaepHash\":\"{hash}\",\"Encoding\":\"{encoding}\"";
                    yield return Case($"body-{hash}-{encoding}", "mastercardFields", $$"""{"Envelope":"mastercard-fle",{{settings}}}""", new { oaepHash = hash, encoding });
                    yield return Case($"headers-{hash}-{encoding}", "mastercardFields", $$"""{"Envelope":"mastercard-fle-headers",{{settings}}}""", new { oaepHash = hash, encoding, inHeaders = true });
                }
            }

            yield return Case("field", "mastercardFields", $$"""{"Envelope":"mastercard-fle","Fields":{{Field}}}""", new { oaepHash = "SHA-256", encoding = "hex", field = node });
            yield return Case("field-text", "mastercardFields", $$"""{"Envelope":"mastercard-fle",{{TextField}}}""", new { oaepHash = "SHA-256", encoding = "hex", field = text });
            yield return Case("jwe", "mastercardJwe", """{"Envelope":"mastercard-jwe"}""", new { });
            yield return Case("jwe-field", "mastercardJwe", $$"""{"Envelope":"mastercard-jwe","Fields":{{Field}}}""", new { field = node });
            yield return Case("jwe-field-text", "mastercardJwe", $$"""{"Envelope":"mastercard-jwe",{{TextField}}}""", new { field = text });
            yield return Case(Strict, "mastercardJwe", """{"Envelope":"mastercard-jwe","Dialect":"standard"}""", new { });

            // The library reads JSON and writes it anew.
            InteropCase Case(string name, string library, string envelope, object settings) => new(name, library, envelope, settings, receiver, gateway) { IsRewritten = true };
        }
    }
}
