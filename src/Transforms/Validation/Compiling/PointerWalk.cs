using System.Globalization;
using System.Text;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>Follows JSON Pointers (RFC 6901) through one document.</summary>
internal sealed class PointerWalk(JsonTape tape)
{
    /// <summary>The members of objects that pointers lead through: documents are large where many references lead through the same one.</summary>
    private readonly Dictionary<int, Dictionary<string, int>> _members = [];

    /// <summary>The elements of arrays, for the same reason.</summary>
    private readonly Dictionary<int, List<int>> _elements = [];

    /// <summary>Reads a pointer in the form of a URI fragment (section 6).</summary>
    public static bool TryDecode(string fragment, out string pointer)
    {
        pointer = Uri.UnescapeDataString(fragment);
        for (var i = 0; i < fragment.Length; i++)
        {
            if (fragment[i] == '%' && !(i + 2 < fragment.Length && char.IsAsciiHexDigit(fragment[i + 1]) && char.IsAsciiHexDigit(fragment[i + 2])))
            {
                return false;
            }
        }

        for (var i = pointer.IndexOf('~', StringComparison.Ordinal); i >= 0; i = pointer.IndexOf('~', i + 1))
        {
            if (i + 1 == pointer.Length || pointer[i + 1] is not ('0' or '1'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The values on the way from <paramref name="start"/> to what the pointer names, both included; null when it leads nowhere.</summary>
    public List<SchemaValue>? Follow(SchemaValue start, string pointer)
    {
        var way = new List<SchemaValue> { start };
        foreach (var step in pointer.Split('/').Skip(1))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (Find(way[^1], name) is not { } value)
            {
                return null;
            }

            way.Add(value);
        }

        return way;
    }

    private SchemaValue? Find(SchemaValue within, string step) => within.Kind switch
    {
        JsonKind.Object => FindMember(within, step),
        JsonKind.Array => FindElement(within, step),
        _ => null,
    };

    private SchemaValue? FindMember(SchemaValue within, string name)
    {
        var index = within.Index;
        if (!_members.TryGetValue(index, out var members))
        {
            members = new Dictionary<string, int>(StringComparer.Ordinal);
            var end = tape.Next(index);
            for (var member = index + 1; member < end; member = tape.Next(member + 1))
            {
                members[Encoding.UTF8.GetString(tape.Text(member))] = member;
            }

            _members.Add(index, members);
        }

        return members.TryGetValue(name, out var found) ? within.Member(found) : null;
    }

    private SchemaValue? FindElement(SchemaValue within, string step)
    {
        var index = within.Index;
        if (!int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            || (step.Length > 1 && step[0] == '0')
            || position >= tape.SizeOf(index))
        {
            return null;
        }

        if (!_elements.TryGetValue(index, out var elements))
        {
            elements = [];
            for (var element = index + 1; element < tape.Next(index); element = tape.Next(element))
            {
                elements.Add(element);
            }

            _elements.Add(index, elements);
        }

        return within.Element(elements[position], position);
    }
}
