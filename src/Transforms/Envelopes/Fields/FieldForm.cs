using Gateway.Transforms.Buffers;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>How fields of a body are sealed, each into a message of its own, and opened again. Immutable and thread-safe.</summary>
internal sealed class FieldForm
{
    /// <summary>What came this far was guarded by the route already, or is an answer of the receiver's; names that matter here are found twice by the rewriter.</summary>
    private static readonly JsonGuardOptions Lenient = new(JsonGuardOptions.Deepest, DuplicateKeys.Allow);

    private readonly FieldRewriter _sealing;
    private readonly FieldRewriter _opening;
    private readonly MessageForm _form;
    private readonly FieldText _text;

    private FieldForm(FieldRewriter sealing, FieldRewriter opening, MessageForm form, FieldText text)
    {
        _sealing = sealing;
        _opening = opening;
        _form = form;
        _text = text;
    }

    /// <summary>Compiles the fields of <paramref name="settings"/>.</summary>
    /// <returns>The form; null when there was a problem.</returns>
    public static FieldForm? TryCompile(EnvelopeSettings settings, MessageForm form, Action<string, string> report)
    {
        var fields = settings.Fields!;
        var skips = settings.SkipMissing == true;
        FieldRewriter? opening = null;
        if ((FieldRewriter.TryCompile(fields, KeyUse.Seal, skips, out var sealing) ?? FieldRewriter.TryCompile(fields, KeyUse.Open, skips, out opening)) is { } problem)
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

        return new FieldForm(sealing!, opening!, form, settings.FieldText ?? FieldText.Json);
    }

    /// <summary>Seals the fields of <paramref name="body"/> and appends the body with them.</summary>
    /// <returns>What is wrong with it; the destination is meaningless then.</returns>
    public SealFault Seal(ReadOnlyMemory<byte> body, SecretValue key, PooledBuffer destination, ICollection<KeyValuePair<string, string>>? headers) =>
        Rewrite(_sealing, body, new FieldSealing(_form, _text, key, headers), destination) switch
        {
            FieldFault.None => SealFault.None,
            FieldFault.Missing => SealFault.FieldMissing,
            FieldFault.Occupied => SealFault.FieldOccupied,
            FieldFault.Unplaceable => SealFault.FieldUnplaceable,
            _ => SealFault.Unsealable,
        };

    /// <summary>Opens the fields of <paramref name="body"/> and appends the body with them.</summary>
    /// <inheritdoc cref="MessageForm.TryOpen(ReadOnlyMemory{byte}, SecretValue, PooledBuffer, Func{string, string?})"/>
    public bool TryOpen(ReadOnlyMemory<byte> body, SecretValue key, PooledBuffer destination, Func<string, string?> findHeader) =>
        Rewrite(_opening, body, new FieldOpening(_form, _text, key, findHeader), destination) == FieldFault.None;

    private static FieldFault Rewrite(FieldRewriter rewriter, ReadOnlyMemory<byte> body, IFieldTransform transform, PooledBuffer destination)
    {
        if (JsonGuard.TryRead(body, Lenient, out var tape) != GuardFault.None)
        {
            return FieldFault.Failed;
        }

        using (tape)
        {
            var start = destination.Length;
            var fault = rewriter.Rewrite(tape!, transform, destination);
            if (fault != FieldFault.None)
            {
                destination.Truncate(start);
            }

            return fault;
        }
    }
}
