using System.Text;

namespace Gateway.Commands.Explain;

/// <summary>Writes an explanation for somebody at a terminal.</summary>
internal static class ExplanationText
{
    private const string Plain = "\e[0m";

    /// <summary>Writes it.</summary>
    /// <param name="explanation">What to write.</param>
    /// <param name="inColour">Whether whoever reads it sees colours.</param>
    public static string Write(Explanation explanation, bool inColour)
    {
        var text = new StringBuilder();
        foreach (var stage in explanation.Stages)
        {
            var (word, colour) = stage.Outcome switch
            {
                StageOutcome.Done => ("done", "\e[32m"),
                StageOutcome.Refused => ("refused", "\e[31m"),
                StageOutcome.Absent => ("-", "\e[2m"),
                _ => ("not reached", "\e[2m"),
            };
            var mark = inColour ? $"{colour}{word,-12}{Plain}" : $"{word,-12}";
            text.Append($"{stage.Name,-10}{mark}{stage.Detail}".TrimEnd()).Append('\n');
            if (stage.Body is not null)
            {
                AppendIndented(text, stage.Body.TrimEnd());
            }

            if (stage.Name == "seal")
            {
                foreach (var (name, value) in explanation.Headers)
                {
                    AppendIndented(text, $"{name}: {value}");
                }
            }
        }

        text.Append('\n');
        text.Append(explanation.Rejection is { } rejection ? $"The application would get {rejection.Status} {rejection.Code.Name}: {rejection.Code.Title}\n"
            : explanation.IsGood ? "The report would be sent.\n"
            : "The report would be sent, but look at what is marked above.\n");
        return text.ToString();
    }

    private static void AppendIndented(StringBuilder text, string body) => text.Append("          ").Append(body.Replace("\n", "\n          ", StringComparison.Ordinal)).Append('\n');
}
