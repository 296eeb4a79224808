using System.Security.Cryptography;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes.Fields;
using Gateway.Transforms.Json;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Envelopes;

/// <summary>How a route seals its bodies, or opens its answers: a format, its settings and its key, compiled once. Immutable and thread-safe.</summary>
public sealed class EnvelopePlan
{
    private readonly IMessageCipher _cipher;
    private readonly MessageForm _form;
    private readonly FieldForm? _fields;
    private readonly IReadOnlyList<string> _waivers;
    private readonly bool _isText;
    private readonly KeyUse _use;
    private SecretValue? _fitting;

    private EnvelopePlan(IMessageCipher cipher, EnvelopePreset preset, MessageForm form, FieldForm? fields, SecretHandle key, KeyUse use)
    {
        var settings = preset.Settings;
        _cipher = cipher;
        _form = form;
        _fields = fields;
        _waivers = settings.Waivers ?? [];
        _isText = settings.Text == true;
        _use = use;
        Format = preset.Format.Name;
        Key = key;
        HasHeaders = form.HeaderNames.Any();
        ContentType = settings.ContentType ?? (_isText && fields is null ? TextType(preset) : "application/json");
    }

    /// <summary>The name of the format.</summary>
    public string Format { get; }

    /// <summary>The secret that is the key.</summary>
    public SecretHandle Key { get; }

    /// <summary>The content type of what is sent.</summary>
    public string ContentType { get; }

    /// <summary>The names of the headers that carry parts of the message.</summary>
    public IEnumerable<string> HeaderNames => _form.HeaderNames;

    /// <summary>Whether sealing sets headers.</summary>
    public bool HasHeaders { get; }

    /// <summary>Whether fields are sealed, and so the body must be JSON.</summary>
    public bool HasFields => _fields is not null;

    /// <summary>Whether a changed message never opens.</summary>
    public bool HasIntegrity => _cipher.HasIntegrity;

    /// <summary>The content coding that the format itself is, as its headers say it; null where there is none, as nearly everywhere.</summary>
    public string? ContentCoding => _form.ContentCoding;

    /// <summary>What of it is weak and was asked for by name.</summary>
    public IEnumerable<Weakness> Weaknesses => FindKeyWeakness() is { } weakness ? _cipher.Weaknesses.Append(new Weakness(Weakness.SmallRsaKey, weakness)) : _cipher.Weaknesses;

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

        var form = MessageForm.TryCompile(preset, cipher, report);
        FieldForm? fields = null;
        var areFieldsWrong = form is not null && preset.Settings.Fields is not null && (fields = FieldForm.TryCompile(preset.Settings, form, report)) is null;
        if (JudgeWeaknesses(cipher.Weaknesses, preset.Settings, report) || form is null || areFieldsWrong)
        {
            return null;
        }

        var plan = new EnvelopePlan(cipher, preset, form, fields, key, use);
        return plan.JudgeKey(report) ? null : plan;
    }

    /// <summary>Seals <paramref name="plaintext"/> with fresh randomness and appends the body that is sent.</summary>
    /// <param name="plaintext">The body in the clear.</param>
    /// <param name="key">The key, leased by the caller.</param>
    /// <param name="destination">Gets the sealed body; meaningless after a fault.</param>
    /// <param name="headers">Gets the headers of the message; null only where there are none.</param>
    public SealFault Seal(ReadOnlyMemory<byte> plaintext, SecretValue key, PooledBuffer destination, ICollection<KeyValuePair<string, string>>? headers)
    {
        if (!Fits(key))
        {
            // A rotation brought a key of another kind: sealing with it would be another cipher than the receiver's.
            return SealFault.Key;
        }

        try
        {
            return _fields is not null ? _fields.Seal(plaintext, key, destination, headers)
                : _form.TrySeal(plaintext.Span, key, destination, headers) ? SealFault.None
                : SealFault.Unsealable;
        }
        catch (CryptographicException)
        {
            return SealFault.Key;
        }
    }

    /// <summary>Opens a body that was sealed by this plan, or by whoever else has the key, and appends the plaintext.</summary>
    /// <param name="body">The sealed body.</param>
    /// <param name="key">The key, leased by the caller.</param>
    /// <param name="plaintext">Gets the plaintext.</param>
    /// <param name="findHeader">Finds the headers of the message.</param>
    /// <returns>False for whatever reason it cannot be opened.</returns>
    public bool TryOpen(ReadOnlyMemory<byte> body, SecretValue key, PooledBuffer plaintext, Func<string, string?> findHeader) =>
        Fits(key) && (_fields?.TryOpen(body, key, plaintext, findHeader) ?? _form.TryOpen(body, key, plaintext, findHeader));

    /// <summary>Whether <paramref name="body"/> has the shape of one that was sealed already. It is not sealed once more: the receiver would open it to a sealed one.</summary>
    public bool LooksSealed(JsonTape body) => !_isText && _fields is null && _form.LooksSealed(body, 0);

    /// <summary>The same of a body that need not be JSON.</summary>
    public bool LooksSealed(ReadOnlyMemory<byte> body) => _isText && _fields is null && _form.LooksSealed(body);

    /// <summary>Whether what is sealed under <paramref name="key"/> can be opened with it as well: null, or what kind of key that takes.</summary>
    public string? FindOpeningProblem(SecretValue key) => _cipher.FindKeyProblem(key, KeyUse.Open);

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

        var skipsNothing = settings is { SkipMissing: true, Fields: null };
        if (skipsNothing)
        {
            report("OnMissing", "there is nothing that could be missing: it is about Fields");
        }

        // It is written into headers and JSON as it stands.
        var isKeyIdPlain = settings.KeyId is null || KeyName.IsPlain(settings.KeyId);
        if (!isKeyIdPlain)
        {
            report(nameof(settings.KeyId), "expected printable ASCII without spaces, quotes and backslashes");
        }

        return unknown.Count + waivers.Count > 0 || skipsNothing || !isKeyIdPlain;
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

    /// <summary>What is weak of the key that is current, if it is at hand.</summary>
    private string? FindKeyWeakness()
    {
        if (!Key.TryLease(out var lease))
        {
            return null;
        }

        using (lease)
        {
            return KeyMaterial.Of(lease.Value).FindWeakness();
        }
    }

    /// <summary>What is wrong with <paramref name="key"/> for this plan, in words that hold nothing of it; null if it fits.</summary>
    public string? FindKeyProblem(SecretValue key) =>
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
}
