using System.Globalization;
using System.Text;

namespace Gateway.Transforms.Validation.Evaluating;

/// <summary>Collects violations, and knows where the evaluation stands in the body and in the schema.</summary>
internal sealed class ViolationReport(int capacity)
{
    /// <summary>Stands for the name of a member that the schema does not declare.</summary>
    private const string Undeclared = "*";

    private readonly List<SchemaViolation> _violations = [];
    private readonly List<string> _keywords = [];
    private readonly List<(string? Name, int Position)> _instance = [];

    public IReadOnlyList<SchemaViolation> Violations => _violations;

    public bool IsFull => _violations.Count >= capacity;

    public void EnterKeyword(string location) => _keywords.Add(location);

    public void LeaveKeyword() => _keywords.RemoveAt(_keywords.Count - 1);

    public void EnterElement(int position) => _instance.Add((null, position));

    public void EnterMember(string? declared) => _instance.Add((declared ?? Undeclared, 0));

    public void LeaveInstance() => _instance.RemoveAt(_instance.Count - 1);

    public void Add(string location)
    {
        if (!IsFull)
        {
            _violations.Add(new SchemaViolation(InstanceLocation(), string.Concat(_keywords) + location));
        }
    }

    private string InstanceLocation()
    {
        var pointer = new StringBuilder();
        foreach (var (name, position) in _instance)
        {
            pointer.Append('/').Append(name ?? position.ToString(CultureInfo.InvariantCulture));
        }

        return pointer.ToString();
    }
}
