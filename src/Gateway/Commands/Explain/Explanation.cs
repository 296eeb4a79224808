using Gateway.Transforms.Exchange;

namespace Gateway.Commands.Explain;

/// <summary>What a route makes of a sample body.</summary>
/// <param name="Route">The route.</param>
/// <param name="Stages">Every stage, in its order.</param>
/// <param name="Rejection">What the application would get instead of an answer; null when the report would be sent.</param>
/// <param name="Headers">The headers that the envelope sets.</param>
internal sealed record Explanation(string Route, IReadOnlyList<ExplainedStage> Stages, Rejection? Rejection, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>Whether every stage did what it should.</summary>
    public bool IsGood => Stages.All(static stage => stage.Outcome is StageOutcome.Done or StageOutcome.Absent);
}
