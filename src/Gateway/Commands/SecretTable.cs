using System.Globalization;
using Gateway.Transforms.Secrets;

namespace Gateway.Commands;

/// <summary><c>gateway check --resolve</c>: what can be told of each secret, which is nothing of its value but the length.</summary>
internal static class SecretTable
{
    private static readonly string[] Head = ["secret", "source", "bytes", "age", "expires in", "state"];

    /// <summary>Writes a line for each secret.</summary>
    /// <returns>Whether every one has a value.</returns>
    public static async Task<bool> WriteAsync(IReadOnlyList<SecretStatus> secrets, TextWriter output)
    {
        var rows = secrets.OrderBy(static secret => secret.Name, StringComparer.Ordinal).Select(RowOf).Prepend(Head).ToList();
        var widths = Enumerable.Range(0, Head.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            await output.WriteLineAsync(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        return secrets.All(static secret => secret.Length is not null);
    }

    private static string[] RowOf(SecretStatus secret) =>
    [
        secret.Name,
        secret.SourceName,
        secret.Length?.ToString(CultureInfo.InvariantCulture) ?? "-",
        Roughly(secret.Age),
        Roughly(secret.Expiry),
        StateOf(secret),
    ];

    /// <summary>Without a value and without a failure it was not read: nobody is asked for the sake of a configuration that has errors.</summary>
    private static string StateOf(SecretStatus secret) => secret switch
    {
        { Length: null, Failure: null } => "not asked",
        { Length: null } => "not resolved",
        { IsOverdue: true } => "overdue for rotation",
        _ => "resolved",
    };

    private static string Roughly(TimeSpan? time) => time switch
    {
        null => "-",
        { TotalDays: >= 2 or <= -2 } days => string.Create(CultureInfo.InvariantCulture, $"{(int)days.TotalDays}d"),
        { TotalHours: >= 2 or <= -2 } hours => string.Create(CultureInfo.InvariantCulture, $"{(int)hours.TotalHours}h"),
        { TotalMinutes: >= 2 or <= -2 } minutes => string.Create(CultureInfo.InvariantCulture, $"{(int)minutes.TotalMinutes}m"),
        { } seconds => string.Create(CultureInfo.InvariantCulture, $"{(int)seconds.TotalSeconds}s"),
    };
}
