namespace Gateway.Commands;

/// <summary>What the program's exit says.</summary>
internal static class ExitCode
{
    /// <summary>Done, or stopped gracefully.</summary>
    public const int Success = 0;

    /// <summary>The surroundings did not let it work: a port in use, a listener that does not answer.</summary>
    public const int Failure = 1;

    /// <summary>The configuration has errors.</summary>
    public const int ConfigurationError = 2;

    /// <summary>Stopped, but not gracefully: requests were in flight when the time was up, and were cut.</summary>
    public const int Cut = 3;
}
