using System.Security.Cryptography;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Json;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Envelopes;

/// <summary>How a route seals its bodies, or opens its answers: a format, its settings and its key, compiled once. Immutable and thread-safe.</summary>
public sealed class EnvelopePlan
{
    private const int WholeMessage = 0;

    private readonly IMessageCipher _cipher;
    private readonly BodyTemplate _body;
    private readonly HeaderTemplate[] _headers;
    private readonly IReadOnlyList<string> _waivers;
    private readonly bool _isText;
    private readonly KeyUse _use;
    private readonly DefaultObjectPool<SealedParts> _parts;
    private SecretValue? _fitting;

    private EnvelopePlan(IMessageCipher cipher, EnvelopePreset preset, BodyTemplate body, HeaderTemplate[] headers, SecretHandle key, KeyUse use)
    {
        var settings = preset.Settings;
        _cipher = cipher;
        _body = body;
        _headers = headers;
        _waivers = settings.Waivers ?? [];
        _isText = settings.Text == true;
        _use = use;
        _parts = new DefaultObjectPool<SealedParts>(new PartsPolicy(cipher.Parts.Count));
        Format = preset.Format.Name;
        Key = key;
        ContentType = settings.ContentType ?? (_isText ? TextType(preset) : "application/json");
    }

    /// <summary>The name of the format.</summary>
    public string Format { get; }

    /// <summary>The secret that is the key.</summary>
    public SecretHandle Key { get; }

    /// <summary>The content type of what is sent.</summary>
    public string ContentType { get; }

    /// <summary>The names of the headers that carry parts of the message.</summary>
    public IEnumerable<string> HeaderNames => _headers.Select(static header => header.Name);

    /// <summary>Whether sealing sets headers.</summary>
    public bool HasHeaders => _headers.Length > 0;

    /// <summary>Whether a changed message never opens.</summary>
    public bool HasIntegrity => _cipher.HasIntegrity;

    /// <summary>The content coding that the format itself is, as its headers say it; null where there is none, as nearly everywhere.</summary>
    public string? ContentCoding => Array.Find(_headers, static header => header.Name.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase))?.Literal;

    /// <summary>What of it is weak and was asked for by name.</summary>
    public IEnumerable<Weakness> Weaknesses => _cipher.Weaknesses;

    /// <summary>Compiles <paramref name="preset"/>.</summary>
    /// <param name="preset">The format and its settings, with nothing left open.</param>
    /// <param name="key">The key; its present value is checked when there is one.</param>
    /// <param name="use">What the key is wanted for.</param>
    /// <param name="time">The clock of formats that tell the time.</param>
    /// <param name="report">Told of each problem: the setting's name and what is wrong with it.</param>
    /// <returns>The plan; null when there was a problem.</returns>
    public static EnvelopePlan? TryCompile(EnvelopePreset preset, SecretHandle key, KeyUse use, TimeProvider time, Action<string, string> report)
    {
        if (JudgeSettings(preset, report) || preset.Format.TryCompile(preset.Settings, time, report) is not { } cipher)
        {
            return null;
        }

        var headers = CompileHeaders(preset, cipher, report);
        var body = CompileBody(preset, cipher, headers ?? [], report);
        if (JudgeWeaknesses(cipher.Weaknesses, preset.Settings, report) || headers is null || body is null)
        {
            return null;
        }

        var plan = new EnvelopePlan(cipher, preset, body, headers, key, use);
        return plan.JudgeKey(report) ? null : plan;
    }

    /// <summary>Seals <paramref name="plaintext"/> with fresh randomness and appends the body that is sent.</summary>
    /// <param name="plaintext">The body in the clear.</param>
    /// <param name="key">The key, leased by the caller.</param>
    /// <param name="destination">Gets the sealed body; meaningless after a fault.</param>
    /// <param name="headers">Gets the headers of the message; null only where there are none.</param>
    public SealFault Seal(ReadOnlySpan<byte> plaintext, SecretValue key, PooledBuffer destination, ICollection<KeyValuePair<string, string>>? headers)
    {
        if (!Fits(key))
        {
            // A rotation brought a key of another kind: sealing with it would be another cipher than the receiver's.
            return SealFault.Key;
        }

        var parts = _parts.Get();
        try
        {
            if (!_cipher.TrySeal(plaintext, key, parts))
            {
                return SealFault.Body;
            }

            _body.Write(parts, destination);
            foreach (var header in _headers)
            {
                headers!.Add(KeyValuePair.Create(header.Name, header.Write(parts)));
            }

            return SealFault.None;
        }
        catch (CryptographicException)
        {
            return SealFault.Key;
        }
        finally
        {
            _parts.Return(parts);
        }
    }

    /// <summary>Opens a body that was sealed by this plan, or by whoever else has the key, and appends the plaintext.</summary>
    /// <param name="body">The sealed body.</param>
    /// <param name="key">The key, leased by the caller.</param>
    /// <param name="plaintext">Gets the plaintext.</param>
    /// <param name="findHeader">Finds the headers of the message.</param>
    /// <returns>False for whatever reason it cannot be opened.</returns>
    public bool TryOpen(ReadOnlyMemory<byte> body, SecretValue key, PooledBuffer plaintext, Func<string, string?> findHeader)
    {
        var parts = _parts.Get();
        try
        {
            foreach (var header in _headers)
            {
                if (!header.TryRead(findHeader(header.Name), parts))
                {
                    return false;
                }
            }

            return _body.TryRead(body, parts)
                && Fits(key)
                && _cipher.TryOpen(parts, key, plaintext);
        }
        finally
        {
            _parts.Return(parts);
        }
    }

    /// <summary>Whether <paramref name="body"/> has the shape of one that was sealed already. It is not sealed once more: the receiver would open it to a sealed one.</summary>
    public bool LooksSealed(JsonTape body)
    {
        if (_isText || !_body.HasSizeOf(body, 0))
        {
            return false;
        }

        var parts = _parts.Get();
        try
        {
            return _body.TryRead(body, 0, parts) && _cipher.LooksSealed(parts);
        }
        finally
        {
            _parts.Return(parts);
        }
    }

    private static string TextType(EnvelopePreset preset) => preset.Encoding == BinaryEncoding.Binary ? "application/octet-stream" : "text/plain";

    private static bool JudgeSettings(EnvelopePreset preset, Action<string, string> report)
    {
        var (format, settings) = preset;
        var unknown = settings.Said.Except(format.Settings).ToList();
        foreach (var setting in unknown)
        {
            report(setting, $"{format.Name} has no such setting; beside those of every format it has {string.Join(", ", format.Settings)}");
        }

        var waivers = (settings.Waivers ?? []).Except(Weakness.Names).ToList();
        foreach (var waiver in waivers)
        {
            report(nameof(settings.Waivers), $"'{waiver}' is not the name of a weakness; there are {string.Join(", ", Weakness.Names)}");
        }

        // It is written into headers and JSON as it stands.
        var isKeyIdPlain = settings.KeyId?.All(static c => c is > ' ' and <= '~' and not '"' and not '\\') ?? true;
        if (!isKeyIdPlain)
        {
            report(nameof(settings.KeyId), "expected printable ASCII without spaces, quotes and backslashes");
        }

        return unknown.Count + waivers.Count > 0 || !isKeyIdPlain;
    }

    private static bool JudgeWeaknesses(IEnumerable<Weakness> weaknesses, EnvelopeSettings settings, Action<string, string> report)
    {
        var refused = weaknesses.Where(weakness => settings.Waivers?.Contains(weakness.Name) != true).ToList();
        foreach (var weakness in refused)
        {
            report(nameof(settings.Waivers), $"{weakness.Reason}: if the receiver demands it nevertheless, say so with Waivers: [\"{weakness.Name}\"]");
        }

        return refused.Count > 0;
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

    private static BodyTemplate? CompileBody(EnvelopePreset preset, IMessageCipher cipher, HeaderTemplate[] headers, Action<string, string> report)
    {
        BodyTemplate? template;
        if (preset.Settings.Text == true)
        {
            template = BodyTemplate.Text(cipher.Parts, preset.Encoding);
        }
        else if (preset.Settings.Body is not { } json)
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

    private bool Fits(SecretValue key)
    {
        if (ReferenceEquals(Volatile.Read(ref _fitting), key))
        {
            return true;
        }

        if (FindKeyProblem(key) is not null)
        {
            return false;
        }

        Volatile.Write(ref _fitting, key);
        return true;
    }

    private string? FindKeyProblem(SecretValue key) =>
        _cipher.FindKeyProblem(key, _use)
        ?? (_waivers.Contains(Weakness.SmallRsaKey) ? null : KeyMaterial.Of(key).FindWeakness());

    private bool JudgeKey(Action<string, string> report)
    {
        if (!Key.TryLease(out var lease))
        {
            return false;
        }

        using (lease)
        {
            var misfit = _cipher.FindKeyProblem(lease.Value, _use);
            if (misfit is not null)
            {
                report("Key", $"secret '{Key.Name}' does not fit: {misfit}");
            }
            else if (FindKeyProblem(lease.Value) is { } weakness)
            {
                report(nameof(EnvelopeSettings.Waivers), $"secret '{Key.Name}': {weakness}: if the receiver demands it nevertheless, say so with Waivers: [\"{Weakness.SmallRsaKey}\"]");
                return true;
            }

            return misfit is not null;
        }
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
