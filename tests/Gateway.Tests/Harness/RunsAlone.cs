namespace Gateway.Tests.Harness;

/// <summary>For tests that measure the whole process, or that would starve others: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunsAlone
{
    public const string Name = "alone";
}
