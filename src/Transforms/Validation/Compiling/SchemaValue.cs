using System.Text;
using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Values;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>A value in the schema's document, with the place to name when something is wrong with it.</summary>
internal readonly struct SchemaValue(CompileSession session, SchemaDocument document, int index, SchemaPointer pointer)
{
    public SchemaDocument Document => document;

    /// <summary>Its position on the document's tape.</summary>
    public int Index => index;

    public SchemaPointer Pointer => pointer;

    /// <summary>It as errors and warnings name it.</summary>
    public string Location => document.Locate(pointer);

    /// <summary>The node of the schema that stands here.</summary>
    public SchemaNode Node => document.NodeAt(index);

    /// <summary>What is known of the schema that stands here. One that stands where none belongs is an error elsewhere, and has the root's.</summary>
    public SchemaPlace Place => document.Places.TryGetValue(index, out var place) ? place : document.Places[0];

    public JsonKind Kind => document.Tape.KindOf(index);

    /// <summary>The value, to be compared with those of bodies.</summary>
    public Literal Literal => new(document.Tape, index);

    public bool IsSchema => Kind is JsonKind.Object or JsonKind.True or JsonKind.False;

    public ReadOnlySpan<byte> Utf8 => document.Tape.Text(index);

    public string Text => Encoding.UTF8.GetString(Utf8);

    /// <summary>The number that stands here.</summary>
    public JsonNumber Number => new(Utf8);

    /// <summary>One step of a JSON Pointer (RFC 6901 section 3).</summary>
    public static string Step(string name) =>
        "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The way from a value that this one stands in, as a JSON Pointer.</summary>
    public string LocationFrom(SchemaValue outer) => pointer.TextFrom(outer.Pointer, document.Tape);

    /// <summary>Records an error at this place.</summary>
    public void Refuse(string message) => session.Refuse(Location, message);

    /// <summary>The members of the object that stands here.</summary>
    public IEnumerable<KeyValuePair<string, SchemaValue>> Members()
    {
        var tape = document.Tape;
        var end = tape.Next(index);
        for (var name = index + 1; name < end; name = tape.Next(name + 1))
        {
            yield return KeyValuePair.Create(Encoding.UTF8.GetString(tape.Text(name)), Member(name));
        }
    }

    /// <summary>The value of the member whose name stands at <paramref name="name"/>.</summary>
    public SchemaValue Member(int name) => new(session, document, name + 1, pointer.Member(name));

    /// <summary>The element that stands at <paramref name="element"/>.</summary>
    public SchemaValue Element(int element, int position) => new(session, document, element, pointer.Element(position));

    /// <summary>The elements of the array that stands here.</summary>
    public IEnumerable<SchemaValue> Elements()
    {
        var tape = document.Tape;
        var end = tape.Next(index);
        var position = 0;
        for (var element = index + 1; element < end; element = tape.Next(element))
        {
            yield return Element(element, position);
            position++;
        }
    }

    /// <summary>The number of times something may occur that stands here; anything else is recorded as an error.</summary>
    public bool TryGetCount(out int count)
    {
        count = 0;
        if (Kind == JsonKind.Number && Number.TryGetCount(out count))
        {
            return true;
        }

        Refuse("The value must be a non-negative integer.");
        return false;
    }

    /// <summary>The list of distinct strings that stands here; anything else is recorded as an error.</summary>
    public bool TryGetNames(out List<string> names)
    {
        names = [];
        if (Kind != JsonKind.Array)
        {
            Refuse("The value must be an array of member names.");
            return false;
        }

        var valid = true;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in Elements())
        {
            if (element.Kind != JsonKind.String)
            {
                element.Refuse("A member name must be a string.");
                valid = false;
            }
            else if (!seen.Add(element.Text))
            {
                element.Refuse("The name is listed twice; remove one.");
                valid = false;
            }
            else
            {
                names.Add(element.Text);
            }
        }

        return valid;
    }
}
