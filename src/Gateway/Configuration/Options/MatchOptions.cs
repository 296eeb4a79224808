namespace Gateway.Configuration.Options;

/// <summary><c>Routes.*.Match</c>: which requests are meant; all of it must hold.</summary>
/// <param name="Path">A path in ASP.NET Core's route syntax.</param>
/// <param name="Methods">The methods; none for any.</param>
/// <param name="Hosts">The values of <c>Host</c>; none for any.</param>
/// <param name="Headers">Headers and their exact values.</param>
internal sealed record MatchOptions(
    string Path,
    IReadOnlyList<string> Methods,
    IReadOnlyList<string> Hosts,
    IReadOnlyList<KeyValuePair<string, string>> Headers);
