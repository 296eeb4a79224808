using System.Security.Cryptography;
using System.Text;
using Gateway.Files;

namespace Gateway.Secrets.AwsSecretsAgent;

/// <summary>
/// What the agent wants to see of whoever asks, so that nobody can be made to ask in his place (server-side request forgery). The agent makes it anew
/// when it starts: what is in a file is read for each request.
/// </summary>
internal sealed class SsrfToken
{
    private const string FileForm = "file://";

    private const int MostBytes = 4 * 1024;

    private readonly string? _path;
    private readonly string? _value;

    private SsrfToken(string? path, string? value)
    {
        _path = path;
        _value = value;
    }

    public static SsrfToken InFile(string path) => new(path, null);

    /// <summary>What the environment variable of the agent says: the token, or where it is.</summary>
    public static SsrfToken Of(string variable) =>
        !variable.StartsWith(FileForm, StringComparison.Ordinal) ? new(null, variable)
        : variable.Length > FileForm.Length ? new(variable[FileForm.Length..], null)
        : new(null, string.Empty);

    /// <summary>Reads the token.</summary>
    /// <param name="token">The token, as the header that it is sent in; headers are strings, and stay in memory until the collector gets to them.</param>
    /// <returns>Null, or why there is none.</returns>
    public string? TryRead(out string token)
    {
        token = _value?.Trim() ?? string.Empty;
        if (_path is not null)
        {
            if (BoundedFile.TryRead(_path, MostBytes, out var bytes, out _) is { } problem)
            {
                return $"the agent's token: {problem}";
            }

            // A character for each byte: what is not ASCII is refused below.
            token = Encoding.Latin1.GetString(bytes.AsSpan().Trim(" \t\r\n"u8));
            CryptographicOperations.ZeroMemory(bytes);
        }

        if (token.Length > 0 && !token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return null;
        }

        token = string.Empty;
        return $"the agent's token{(_path is null ? " in AWS_TOKEN" : $": file {_path}")} is empty, or holds what no token has";
    }
}
