using System.Text.Unicode;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>Opens the fields of one body.</summary>
internal sealed class FieldOpening(MessageForm form, FieldText text, SecretValue key, Func<string, string?> findHeader) : IFieldTransform
{
    private static readonly JsonGuardOptions Lenient = new(JsonGuardOptions.Deepest, DuplicateKeys.Allow);

    /// <summary>False for whatever reason the field cannot be opened, or what it opens to cannot stand in JSON.</summary>
    public bool TryTransform(int mapping, JsonTape body, int index, PooledBuffer destination)
    {
        using var plaintext = new PooledBuffer();
        if (!form.TryOpen(body, index, key, plaintext, findHeader))
        {
            return false;
        }

        return text == FieldText.Bare ? TryWriteString(plaintext, destination) : TryWriteValue(plaintext, destination);
    }

    private static bool TryWriteString(PooledBuffer plaintext, PooledBuffer destination)
    {
        if (!Utf8.IsValid(plaintext.WrittenSpan))
        {
            return false;
        }

        destination.Write("\""u8);
        JsonText.WriteEscaped(plaintext.WrittenSpan, destination);
        destination.Write("\""u8);
        return true;
    }

    /// <summary>It stands among the answer's own JSON: with anything but one whole value it would change what is around it.</summary>
    private static bool TryWriteValue(PooledBuffer plaintext, PooledBuffer destination)
    {
        if (JsonGuard.TryRead(plaintext.WrittenMemory, Lenient, out var tape) != GuardFault.None)
        {
            return false;
        }

        tape!.Dispose();
        destination.Write(plaintext.WrittenSpan);
        return true;
    }
}
