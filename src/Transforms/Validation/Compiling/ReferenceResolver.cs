using System.Globalization;
using System.Text;
using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>Resolves <c>$ref</c> within the document: <c>#</c> and <c>#/json/pointer</c> (RFC 6901 section 6).</summary>
internal sealed class ReferenceResolver(CompileSession session)
{
    /// <summary>The members of objects that references lead through: documents are large where many references lead through the same one.</summary>
    private readonly Dictionary<int, Dictionary<string, int>> _members = [];
    private readonly List<(SchemaValue Reference, SchemaNode Target)> _resolved = [];

    /// <summary>The node that <paramref name="reference"/> leads to; null, with an error recorded, when it leads nowhere.</summary>
    public SchemaNode? Resolve(SchemaValue reference)
    {
        var text = reference.Text;
        if (!text.StartsWith('#'))
        {
            reference.Refuse($"A $ref to another document ('{text}') is not supported yet; copy the schema to $defs and refer to it as #/$defs/NAME.");
            return null;
        }

        if (text.Length > 1 && text[1] != '/')
        {
            reference.Refuse($"A $ref to an anchor ('{text}') is not supported yet; refer by JSON Pointer: #/$defs/NAME.");
            return null;
        }

        if (!TryDecode(text, out var pointer))
        {
            reference.Refuse($"'{text}' is not a JSON Pointer in a URI fragment; write ~0 for ~, ~1 for / and %XX for characters that a URI cannot hold.");
            return null;
        }

        var index = Find(pointer);
        if (index < 0)
        {
            reference.Refuse($"'{text}' leads nowhere in this document.");
            return null;
        }

        var target = session.NodeAt(index);
        _resolved.Add((reference, target));
        return target;
    }

    /// <summary>To be called when everything that is a schema has been compiled.</summary>
    public void RefuseThoseToNoSchema()
    {
        foreach (var (reference, target) in _resolved)
        {
            if (!target.IsComplete)
            {
                reference.Refuse($"'{reference.Text}' leads to something that is not a schema; move what it should lead to under $defs.");
            }
        }
    }

    private static bool TryDecode(string reference, out string pointer)
    {
        pointer = Uri.UnescapeDataString(reference[1..]);
        for (var i = 0; i < reference.Length; i++)
        {
            if (reference[i] == '%' && !(i + 2 < reference.Length && char.IsAsciiHexDigit(reference[i + 1]) && char.IsAsciiHexDigit(reference[i + 2])))
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

    private int Find(string pointer)
    {
        var index = 0;
        foreach (var step in pointer.Split('/').Skip(1))
        {
            var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            index = session.Document.KindOf(index) switch
            {
                JsonKind.Object => FindMember(index, name),
                JsonKind.Array => FindElement(index, name),
                _ => -1,
            };
            if (index < 0)
            {
                break;
            }
        }

        return index;
    }

    private int FindMember(int index, string name)
    {
        if (!_members.TryGetValue(index, out var members))
        {
            members = new Dictionary<string, int>(StringComparer.Ordinal);
            var document = session.Document;
            var end = document.Next(index);
            for (var member = index + 1; member < end; member = document.Next(member + 1))
            {
                members[Encoding.UTF8.GetString(document.Text(member))] = member + 1;
            }

            _members.Add(index, members);
        }

        return members.GetValueOrDefault(name, -1);
    }

    private int FindElement(int index, string step)
    {
        var document = session.Document;
        if (!int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            || (step.Length > 1 && step[0] == '0')
            || position >= document.SizeOf(index))
        {
            return -1;
        }

        var element = index + 1;
        for (; position > 0; position--)
        {
            element = document.Next(element);
        }

        return element;
    }
}
