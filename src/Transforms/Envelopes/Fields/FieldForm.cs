using Gateway.Transforms.Buffers;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>How fields of a body are sealed, each into a message of its own, and opened again. Immutable and thread-safe.</summary>
internal sealed class FieldForm
{
    /// <summary>What came this far was guarded by the route already, or is an answer of the receiver's.</summary>
    private static readonly JsonGuardOptions Lenient = new(MaxDepth: JsonGuardOptions.Deepest);

    private readonly FieldRewriter _rewriter;
    private readonly MessageForm _form;
    private readonly FieldText _text;

    private FieldForm(FieldRewriter rewriter, MessageForm form, FieldText text)
    {
        _rewriter = rewriter;
        _form = form;
        _text = text;
    }

    /// <summary>Compiles the fields of <paramref name="settings"/>.</summary>
    /// <returns>The form; null when there was a problem.</returns>
    public static FieldForm? TryCompile(EnvelopeSettings settings, MessageForm form, KeyUse use, Action<string, string> report)
    {
        var fields = settings.Fields!;
        if (FieldRewriter.TryCompile(fields, use, settings.SkipMissing == true, out var rewriter) is { } problem)
        {
            report(nameof(settings.Fields), problem);
            return null;
        }

        var isOne = fields is [var only] && !only.From.Segments.Contains(FieldPathSegment.AnyItem);
        if (form.HasPartsInHeaders && !isOne)
        {
            report(nameof(settings.Headers), "each field is a message of its own, and a header has room for a part of one: place the parts in Body");
            return null;
        }

        return new FieldForm(rewriter!, form, settings.FieldText ?? FieldText.Json);
    }

    /// <summary>Seals the fields of <paramref name="body"/> and appends the body with them.</summary>
    /// <inheritdoc cref="MessageForm.TrySeal"/>
    public bool TrySeal(ReadOnlyMemory<byte> body, SecretValue key, PooledBuffer destination, ICollection<KeyValuePair<string, string>>? headers) =>
        TryRewrite(body, new FieldSealing(_form, _text, key, headers), destination);

    /// <summary>Opens the fields of <paramref name="body"/> and appends the body with them.</summary>
    /// <inheritdoc cref="MessageForm.TryOpen(ReadOnlyMemory{byte}, SecretValue, PooledBuffer, Func{string, string?})"/>
    public bool TryOpen(ReadOnlyMemory<byte> body, SecretValue key, PooledBuffer destination, Func<string, string?> findHeader) =>
        TryRewrite(body, new FieldOpening(_form, _text, key, findHeader), destination);

    private bool TryRewrite(ReadOnlyMemory<byte> body, IFieldTransform transform, PooledBuffer destination)
    {
        if (JsonGuard.TryRead(body, Lenient, out var tape) != GuardFault.None)
        {
            return false;
        }

        using (tape)
        {
            var start = destination.Length;
            if (_rewriter.Rewrite(tape!, transform, destination) == FieldFault.None)
            {
                return true;
            }

            destination.Truncate(start);
            return false;
        }
    }
}
