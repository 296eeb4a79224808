using System.Globalization;
using System.Text;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>
/// A place in a document, as the last of the steps that lead there. Its text, a JSON Pointer (RFC 6901), is made only when somebody is to read it: if
/// every value held its own, a long name would be held by all that is below it.
/// </summary>
internal sealed class SchemaPointer
{
    /// <summary>The bytes of a name that an error shows. A thousand errors below a name of megabytes are not to hold it a thousand times.</summary>
    private const int LongestShown = 256;

    private readonly SchemaPointer? _parent;

    // The position of an element in its array, or the complement of a name's position on the tape.
    private readonly int _step;

    private SchemaPointer(SchemaPointer? parent, int step) => (_parent, _step) = (parent, step);

    /// <summary>The document itself.</summary>
    public static SchemaPointer Root { get; } = new(null, 0);

    /// <summary>The member whose name stands at <paramref name="name"/> on the tape.</summary>
    public SchemaPointer Member(int name) => new(this, ~name);

    public SchemaPointer Element(int position) => new(this, position);

    /// <summary>The steps from <paramref name="start"/>, whole: what is written for every subschema is one name long.</summary>
    public string TextFrom(SchemaPointer start, JsonTape tape) => Write(start, tape, int.MaxValue);

    /// <summary>The steps from the root, as an error names them: of long names, the beginning.</summary>
    public string Shown(JsonTape tape) => Write(Root, tape, LongestShown);

    private string Write(SchemaPointer start, JsonTape tape, int longest)
    {
        var steps = new Stack<int>();
        for (var place = this; place != start; place = place._parent!)
        {
            steps.Push(place._step);
        }

        var text = new StringBuilder();
        foreach (var step in steps)
        {
            text.Append(step >= 0 ? "/" + step.ToString(CultureInfo.InvariantCulture) : SchemaValue.Step(NameOf(tape.Text(~step), longest)));
        }

        return text.ToString();
    }

    private static string NameOf(ReadOnlySpan<byte> name, int longest)
    {
        if (name.Length <= longest)
        {
            return Encoding.UTF8.GetString(name);
        }

        // Not in the middle of a character: its further bytes all begin with the bits 10.
        var end = longest;
        while ((name[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return Encoding.UTF8.GetString(name[..end]) + "...";
    }
}
