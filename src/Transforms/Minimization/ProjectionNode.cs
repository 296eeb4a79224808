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

    /// <summary>The node for element <paramref name="index"/>: its own, which has what holds for all once it is settled, or the one for all.</summary>
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
            return MemberNode(segment.Utf8Name);
        }

        return segment.Index < 0 ? AnyItem ??= new ProjectionNode() : ItemNode(segment.Index);
    }

    /// <summary>
    /// Gives every element that has a node of its own what the paths with <c>[*]</c> say too: a rule for one element must not lift a rule
    /// for all of them.
    /// </summary>
    public void Settle()
    {
        foreach (var item in _items.Values)
        {
            if (AnyItem is not null)
            {
                item.Inherit(AnyItem);
            }

            item.Settle();
        }

        AnyItem?.Settle();
        _members.ForEach(static member => member.Settle());
    }

    /// <summary>Takes over what <paramref name="general"/> says where this node, which is more specific, says nothing itself.</summary>
    private void Inherit(ProjectionNode general)
    {
        Keeps |= general.Keeps;
        if (Action != FieldAction.None)
        {
            return;
        }

        if (general.Action != FieldAction.None)
        {
            // It is about the whole value, so what the more specific paths say of its inside has nothing left to say.
            Action = general.Action;
            Mask = general.Mask;
            Pepper = general.Pepper;
            _members.Clear();
            _items.Clear();
            AnyItem = null;
            return;
        }

        foreach (var member in general._members)
        {
            MemberNode(member.Name).Inherit(member);
        }

        foreach (var (index, item) in general._items)
        {
            ItemNode(index).Inherit(item);
        }

        if (general.AnyItem is { } all)
        {
            (AnyItem ??= new ProjectionNode()).Inherit(all);
        }
    }

    private ProjectionNode MemberNode(ReadOnlyMemory<byte> name)
    {
        var known = IndexOf(name.Span);
        if (known >= 0)
        {
            return _members[known];
        }

        var member = new ProjectionNode { Name = name };
        _members.Add(member);
        return member;
    }

    private ProjectionNode ItemNode(int index)
    {
        if (!_items.TryGetValue(index, out var item))
        {
            _items[index] = item = new ProjectionNode();
        }

        return item;
    }
}
