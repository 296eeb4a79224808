namespace Gateway.Configuration.Reading;

/// <summary>An object: members in the order in which they were written.</summary>
internal sealed record ObjectNode(SourceLocation Location) : ConfigurationNode(Location)
{
    private readonly List<ObjectMember> _members = [];

    public override string Kind => "an object";

    public IReadOnlyList<ObjectMember> Members => _members;

    public ConfigurationNode? Find(string key) => FindMember(key)?.Value;

    public ObjectMember? FindMember(string key) => _members.Find(member => member.Key == key);

    /// <summary>The key as it was written that equals <paramref name="key"/>, or else differs from it in case only.</summary>
    public string? FindKey(string key) =>
        (_members.Find(member => member.Key == key) ?? _members.Find(member => member.Key.Equals(key, StringComparison.OrdinalIgnoreCase)))?.Key;

    /// <summary>Sets a member, in place where it exists.</summary>
    public void Set(string key, ConfigurationNode value)
    {
        var member = new ObjectMember(key, value.Location, value);
        var index = _members.FindIndex(known => known.Key == key);
        if (index < 0)
        {
            _members.Add(member);
        }
        else
        {
            _members[index] = member;
        }
    }

    public void Add(ObjectMember member) => _members.Add(member);
}
