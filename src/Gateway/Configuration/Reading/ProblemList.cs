namespace Gateway.Configuration.Reading;

/// <summary>Gathers every problem of a configuration, so that all are reported at once.</summary>
internal sealed class ProblemList
{
    private readonly List<ConfigurationProblem> _problems = [];
    private readonly Dictionary<string, SourceLocation> _locations = new(StringComparer.Ordinal);

    /// <summary>The problems in the order of the file; those of one place in the order in which they were found.</summary>
    public IReadOnlyList<ConfigurationProblem> All =>
        [.. _problems.OrderBy(static problem => problem.Location.Line).ThenBy(static problem => problem.Location.Column)];

    public bool HasErrors => ErrorCount > 0;

    public int ErrorCount => _problems.Count(static problem => problem.Severity == Severity.Error);

    /// <summary>Remembers where a key was written, so that what is found out later can point there.</summary>
    public void Remember(KeyPath path, SourceLocation location) => _locations[path.ToString()] = location;

    public void Error(KeyPath path, string message) => Error(Locate(path), path, message);

    public void Error(SourceLocation location, KeyPath path, string message) =>
        Add(new ConfigurationProblem(Severity.Error, location, path.ToString(), message));

    public void Warn(KeyPath path, string message) =>
        Add(new ConfigurationProblem(Severity.Warning, Locate(path), path.ToString(), message));

    /// <summary>A problem of the text as a whole.</summary>
    public void Error(SourceLocation location, string message) => Add(new ConfigurationProblem(Severity.Error, location, string.Empty, message));

    /// <summary>Where the key was written; for one that was left out, where the section that should hold it was.</summary>
    private SourceLocation Locate(KeyPath path)
    {
        for (var at = path; at is not null; at = at.Parent)
        {
            if (_locations.TryGetValue(at.ToString(), out var location))
            {
                return location;
            }
        }

        return default;
    }

    private void Add(ConfigurationProblem problem)
    {
        // The same value can be read for two purposes; one mistake is told once.
        if (!_problems.Contains(problem))
        {
            _problems.Add(problem);
        }
    }
}
