using System.Collections.Frozen;
using System.Text;
using Gateway.Transforms;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Json;
using Gateway.Transforms.Minimization;
using Gateway.Transforms.Plans;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Validation;

namespace Gateway.Benchmarks;

/// <summary>The route that is measured, compiled as the configuration would compile it: all stages, or none.</summary>
internal static class SampleRoute
{
    private const int MaxBody = 2 << 20;

    public static readonly JsonGuardOptions Guard = new();

    public static SecretHandle Key { get; } = Secret("pluginKey", [.. Enumerable.Range(0, 32).Select(static i => (byte)i)]);

    public static SchemaPlan Schema() =>
        SchemaCompiler.Compile(SampleReport.Schema, new SchemaOptions()).Plan ?? throw new InvalidOperationException("The schema does not compile.");

    public static Projection Projection()
    {
        var builder = new ProjectionBuilder(keepsAll: false);
        foreach (var kept in new[] { "$.email", "$.reason", "$.date", "$.events" })
        {
            Check(FieldPath.TryParse(kept, out var path));
            Check(builder.Keep(path!));
        }

        return builder.Build();
    }

    public static EnvelopePlan Envelope() => Envelope(GatewayTransforms.Presets["report-ghosting"], Key);

    /// <summary>A generic format under a key of its own.</summary>
    public static EnvelopePlan Envelope(string format, EnvelopeSettings settings, byte[] key) =>
        Envelope(new EnvelopePreset(GatewayTransforms.Envelopes[format], settings), Secret("key", key));

    /// <summary>Seals as an attempt does: the key is leased, and the body goes into pooled memory.</summary>
    public static int Seal(EnvelopePlan plan, byte[] plaintext)
    {
        if (!plan.Key.TryLease(out var key))
        {
            throw new InvalidOperationException("There is no key.");
        }

        using (key)
        {
            using var body = new PooledBuffer(plaintext.Length * 2);
            return plan.Seal(plaintext, key.Value, body, headers: null) == SealFault.None ? body.Length : throw new InvalidOperationException("It was not sealed.");
        }
    }

    public static InjectedHeader Header()
    {
        var secret = Secret("subscriptionKey", Encoding.UTF8.GetBytes("3f1c9a52d0c84b0f9d3c1f1c2c0a7b11"));
        Check(SecretTemplate.TryCompile("{secret:subscriptionKey}", _ => secret, out var template));
        return new InjectedHeader("subscriptionKey", template!);
    }

    /// <summary>Guard, validate, minimise, seal, inject.</summary>
    public static RoutePlan Full() => Plan(new RequestPlan
    {
        Path = "/v1/report",
        MaxBody = MaxBody,
        ReadTimeout = TimeSpan.FromSeconds(30),
        ContentTypes = FrozenSet.ToFrozenSet(["application/json"], StringComparer.OrdinalIgnoreCase),
        Guard = Guard,
        Schema = Schema(),
        Projection = Projection(),
        Envelope = Envelope(),
        InjectedHeaders = [Header()],
        KeepQuery = FrozenSet<string>.Empty,
        RemoveHeaders = FrozenSet<string>.Empty,
    });

    /// <summary>Nothing but headers and address: the body streams through.</summary>
    public static RoutePlan PassThrough() => Plan(new RequestPlan
    {
        Path = "/v1/report",
        MaxBody = MaxBody,
        ReadTimeout = TimeSpan.FromSeconds(30),
        RemoveHeaders = FrozenSet<string>.Empty,
    });

    private static RoutePlan Plan(RequestPlan request) => new("report", "benchmark", request, new ResponsePlan(MaxBody, GenericErrors: true));

    private static EnvelopePlan Envelope(EnvelopePreset preset, SecretHandle key) =>
        EnvelopePlan.TryCompile(preset, key, KeyUse.Seal, TimeProvider.System, static (_, problem) => Check(problem))!;

    private static SecretHandle Secret(string name, byte[] value)
    {
        var handle = new SecretHandle(name);
        handle.Replace(new SecretValue(value));
        return handle;
    }

    private static void Check(string? problem)
    {
        if (problem is not null)
        {
            throw new InvalidOperationException(problem);
        }
    }
}
