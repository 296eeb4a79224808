namespace Gateway.Configuration.Options;

/// <summary><c>Routes.*.Request.Inject</c>: what is added on every attempt, as templates with secrets.</summary>
/// <param name="Headers">Header names and their values.</param>
/// <param name="Query">Parameter names and their values.</param>
/// <param name="Body">Field paths and their values.</param>
internal sealed record InjectOptions(
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    IReadOnlyList<KeyValuePair<string, string>> Query,
    IReadOnlyList<KeyValuePair<string, string>> Body);
