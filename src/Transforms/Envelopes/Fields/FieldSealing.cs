using Gateway.Transforms.Buffers;
using Gateway.Transforms.Json;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>Seals the fields of one body.</summary>
internal sealed class FieldSealing(MessageForm form, FieldText text, SecretValue key, ICollection<KeyValuePair<string, string>>? headers) : IFieldTransform
{
    /// <summary>False for a field that is sealed already, and for one that is no string where only the characters of strings are sealed.</summary>
    public bool TryTransform(int mapping, JsonTape body, int index, PooledBuffer destination)
    {
        if (form.LooksSealed(body, index) || (text == FieldText.Bare && body.KindOf(index) != JsonKind.String))
        {
            return false;
        }

        return form.TrySeal(text == FieldText.Bare ? body.Text(index) : body.Raw(index), key, destination, headers);
    }
}
