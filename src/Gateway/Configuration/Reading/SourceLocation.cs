namespace Gateway.Configuration.Reading;

/// <summary>Where a piece of configuration was written.</summary>
/// <param name="Source">The file, or the name of what overlays it.</param>
/// <param name="Line">The line, counted from 1; 0 where there are no lines, as in an environment variable.</param>
/// <param name="Column">The column, counted from 1 in characters.</param>
internal readonly record struct SourceLocation(string Source, int Line = 0, int Column = 0)
{
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}
