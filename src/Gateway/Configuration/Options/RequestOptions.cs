using Gateway.Transforms.Guarding;
using Gateway.Transforms.Validation;

namespace Gateway.Configuration.Options;

/// <summary><c>Routes.*.Request</c>: what happens to a request before it leaves.</summary>
internal sealed record RequestOptions
{
    public required long MaxBody { get; init; }

    public required TimeSpan ReadTimeout { get; init; }

    /// <summary>The media types that are taken; null where nothing was said.</summary>
    public required IReadOnlyList<string>? ContentTypes { get; init; }

    /// <summary>How strict to be with JSON; null where nothing was said.</summary>
    public required JsonGuardOptions? Json { get; init; }

    /// <summary>The path of the schema's file, made absolute.</summary>
    public required string? Schema { get; init; }

    public required FormatMode Formats { get; init; }

    public required bool DetailedErrors { get; init; }

    /// <summary>How many places that do not fit the schema are looked for in a body.</summary>
    public required int MaxViolations { get; init; }

    /// <summary>The only fields that leave; null for all.</summary>
    public required IReadOnlyList<string>? Keep { get; init; }

    public required IReadOnlyList<string> Drop { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Mask { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Hash { get; init; }

    public required EncryptOptions? Encrypt { get; init; }

    public required InjectOptions Inject { get; init; }

    /// <summary>The query parameters that may leave; null where nothing was said.</summary>
    public required IReadOnlyList<string>? KeepQuery { get; init; }

    public required IReadOnlyList<string> RemoveHeaders { get; init; }

    /// <summary>Whether a stage needs the body to be JSON.</summary>
    public bool NeedsJson => Json is not null || Schema is not null || Keep is not null || Drop.Count > 0 || Mask.Count > 0 || Hash.Count > 0 || Inject.Body.Count > 0;
}
