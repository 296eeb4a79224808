using System.Security.Cryptography;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Secrets;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Transforms.Envelopes;

/// <summary>How a route seals its bodies: a format, its settings and its key, compiled once. Immutable and thread-safe.</summary>
public sealed class EnvelopePlan
{
    private readonly IEnvelope _envelope;
    private readonly BodyTemplate _template;
    private readonly string _encryption;
    private readonly DefaultObjectPool<SealedParts> _parts;

    private EnvelopePlan(IEnvelope envelope, EnvelopeSettings settings, BodyTemplate template, SecretHandle key)
    {
        _envelope = envelope;
        _template = template;
        _encryption = settings.Encryption ?? envelope.Encryptions[0];
        _parts = new DefaultObjectPool<SealedParts>(new PartsPolicy(envelope.Parts.Count));
        Key = key;
        ContentType = settings.ContentType ?? (settings.Text ? "text/plain" : "application/json");
    }

    /// <summary>The secret that is the key.</summary>
    public SecretHandle Key { get; }

    /// <summary>The content type of what is sent.</summary>
    public string ContentType { get; }

    /// <summary>Compiles <paramref name="settings"/>.</summary>
    /// <param name="settings">The settings, with nothing left open.</param>
    /// <param name="key">The key; its present value is checked when there is one.</param>
    /// <param name="report">Told of each problem: the setting's name and what is wrong with it.</param>
    /// <returns>The plan; null when there was a problem.</returns>
    public static EnvelopePlan? TryCompile(EnvelopeSettings settings, SecretHandle key, Action<string, string> report)
    {
        var envelope = settings.Format;
        if (settings.Encryption is { } encryption && !envelope.Encryptions.Contains(encryption))
        {
            report("Encryption", $"{envelope.Name} does not know '{encryption}'; it knows {string.Join(", ", envelope.Encryptions)}");
            return null;
        }

        if (CompileTemplate(settings, envelope, report) is not { } template)
        {
            return null;
        }

        var plan = new EnvelopePlan(envelope, settings, template, key);
        if (plan.FindKeyProblem() is { } problem)
        {
            report("Key", $"secret '{key.Name}' does not fit: {problem}");
            return null;
        }

        return plan;
    }

    /// <summary>Seals <paramref name="plaintext"/> with fresh randomness and appends the body that is sent.</summary>
    /// <exception cref="CryptographicException">The key does not fit the cipher.</exception>
    public void Seal(ReadOnlySpan<byte> plaintext, SecretValue key, PooledBuffer destination)
    {
        if (_envelope.FindKeyProblem(key, _encryption) is not null)
        {
            // A rotation brought a key of another kind: sealing with it would be another cipher than the receiver's.
            throw new CryptographicException("The key does not fit the cipher.");
        }

        var parts = _parts.Get();
        try
        {
            _envelope.Seal(plaintext, key, parts);
            _template.Write(parts, destination);
        }
        finally
        {
            _parts.Return(parts);
        }
    }

    /// <summary>Opens a body that was sealed by this plan, or by whoever else has the key, and appends the plaintext.</summary>
    /// <returns>False for whatever reason it cannot be opened.</returns>
    public bool TryOpen(ReadOnlyMemory<byte> body, SecretValue key, PooledBuffer plaintext)
    {
        var parts = _parts.Get();
        try
        {
            return _template.TryRead(body, parts)
                && _envelope.FindKeyProblem(key, _encryption) is null
                && _envelope.TryOpen(parts, key, plaintext);
        }
        finally
        {
            _parts.Return(parts);
        }
    }

    private static BodyTemplate? CompileTemplate(EnvelopeSettings settings, IEnvelope envelope, Action<string, string> report)
    {
        if (settings.Text)
        {
            return BodyTemplate.Text(settings.Encoding);
        }

        if (settings.Body is not { } json)
        {
            report("Body", "say where the sealed message goes: a template such as {\"data\": \"{sealed}\"}, or Text: true for the bare text");
            return null;
        }

        if (BodyTemplate.TryCompile(json, envelope.Parts, settings.Encoding, out var template) is { } problem)
        {
            report("Body", problem);
        }
        else if (!envelope.SufficesToOpen([.. template!.PlacedParts.Select(part => envelope.Parts[part])]))
        {
            report("Body", $"nobody could open what this template sends: place {{{envelope.Parts[0]}}}, or all the parts that make it up");
            return null;
        }

        return template;
    }

    private string? FindKeyProblem()
    {
        if (!Key.TryLease(out var lease))
        {
            return null;
        }

        using (lease)
        {
            return _envelope.FindKeyProblem(lease.Value, _encryption);
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
