using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes.Fields;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Envelopes.Examples;

/// <summary>
/// Makes worked examples of formats and presets with what seals and opens real messages. It knows no format by its name: the key is the first one that the
/// format has no objection to, and what is left open is filled in.
/// </summary>
/// <param name="time">The clock of formats that tell the time.</param>
/// <param name="keys">The keys to choose from; gone through once for each example, no further than needed.</param>
public sealed class ExampleMaker(TimeProvider time, IEnumerable<ExampleKey> keys)
{
    private const string KeyId = "example-key-1";

    private static ReadOnlySpan<byte> Report => """{"email":"ada@example.com","reason":"Silence.","date":"2024-03-26"}"""u8;

    private static ReadOnlySpan<byte> FieldValue => "Ada Lovelace"u8;

    /// <summary>Makes an example.</summary>
    /// <param name="name">The name of the preset or format.</param>
    /// <param name="preset">The format and its settings.</param>
    /// <param name="report">Told of each problem with the settings: the setting's name and what is wrong with it.</param>
    /// <returns>The example; null when there was a problem.</returns>
    public EnvelopeExample? TryMake(string name, EnvelopePreset preset, Action<string, string> report)
    {
        ArgumentNullException.ThrowIfNull(preset);
        ArgumentNullException.ThrowIfNull(report);
        if (TryComplete(preset, report, out var filled) is not { } complete || complete.Format.TryCompile(complete.Settings, time, report) is not { } cipher)
        {
            return null;
        }

        if (FindKey(cipher) is not { } key)
        {
            report("Key", "the format takes none of the kinds of keys that examples are made with");
            return null;
        }

        using var handle = new SecretHandle("example");
        handle.Replace(new SecretValue(key.Seals.Span));
        if (EnvelopePlan.TryCompile(complete, handle, KeyUse.Seal, time, report) is not { } plan || MessageForm.TryCompile(complete, cipher, report) is not { } form)
        {
            return null;
        }

        // One string of a report is all that such a format is for.
        var plaintext = (complete.Settings.FieldText == FieldText.Bare ? FieldValue : Report).ToArray();
        using var body = new PooledBuffer();
        using var parts = new SealedParts(cipher.Parts.Count);
        var headers = new List<KeyValuePair<string, string>>();
        handle.TryLease(out var lease);
        using (lease)
        {
            if (!cipher.TrySeal(plaintext, lease.Value, parts))
            {
                report("Key", "the plaintext is too long for it");
                return null;
            }
        }

        form.Write(parts, body, headers);
        return new EnvelopeExample
        {
            Name = name,
            Preset = complete,
            Filled = filled,
            Key = key,
            Plaintext = plaintext,
            Body = body.WrittenSpan.ToArray(),
            Headers = [KeyValuePair.Create("Content-Type", plan.ContentType), .. headers],
            Parts = [.. cipher.Parts.Select((part, number) => PartOf(part, parts[number], complete.Encoding))],
            Opening = [.. form.Places.Select(place => Find(place.Part, place.Place, cipher, complete.Encoding)), .. cipher.Opening],
            Opens = Opens(plan, key, body.WrittenSpan.ToArray(), headers, plaintext),
        };
    }

    /// <summary>Says what the preset leaves to the user: the wrapper of a bare format, the key's name, and the waivers.</summary>
    private EnvelopePreset? TryComplete(EnvelopePreset preset, Action<string, string> report, out List<string> filled)
    {
        filled = [];
        var settings = preset.Settings;
        if (settings is { Body: null, Text: not true })
        {
            filled.Add(nameof(settings.Text));
            settings = settings with { Text = true };
        }

        if (preset.LeavesKeyId && settings is { KeyId: null, KeyIdFrom: null })
        {
            filled.Add(nameof(settings.KeyId));
            settings = settings with { KeyId = KeyId };
        }

        if (preset.Format.TryCompile(settings, time, report) is not { } cipher)
        {
            return null;
        }

        var waivers = cipher.Weaknesses.Select(static weakness => weakness.Name).Except(settings.Waivers ?? []).ToList();
        if (waivers.Count > 0)
        {
            filled.Add(nameof(settings.Waivers));
            settings = settings with { Waivers = [.. settings.Waivers ?? [], .. waivers] };
        }

        return preset with { Settings = settings };
    }

    private ExampleKey? FindKey(IMessageCipher cipher)
    {
        foreach (var key in keys)
        {
            using var seals = new SecretValue(key.Seals.Span);
            using var opens = new SecretValue(key.Opens.Span);
            if (cipher.FindKeyProblem(seals, KeyUse.Seal) is null && cipher.FindKeyProblem(opens, KeyUse.Open) is null)
            {
                return key;
            }
        }

        return null;
    }

    private static bool Opens(EnvelopePlan plan, ExampleKey key, byte[] body, List<KeyValuePair<string, string>> headers, byte[] plaintext)
    {
        using var opens = new SecretValue(key.Opens.Span);
        using var opened = new PooledBuffer();
        return plan.TryOpen(body, opens, opened, name => headers.Find(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value)
            && opened.WrittenSpan.SequenceEqual(plaintext);
    }

    private static ExamplePart PartOf(MessagePart part, ReadOnlySpan<byte> bytes, BinaryEncoding encoding)
    {
        if (!part.IsText && encoding == BinaryEncoding.Binary)
        {
            return new ExamplePart(part.Name, part.Meaning, null, Convert.ToHexStringLower(bytes));
        }

        using var text = new PooledBuffer();
        MessageText.Write(part, bytes, encoding, text);
        return new ExamplePart(part.Name, part.Meaning, Encoding.ASCII.GetString(text.WrittenSpan), part.IsText ? null : Convert.ToHexStringLower(bytes));
    }

    private static string Find(string name, string place, IMessageCipher cipher, BinaryEncoding encoding)
    {
        var part = cipher.Parts.First(known => known.Name == name);
        var coding = part.IsText || encoding == BinaryEncoding.Binary ? string.Empty : encoding switch
        {
            BinaryEncoding.Base64 => ": decode it from base64",
            BinaryEncoding.Base64Url => ": decode it from base64url, which has no padding",
            _ => ": decode it from hexadecimal",
        };
        return $"{{{name}}} is {place}{coding}. It is {part.Meaning}.";
    }
}
