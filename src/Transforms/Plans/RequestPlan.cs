using System.Collections.Frozen;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Minimization;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Validation;

namespace Gateway.Transforms.Plans;

/// <summary>What a route does to a request, compiled once from its <c>Request</c> section. Immutable.</summary>
public sealed class RequestPlan
{
    /// <summary>The path that is sent, or null for the one that came.</summary>
    public string? Path { get; init; }

    /// <summary>The largest body in bytes, whatever its framing.</summary>
    public required long MaxBody { get; init; }

    /// <summary>How long the whole body may take to arrive.</summary>
    public required TimeSpan ReadTimeout { get; init; }

    /// <summary>The media types that are taken, without parameters; null for any.</summary>
    public FrozenSet<string>? ContentTypes { get; init; }

    /// <summary>How strict to be with a JSON body; null where bodies of this route are not looked at.</summary>
    public JsonGuardOptions? Guard { get; init; }

    /// <summary>The schema that a JSON body must fit.</summary>
    public SchemaPlan? Schema { get; init; }

    /// <summary>Whether the caller is told where a body does not fit.</summary>
    public bool DetailedErrors { get; init; }

    /// <summary>How many places that do not fit are looked for in a body, at most; at least 1.</summary>
    public int MaxViolations { get; init; } = 16;

    /// <summary>What is kept of the body, and where values are put into it.</summary>
    public Projection? Projection { get; init; }

    /// <summary>The values that <see cref="Projection"/> makes room for, by their number.</summary>
    public IReadOnlyList<SecretTemplate> InjectedFields { get; init; } = [];

    /// <summary>How the body is sealed.</summary>
    public EnvelopePlan? Envelope { get; init; }

    /// <summary>Headers that are set on every attempt.</summary>
    public IReadOnlyList<InjectedHeader> InjectedHeaders { get; init; } = [];

    /// <summary>Query parameters that are added on every attempt.</summary>
    public IReadOnlyList<InjectedParameter> InjectedQuery { get; init; } = [];

    /// <summary>The secrets in all that is put into an attempt: when a receiver refuses who sends, one of them may be out of date.</summary>
    public IReadOnlyList<SecretHandle> InjectedSecrets { get; init; } = [];

    /// <summary>The query parameters that may leave; null for all of them.</summary>
    public FrozenSet<string>? KeepQuery { get; init; }

    /// <summary>Headers of the caller that do not leave, besides those that never do.</summary>
    public required FrozenSet<string> RemoveHeaders { get; init; }

    /// <summary>Whether anything is put into each attempt.</summary>
    public bool Injects => InjectedFields.Count > 0 || InjectedHeaders.Count > 0 || InjectedQuery.Count > 0;

    /// <summary>A number that is another one once any of <see cref="InjectedSecrets"/> has another version.</summary>
    public long ReadInjectedVersion()
    {
        var sum = 0L;
        for (var i = 0; i < InjectedSecrets.Count; i++)
        {
            sum += InjectedSecrets[i].Version;
        }

        return sum;
    }

    /// <summary>Whether the body has to be read here; if not, it streams through.</summary>
    public bool ReadsBody => Guard is not null || Envelope is not null;
}
