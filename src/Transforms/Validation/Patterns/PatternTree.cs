namespace Gateway.Transforms.Validation.Patterns;

/// <summary>Puts the parts of a pattern together, from left to right.</summary>
internal sealed class PatternTree
{
    private readonly Stack<Group> _open = new([new Group()]);

    public void Append(PatternNode node) => _open.Peek().Parts.Add(node);

    /// <summary>Begins the next alternative of the innermost group.</summary>
    public void Divide() => _open.Peek().Divide();

    public void OpenGroup() => _open.Push(new Group());

    public void CloseGroup()
    {
        // One that closes without having been opened is an error of others.
        if (_open.Count > 1)
        {
            var group = _open.Pop().ToNode();
            Append(group);
        }
    }

    /// <summary>Repeats what was appended last.</summary>
    public void Repeat(int least, int? most)
    {
        var parts = _open.Peek().Parts;
        if (parts.Count > 0)
        {
            parts[^1] = new PatternNode.Repetition(parts[^1], least, most);
        }
    }

    /// <summary>What has been put together, once every group is closed; begins afresh.</summary>
    public PatternNode Take()
    {
        var root = _open.Pop().ToNode();
        _open.Clear();
        _open.Push(new Group());
        return root;
    }

    private sealed class Group
    {
        private readonly List<PatternNode> _alternatives = [];

        public List<PatternNode> Parts { get; private set; } = [];

        public void Divide()
        {
            _alternatives.Add(new PatternNode.Sequence(Parts));
            Parts = [];
        }

        public PatternNode ToNode()
        {
            Divide();
            return _alternatives.Count == 1 ? _alternatives[0] : new PatternNode.Choice(_alternatives);
        }
    }
}
