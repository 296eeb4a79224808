using System.Security.Cryptography;
using System.Text;
using Gateway.Commands.Vectors;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Examples;
using Gateway.Transforms.Secrets;

namespace Gateway.Tests.WireFormats;

/// <summary>A worked example as it stands in a document, read back out of its text.</summary>
internal sealed class PrintedExample
{
    private readonly Dictionary<string, List<string>> _sections = [];

    private PrintedExample(string text)
    {
        List<string> lines = [];
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                lines.Add(line[2..]);
            }
            else
            {
                _sections[line.Split(" (")[0]] = lines = [];
            }
        }
    }

    /// <summary>The sections that are read.</summary>
    public static IReadOnlyList<string> Titles { get; } = ["Key", "Plaintext", "Headers", "Body", "Parts"];

    /// <summary>
    /// What <paramref name="fresh"/> would be, had the printed key, message and parts been drawn for it. It opens if the printed message does under the printed key, by
    /// itself and put together again out of the printed parts.
    /// </summary>
    /// <returns>Null when the text is no example.</returns>
    public static EnvelopeExample? TryRead(string text, EnvelopeExample fresh)
    {
        var printed = new PrintedExample(text);
        if (!Titles.All(printed._sections.ContainsKey))
        {
            return null;
        }

        var key = printed.Key();
        var body = ExampleJson.IsText(fresh) ? Encoding.UTF8.GetBytes(printed.Line("Body")) : Convert.FromHexString(printed.Labelled("Body", "hex"));
        var headers = printed._sections["Headers"].Select(static header => header.Split(": ", 2)).Select(static header => KeyValuePair.Create(header[0], header[1])).ToList();
        var parts = fresh.Parts.Select(printed.Part).ToList();
        var plaintext = Encoding.UTF8.GetBytes(printed.Line("Plaintext"));
        return fresh with
        {
            Key = key,
            Plaintext = plaintext,
            Headers = headers,
            Body = body,
            Parts = parts,
            Opens = plaintext.AsSpan().SequenceEqual(fresh.Plaintext.Span)
                && OpensWhole(fresh.Preset, key, body, headers, plaintext)
                && OpensFromParts(fresh.Preset, key, parts, plaintext),
        };
    }

    private static bool OpensWhole(EnvelopePreset preset, ExampleKey key, byte[] body, List<KeyValuePair<string, string>> headers, byte[] plaintext)
    {
        using var handle = new SecretHandle("printed");
        handle.Replace(new SecretValue(key.Opens.Span));
        using var secret = new SecretValue(key.Opens.Span);
        using var opened = new PooledBuffer();
        var plan = EnvelopePlan.TryCompile(preset, handle, KeyUse.Open, TimeProvider.System, static (_, _) => { });
        return plan is not null
            && plan.TryOpen(body, secret, opened, name => headers.Find(header => header.Key == name).Value)
            && opened.WrittenSpan.SequenceEqual(plaintext);
    }

    /// <summary>The whole message alone, all parts together, and what remains without the whole message where that is enough.</summary>
    private static bool OpensFromParts(EnvelopePreset preset, ExampleKey key, List<ExamplePart> parts, byte[] plaintext)
    {
        var cipher = preset.Format.TryCompile(preset.Settings, TimeProvider.System, static (_, _) => { })!;
        return parts.All(static part => IsConsistent(part))
            && Opens(0..1)
            && Opens(..parts.Count)
            && (!cipher.SufficesToOpen([.. parts.Skip(1).Select(static part => part.Name)]) || Opens(1..parts.Count));

        bool Opens(Range range)
        {
            using var secret = new SecretValue(key.Opens.Span);
            using var placed = new SealedParts(parts.Count);
            using var opened = new PooledBuffer();
            for (var i = range.Start.Value; i < range.End.GetOffset(parts.Count); i++)
            {
                var start = placed.Buffer.Length;
                placed.Buffer.Write(parts[i].Hex is { } hex ? Convert.FromHexString(hex) : Encoding.ASCII.GetBytes(parts[i].Text!));
                placed.Place(i, start..placed.Buffer.Length);
            }

            return cipher.TryOpen(placed, secret, opened) && opened.WrittenSpan.SequenceEqual(plaintext);
        }
    }

    /// <summary>The text of a part is that of its bytes, in one of the encodings.</summary>
    private static bool IsConsistent(ExamplePart part)
    {
        if (part.Text is null || part.Hex is null)
        {
            return part.Text is not null || part.Hex is not null;
        }

        var bytes = Convert.FromHexString(part.Hex);
        return part.Text == part.Hex || part.Text == Convert.ToBase64String(bytes) || part.Text == System.Buffers.Text.Base64Url.EncodeToString(bytes);
    }

    private ExampleKey Key()
    {
        if (Find("Key", "hex") is { } hex)
        {
            return ExampleKey.Shared(Convert.FromHexString(hex));
        }

        var pem = string.Join('\n', _sections["Key"].SkipWhile(static line => !line.Contains("PRIVATE KEY", StringComparison.Ordinal)));
        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return ExampleKey.Of(rsa);
        }
        catch (CryptographicException)
        {
            using var curve = ECDiffieHellman.Create();
            curve.ImportFromPem(pem);
            return ExampleKey.Of(curve);
        }
    }

    private ExamplePart Part(ExamplePart known)
    {
        var lines = _sections["Parts"].SkipWhile(line => !line.StartsWith($"{{{known.Name}}}: ", StringComparison.Ordinal)).Skip(1).TakeWhile(static line => line[0] == ' ').ToList();
        return known with { Text = known.Text is null ? null : Labelled(lines, "text") ?? string.Empty, Hex = known.Hex is null ? null : Labelled(lines, "hex") ?? string.Empty };
    }

    private string Line(string title) => _sections[title].Single();

    private string Labelled(string title, string label) => Find(title, label) ?? string.Empty;

    private string? Find(string title, string label) => Labelled(_sections[title], label);

    private static string? Labelled(List<string> lines, string label) =>
        lines.Find(line => line.TrimStart().StartsWith(label + " ", StringComparison.Ordinal))?.TrimStart()[label.Length..].Trim();
}
