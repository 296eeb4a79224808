using System.Collections.Frozen;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Plans;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Tests.Stages;

/// <summary>Request plans that say only what a test is about.</summary>
internal static class SamplePlans
{
    public static RequestPlan Of(
        bool readsBody = false,
        string[]? contentTypes = null,
        string[]? keepQuery = null,
        InjectedParameter[]? injectedQuery = null,
        InjectedHeader[]? injectedHeaders = null,
        string[]? removeHeaders = null,
        EnvelopePlan? envelope = null,
        SecretTemplate[]? injectedFields = null) => new()
        {
            MaxBody = 1024,
            ReadTimeout = TimeSpan.FromSeconds(1),
            Guard = readsBody ? new JsonGuardOptions() : null,
            ContentTypes = contentTypes?.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            KeepQuery = keepQuery?.ToFrozenSet(StringComparer.Ordinal),
            InjectedQuery = injectedQuery ?? [],
            InjectedHeaders = injectedHeaders ?? [],
            RemoveHeaders = (removeHeaders ?? []).ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            Envelope = envelope,
            InjectedFields = injectedFields ?? [],
        };

    public static SecretTemplate Template(string text, params SecretHandle[] secrets)
    {
        SecretTemplate.TryCompile(text, name => Array.Find(secrets, secret => secret.Name == name), out var template).ShouldBeNull();
        return template.ShouldNotBeNull();
    }
}
