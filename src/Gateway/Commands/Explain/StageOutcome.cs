namespace Gateway.Commands.Explain;

/// <summary>How a stage went.</summary>
internal enum StageOutcome
{
    /// <summary>It did its work.</summary>
    Done,

    /// <summary>The route does not have it.</summary>
    Absent,

    /// <summary>It refused the sample, or did not do what it should.</summary>
    Refused,

    /// <summary>A stage before it refused.</summary>
    NotReached,
}
