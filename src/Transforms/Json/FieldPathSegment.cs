using System.Globalization;
using System.Text;

namespace Gateway.Transforms.Json;

/// <summary>One step of a <see cref="FieldPath"/>: into a member, into an element, or into every element.</summary>
public sealed class FieldPathSegment : IEquatable<FieldPathSegment>
{
    private FieldPathSegment(string? name, int index)
    {
        Name = name;
        Utf8Name = name is null ? default : Encoding.UTF8.GetBytes(name);
        Index = index;
    }

    /// <summary>Into every element of an array: <c>[*]</c>.</summary>
    public static FieldPathSegment AnyItem { get; } = new(null, -1);

    /// <summary>The member's name; null for elements.</summary>
    public string? Name { get; }

    /// <summary><see cref="Name"/> in UTF-8, as it is compared with a body.</summary>
    public ReadOnlyMemory<byte> Utf8Name { get; }

    /// <summary>The element's number from 0; -1 for members and <see cref="AnyItem"/>.</summary>
    public int Index { get; }

    /// <summary>Into the member called <paramref name="name"/>.</summary>
    public static FieldPathSegment Member(string name) => new(name, -1);

    /// <summary>Into element <paramref name="index"/>, counted from 0.</summary>
    public static FieldPathSegment Item(int index) => new(null, index);

    /// <inheritdoc/>
    public bool Equals(FieldPathSegment? other) => other is not null && other.Index == Index && string.Equals(other.Name, Name, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FieldPathSegment);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Index);

    /// <summary>The step as a normalized path writes it (RFC 9535 section 2.7): <c>['name']</c>, <c>[0]</c>, and <c>[*]</c>.</summary>
    public override string ToString() =>
        Name is null ? (Index < 0 ? "[*]" : $"[{Index.ToString(CultureInfo.InvariantCulture)}]") : $"['{string.Concat(Name.Select(Escape))}']";

    private static string Escape(char c) => c switch
    {
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        '\'' => "\\'",
        '\\' => "\\\\",
        < ' ' => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    };
}
