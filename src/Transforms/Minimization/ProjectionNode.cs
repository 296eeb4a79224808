using Gateway.Transforms.Json;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Minimization;

/// <summary>One place of the tree into which all field paths of a route are merged: what happens there, and what lies below.</summary>
internal sealed class ProjectionNode
{
    private readonly List<ProjectionNode> _members = [];
    private readonly Dictionary<int, ProjectionNode> _items = [];

    /// <summary>Whether the value and all that is in it is kept, but for what lower nodes say.</summary>
    public bool Keeps { get; set; }

    public FieldAction Action { get; set; }

    /// <summary>With <see cref="FieldAction.Mask"/>, what is left to see.</summary>
    public MaskStyle Mask { get; set; }

    /// <summary>With <see cref="FieldAction.Hash"/>, the key of the hash.</summary>
    public SecretHandle? Pepper { get; set; }

    /// <summary>With <see cref="FieldAction.Inject"/>, which of the plan's injections fills it.</summary>
    public int Injection { get; set; } = -1;

    /// <summary>Whether this place or one below it is filled on every attempt, so that it must exist even if the caller left it out.</summary>
    public bool Injects { get; set; }

    /// <summary>Of a member, its name.</summary>
    public ReadOnlyMemory<byte> Name { get; private init; }

    public IReadOnlyList<ProjectionNode> Members => _members;

    public ProjectionNode? AnyItem { get; private set; }

    public bool IsLeaf => _members.Count == 0 && _items.Count == 0 && AnyItem is null;

    /// <summary>The node for element <paramref name="index"/>: its own before the one for all.</summary>
    public ProjectionNode? ItemAt(int index) => _items.TryGetValue(index, out var item) ? item : AnyItem;

    /// <summary>The position of the member called <paramref name="name"/> in <see cref="Members"/>, or -1.</summary>
    public int IndexOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _members.Count; i++)
        {
            if (_members[i].Name.Span.SequenceEqual(name))
            {
                return i;
            }
        }

        return -1;
    }

    public ProjectionNode Child(FieldPathSegment segment)
    {
        if (segment.Name is not null)
        {
            var known = IndexOf(segment.Utf8Name.Span);
            if (known >= 0)
            {
                return _members[known];
            }

            var member = new ProjectionNode { Name = segment.Utf8Name };
            _members.Add(member);
            return member;
        }

        if (segment.Index < 0)
        {
            return AnyItem ??= new ProjectionNode();
        }

        if (!_items.TryGetValue(segment.Index, out var item))
        {
            _items[segment.Index] = item = new ProjectionNode();
        }

        return item;
    }
}
