namespace Gateway.Configuration.Reading;

/// <summary>One thing that is wrong with a configuration.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Location">Where it was written.</param>
/// <param name="Path">The key, as a path; empty when the text as a whole is meant.</param>
/// <param name="Message">What is wrong and what to do about it; never the value of a secret.</param>
internal sealed record ConfigurationProblem(Severity Severity, SourceLocation Location, string Path, string Message)
{
    /// <summary>The form that editors and terminals make a link of: <c>file:line:column: error: path: message</c>.</summary>
    public override string ToString()
    {
        var severity = Severity == Severity.Error ? "error" : "warning";
        // Keys and certificates' names are quoted as they came.
        return OneLine.Of(Path.Length == 0 ? $"{Location}: {severity}: {Message}" : $"{Location}: {severity}: {Path}: {Message}");
    }
}
