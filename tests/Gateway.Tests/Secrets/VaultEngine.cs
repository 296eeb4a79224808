using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Secrets;

/// <summary>
/// What a Vault keeps and whom it knows: key-value engines of both versions, tokens, AppRole and Kubernetes logins. It answers as the documented API does, a
/// status and a body for a method, a path and a body. Thread-safe.
/// </summary>
internal sealed class VaultEngine(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, JsonObject> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, VaultGrantedToken> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Mount, string Role), string> _logins = new();

    /// <summary>How long tokens are good that are given for a login.</summary>
    public TimeSpan TokenLife { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a token can be kept alive by renewing it.</summary>
    public TimeSpan TokenMaxLife { get; set; } = TimeSpan.FromDays(32);

    /// <summary>Whether tokens that are given for a login can be renewed.</summary>
    public bool TokensAreRenewable { get; set; } = true;

    /// <summary>Paths that no token may read.</summary>
    public ConcurrentDictionary<string, bool> Denied { get; } = new(StringComparer.Ordinal);

    /// <summary>Keeps a secret: in an engine of version 2 if data/ follows the mount, as a version of its own.</summary>
    public void Put(string path, JsonObject fields)
    {
        if (!IsVersioned(path))
        {
            // Version 1 knows no time; the duration is its custom, and no lease is behind it.
            _answers[path] = Answer(fields, leaseDuration: 2_764_800);
            return;
        }

        var version = _answers.TryGetValue(path, out var present) ? (int)present["data"]!["metadata"]!["version"]! + 1 : 1;
        _answers[path] = Answer(new JsonObject { ["data"] = fields, ["metadata"] = Metadata(version, clock.GetUtcNow(), deletedAt: null, isDestroyed: false) });
    }

    /// <summary>Keeps an answer as it is, such as that of an engine that lends what it makes.</summary>
    public void PutAnswer(string path, JsonObject answer) => _answers[path] = answer;

    /// <summary>Deletes the newest version of a secret, which is still there, or destroys it.</summary>
    public void Delete(string path, bool isDestroyed)
    {
        if (!IsVersioned(path))
        {
            _answers.TryRemove(path, out _);
            return;
        }

        var metadata = _answers[path]["data"]!["metadata"]!;
        var createdAt = DateTimeOffset.Parse((string)metadata["created_time"]!, CultureInfo.InvariantCulture);
        _answers[path] = Answer(new JsonObject
        {
            ["data"] = null,
            ["metadata"] = Metadata((int)metadata["version"]!, createdAt, isDestroyed ? null : clock.GetUtcNow(), isDestroyed),
        });
    }

    /// <summary>Lets in whoever proves that they are <paramref name="role"/>.</summary>
    public void AddLogin(string mount, string role, string proof) => _logins[(mount, role)] = proof;

    /// <summary>Makes a token.</summary>
    public VaultGrantedToken Grant(TimeSpan life, TimeSpan maxLife, bool isRenewable)
    {
        var now = clock.GetUtcNow();
        var token = new VaultGrantedToken
        {
            Text = $"hvs.{Convert.ToHexString(RandomNumberGenerator.GetBytes(24))}",
            CreatedAt = now,
            Life = life,
            LastEnd = now + maxLife,
            IsRenewable = isRenewable,
            End = now + (life < maxLife ? life : maxLife),
        };
        _tokens[token.Text] = token;
        return token;
    }

    /// <summary>Forgets all tokens.</summary>
    public void RevokeTokens() => _tokens.Clear();

    /// <summary>Answers one request.</summary>
    public (int Status, JsonObject Body) Handle(string method, string path, string? token, JsonObject? body) =>
        (method, path.Split('/')) is ("POST", ["auth", .. var mount, "login"]) ? LogIn(string.Join('/', mount), body)
        : Find(token) is not { } known ? Refuse(403, "permission denied")
        : (method, path) switch
        {
            ("GET", "auth/token/lookup-self") => LookUp(known),
            ("POST", "auth/token/renew-self") => Renew(known),
            _ when Denied.ContainsKey(path) => Refuse(403, "1 error occurred:\n\t* permission denied\n\n"),
            ("GET", _) => Read(path),
            _ => Refuse(405, "unsupported operation"),
        };

    public static (int Status, JsonObject Body) Refuse(int status, params string[] errors) =>
        (status, new JsonObject { ["errors"] = new JsonArray([.. errors.Select(static error => JsonValue.Create(error))]) });

    private static bool IsVersioned(string path) => path.Split('/') is [_, "data", ..];

    private VaultGrantedToken? Find(string? token) =>
        token is not null && _tokens.TryGetValue(token, out var known) && (known.Life == TimeSpan.Zero || known.End > clock.GetUtcNow()) ? known : null;

    private (int Status, JsonObject Body) Read(string path)
    {
        if (!_answers.TryGetValue(path, out var answer))
        {
            return Refuse(404);
        }

        var isGone = IsVersioned(path) && answer["data"]!["data"] is null;
        return (isGone ? 404 : 200, answer);
    }

    private (int Status, JsonObject Body) LogIn(string mount, JsonObject? body)
    {
        var isAppRole = body?["role_id"] is not null;
        var role = (string?)body?[isAppRole ? "role_id" : "role"];
        var proof = (string?)body?[isAppRole ? "secret_id" : "jwt"];
        return role is null ? Refuse(400, "missing role")
            : !_logins.Keys.Any(login => login.Mount == mount) ? Refuse(404, $"no handler for route \"auth/{mount}/login\"")
            : !_logins.TryGetValue((mount, role), out var expected) || expected != proof ? isAppRole ? Refuse(400, "invalid role or secret ID") : Refuse(403, "permission denied")
            : (200, Answer(null, auth: Describe(Grant(TokenLife, TokenMaxLife, TokensAreRenewable))));
    }

    private (int Status, JsonObject Body) Renew(VaultGrantedToken token)
    {
        if (!token.IsRenewable)
        {
            return Refuse(400, "lease is not renewable");
        }

        var end = clock.GetUtcNow() + token.Life;
        token.End = end < token.LastEnd ? end : token.LastEnd;
        return (200, Answer(null, auth: Describe(token)));
    }

    private (int Status, JsonObject Body) LookUp(VaultGrantedToken token) => (200, Answer(new JsonObject
    {
        ["accessor"] = "an-accessor",
        ["creation_time"] = token.CreatedAt.ToUnixTimeSeconds(),
        ["creation_ttl"] = (long)token.Life.TotalSeconds,
        ["display_name"] = "token",
        ["expire_time"] = token.Life == TimeSpan.Zero ? null : Write(token.End),
        ["explicit_max_ttl"] = 0,
        ["id"] = token.Text,
        ["num_uses"] = 0,
        ["orphan"] = true,
        ["path"] = "auth/token/create",
        ["policies"] = new JsonArray("default", "gateway"),
        ["renewable"] = token.IsRenewable,
        ["ttl"] = Left(token),
        ["type"] = "service",
    }));

    private JsonObject Describe(VaultGrantedToken token) => new()
    {
        ["client_token"] = token.Text,
        ["accessor"] = "an-accessor",
        ["policies"] = new JsonArray("default", "gateway"),
        ["token_policies"] = new JsonArray("default", "gateway"),
        ["metadata"] = null,
        ["lease_duration"] = Left(token),
        ["renewable"] = token.IsRenewable,
        ["entity_id"] = "an-entity",
        ["token_type"] = "service",
        ["orphan"] = true,
        ["mfa_requirement"] = null,
        ["num_uses"] = 0,
    };

    private long Left(VaultGrantedToken token) => token.Life == TimeSpan.Zero ? 0 : (long)(token.End - clock.GetUtcNow()).TotalSeconds;

    private static JsonObject Answer(JsonObject? data, JsonObject? auth = null, int leaseDuration = 0) => new()
    {
        ["request_id"] = "0c3a5a8e-6e7f-4a53-b7a1-5b1c7e9a2d10",
        ["lease_id"] = "",
        ["renewable"] = false,
        ["lease_duration"] = leaseDuration,
        ["data"] = data,
        ["wrap_info"] = null,
        ["warnings"] = null,
        ["auth"] = auth,
    };

    private static JsonObject Metadata(int version, DateTimeOffset createdAt, DateTimeOffset? deletedAt, bool isDestroyed) => new()
    {
        ["created_time"] = Write(createdAt),
        ["custom_metadata"] = null,
        ["deletion_time"] = deletedAt is { } time ? Write(time) : "",
        ["destroyed"] = isDestroyed,
        ["version"] = version,
    };

    /// <summary>With nine digits, as Vault does.</summary>
    private static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);
}
