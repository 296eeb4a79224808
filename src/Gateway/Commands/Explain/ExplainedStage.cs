namespace Gateway.Commands.Explain;

/// <summary>What one stage did to the sample.</summary>
/// <param name="Name">The stage.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Detail">What it did or why it refused, in words that hold no secret.</param>
/// <param name="Body">The body after it, where it changed.</param>
internal sealed record ExplainedStage(string Name, StageOutcome Outcome, string Detail, string? Body = null);
