using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Text;

namespace Gateway.Transforms.Injection;

/// <summary>Text with secrets in it, such as <c>Bearer {secret:payKey}</c>, composed afresh for every attempt. Immutable.</summary>
public sealed class SecretTemplate
{
    private const string SecretPrefix = "secret:";

    private readonly Piece[] _pieces;

    private SecretTemplate(Piece[] pieces) => _pieces = pieces;

    /// <summary>Compiles a template.</summary>
    /// <param name="text">The template as it stands in the configuration.</param>
    /// <param name="findSecret">Finds a secret by its name, or null.</param>
    /// <param name="template">The compiled template; null when there is a problem.</param>
    /// <returns>Null, or what is wrong with it.</returns>
    public static string? TryCompile(string text, Func<string, SecretHandle?> findSecret, out SecretTemplate? template)
    {
        template = null;
        if (TemplateText.TryParse(text, out var segments) is { } problem)
        {
            return problem;
        }

        var pieces = new List<Piece>();
        foreach (var segment in segments)
        {
            if (!segment.IsPlaceholder)
            {
                pieces.Add(new Piece(Encoding.UTF8.GetBytes(segment.Text), null));
                continue;
            }

            if (!segment.Text.StartsWith(SecretPrefix, StringComparison.Ordinal))
            {
                // What stands in the braces may be the secret itself: it is not repeated.
                return "a placeholder is not known here; secrets are written {secret:NAME}, and '{{' is a brace itself";
            }

            var name = segment.Text[SecretPrefix.Length..];
            if (findSecret(name) is not { } handle)
            {
                return $"there is no secret called '{name}' under Secrets";
            }

            pieces.Add(new Piece([], handle));
        }

        template = new SecretTemplate([.. pieces]);
        return null;
    }

    /// <summary>The secret, where the template is that and nothing else.</summary>
    public SecretHandle? OnlySecret => _pieces is [var only] ? only.Secret : null;

    /// <summary>The secrets in it.</summary>
    public IEnumerable<SecretHandle> Secrets => _pieces.Select(static piece => piece.Secret).OfType<SecretHandle>();

    /// <summary>Appends the composed text, in UTF-8.</summary>
    /// <returns>Null, or the name of the secret that is not available; what was appended is then to be thrown away.</returns>
    public string? TryWrite(PooledBuffer destination) => TryWrite(destination, null, null);

    /// <summary>The same, as it would be if the value of <paramref name="secret"/> were <paramref name="candidate"/>.</summary>
    public string? TryWrite(PooledBuffer destination, SecretHandle? secret, SecretValue? candidate)
    {
        ArgumentNullException.ThrowIfNull(destination);
        foreach (var piece in _pieces)
        {
            if (piece.Secret is null)
            {
                destination.Write(piece.Literal);
                continue;
            }

            if (piece.Secret == secret)
            {
                destination.Write(candidate!.Bytes);
                continue;
            }

            if (!piece.Secret.TryLease(out var lease))
            {
                return piece.Secret.Name;
            }

            using (lease)
            {
                destination.Write(lease.Bytes);
            }
        }

        return null;
    }

    private sealed record Piece(byte[] Literal, SecretHandle? Secret);
}
