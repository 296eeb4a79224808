using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Json;
using Gateway.Transforms.Secrets;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Envelopes;

/// <summary>
/// How one message is sealed and what of it stands where: a cipher with the templates of the body and of the headers that carry its parts.
/// Immutable and thread-safe.
/// </summary>
internal sealed class MessageForm
{
    private const int WholeMessage = 0;

    private readonly IMessageCipher _cipher;
    private readonly BodyTemplate _body;
    private readonly HeaderTemplate[] _headers;
    private readonly DefaultObjectPool<SealedParts> _parts;

    private MessageForm(IMessageCipher cipher, BodyTemplate body, HeaderTemplate[] headers)
    {
        _cipher = cipher;
        _body = body;
        _headers = headers;
        _parts = new DefaultObjectPool<SealedParts>(new PartsPolicy(cipher.Parts.Count));
    }

    /// <summary>The names of the headers that are set.</summary>
    public IEnumerable<string> HeaderNames => _headers.Select(static header => header.Name);

    /// <summary>The content coding that the headers say; null where they say none.</summary>
    public string? ContentCoding => Array.Find(_headers, static header => header.Name.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase))?.Literal;

    /// <summary>Whether a header carries a part that is another for each message.</summary>
    public bool HasPartsInHeaders => _headers.Any(header => _cipher.Parts.Any(part => part.Name == header.PlacedPart && !part.IsConstant));

    /// <summary>Where the receiver finds each part that is sent, in words.</summary>
    public IEnumerable<(string Part, string Place)> Places =>
        _body.Places.Concat(_headers.Where(static header => header.PlacedPart is not null).Select(static header => (header.PlacedPart!, $"in {header.Place}")));

    /// <summary>Compiles the templates of <paramref name="preset"/>.</summary>
    /// <param name="preset">The settings.</param>
    /// <param name="cipher">What they make of a message.</param>
    /// <param name="report">Told of each problem: the setting's name and what is wrong with it.</param>
    /// <returns>The form; null when there was a problem.</returns>
    public static MessageForm? TryCompile(EnvelopePreset preset, IMessageCipher cipher, Action<string, string> report)
    {
        var headers = CompileHeaders(preset, cipher, report);
        var body = CompileBody(preset, cipher, headers ?? [], report);
        return headers is null || body is null ? null : new MessageForm(cipher, body, headers);
    }

    /// <summary>Seals <paramref name="plaintext"/> with fresh randomness and appends what is sent.</summary>
    /// <param name="plaintext">What is sealed.</param>
    /// <param name="key">The key.</param>
    /// <param name="destination">Gets the templates' text.</param>
    /// <param name="headers">Gets the headers; null only where there are none.</param>
    /// <inheritdoc cref="IMessageCipher.TrySeal"/>
    public bool TrySeal(ReadOnlySpan<byte> plaintext, SecretValue key, PooledBuffer destination, ICollection<KeyValuePair<string, string>>? headers)
    {
        var parts = _parts.Get();
        try
        {
            if (!_cipher.TrySeal(plaintext, key, parts))
            {
                return false;
            }

            Write(parts, destination, headers);
            return true;
        }
        finally
        {
            _parts.Return(parts);
        }
    }

    /// <summary>Appends a sealed message as it is sent.</summary>
    /// <param name="parts">The message.</param>
    /// <param name="destination">Gets the templates' text.</param>
    /// <param name="headers">Gets the headers; null only where there are none.</param>
    public void Write(SealedParts parts, PooledBuffer destination, ICollection<KeyValuePair<string, string>>? headers)
    {
        _body.Write(parts, destination);
        foreach (var header in _headers)
        {
            headers!.Add(KeyValuePair.Create(header.Name, header.Write(parts)));
        }
    }

    /// <summary>Opens a body that has this form, and appends the plaintext.</summary>
    /// <returns>False for whatever reason it cannot be opened.</returns>
    public bool TryOpen(ReadOnlyMemory<byte> body, SecretValue key, PooledBuffer plaintext, Func<string, string?> findHeader)
    {
        var parts = _parts.Get();
        try
        {
            return TryReadHeaders(findHeader, parts) && _body.TryRead(body, parts) && _cipher.TryOpen(parts, key, plaintext);
        }
        finally
        {
            _parts.Return(parts);
        }
    }

    /// <summary>Opens the value at <paramref name="index"/>, and appends the plaintext.</summary>
    /// <inheritdoc cref="TryOpen(ReadOnlyMemory{byte}, SecretValue, PooledBuffer, Func{string, string?})"/>
    public bool TryOpen(JsonTape body, int index, SecretValue key, PooledBuffer plaintext, Func<string, string?> findHeader)
    {
        var parts = _parts.Get();
        try
        {
            return TryReadHeaders(findHeader, parts) && _body.TryRead(body, index, parts) && _cipher.TryOpen(parts, key, plaintext);
        }
        finally
        {
            _parts.Return(parts);
        }
    }

    /// <summary>Whether the value at <paramref name="index"/> has this form already.</summary>
    public bool LooksSealed(JsonTape body, int index)
    {
        if (!_body.HasSizeOf(body, index) || (_body.IsString && !_cipher.IsUnmistakable))
        {
            return false;
        }

        var parts = _parts.Get();
        try
        {
            return _body.TryRead(body, index, parts) && _cipher.LooksSealed(parts);
        }
        finally
        {
            _parts.Return(parts);
        }
    }

    /// <summary>Whether <paramref name="body"/> is a bare message already.</summary>
    public bool LooksSealed(ReadOnlyMemory<byte> body)
    {
        if (!_cipher.IsUnmistakable)
        {
            return false;
        }

        var parts = _parts.Get();
        try
        {
            return _body.TryRead(body, parts) && _cipher.LooksSealed(parts);
        }
        finally
        {
            _parts.Return(parts);
        }
    }

    private bool TryReadHeaders(Func<string, string?> findHeader, SealedParts parts)
    {
        foreach (var header in _headers)
        {
            if (!header.TryRead(findHeader(header.Name), parts))
            {
                return false;
            }
        }

        return true;
    }

    private static HeaderTemplate[]? CompileHeaders(EnvelopePreset preset, IMessageCipher cipher, Action<string, string> report)
    {
        var headers = new List<HeaderTemplate>();
        foreach (var (name, text) in preset.Settings.Headers ?? [])
        {
            if (HeaderTemplate.TryCompile(name, text, cipher.Parts, preset.Encoding, out var header) is { } problem)
            {
                report(nameof(EnvelopeSettings.Headers), $"{name}: {problem}");
            }
            else if (headers.Exists(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                report(nameof(EnvelopeSettings.Headers), $"{name}: the header is there twice: names of headers that differ in case only are the same");
            }
            else
            {
                headers.Add(header!);
            }
        }

        return headers.Count == (preset.Settings.Headers?.Count ?? 0) ? [.. headers] : null;
    }

    /// <summary>Where a field stood, the whole message as a string, unless something else is said.</summary>
    private static ReadOnlyMemory<byte>? FieldBody(EnvelopeSettings settings, IMessageCipher cipher) =>
        settings.Fields is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes($"\"{{{cipher.Parts[WholeMessage].Name}}}\"");

    private static BodyTemplate? CompileBody(EnvelopePreset preset, IMessageCipher cipher, HeaderTemplate[] headers, Action<string, string> report)
    {
        BodyTemplate? template;
        if (preset.Settings is { Text: true, Fields: null })
        {
            template = BodyTemplate.Text(cipher.Parts, preset.Encoding);
        }
        else if ((preset.Settings.Body ?? FieldBody(preset.Settings, cipher)) is not { } json)
        {
            report(nameof(EnvelopeSettings.Body), $"say where the sealed message goes: a template such as {{\"data\": \"{{{cipher.Parts[WholeMessage].Name}}}\"}}, or Text: true for the bare message");
            return null;
        }
        else if (BodyTemplate.TryCompile(json, cipher.Parts, preset.Encoding, out template) is { } problem)
        {
            report(nameof(EnvelopeSettings.Body), problem);
            return null;
        }

        if (!cipher.SufficesToOpen([.. template!.PlacedParts, .. headers.Select(static header => header.PlacedPart).OfType<string>()]))
        {
            report(nameof(EnvelopeSettings.Body), $"nobody could open what is sent: place {{{cipher.Parts[WholeMessage].Name}}}, or all the parts that make it up, in Body or Headers");
            return null;
        }

        return template;
    }

    private sealed class PartsPolicy(int partCount) : IPooledObjectPolicy<SealedParts>
    {
        private const int MostKept = 64 * 1024;

        public SealedParts Create() => new(partCount);

        public bool Return(SealedParts obj)
        {
            obj.Reset();

            // One huge report must not hold its memory for as long as the route lives.
            if (obj.Buffer.Array.Length <= MostKept)
            {
                return true;
            }

            obj.Dispose();
            return false;
        }
    }
}
