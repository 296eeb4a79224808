using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Plans;

namespace Gateway.Configuration.Compiling;

/// <summary>Compiles one route's <c>Response</c> section into its plan.</summary>
internal sealed class ResponseCompiler(
    RouteOptions route, EnvelopeCompiler envelopes, SecretFinder secrets, PreviousSecrets previous, Fingerprint fingerprint, ProblemList problems)
{
    public ResponsePlan Compile() => new(route.Response.MaxBody, route.Response.GenericErrors)
    {
        Opening = route.Response.Decrypt is { } decrypt ? Compile(decrypt) : null,
    };

    private OpeningPlan? Compile(EncryptOptions decrypt)
    {
        JudgeInjectedHeaders();
        previous.Opens(decrypt.Key);
        return envelopes.CompileOpening(decrypt, route.At.Key("Response").Key("Decrypt"), secrets, previous, fingerprint) is { } plans
            ? new OpeningPlan(plans, route.Response.ContentType)
            : null;
    }

    private void JudgeInjectedHeaders()
    {
        foreach (var (name, _) in route.Request.Inject.Headers)
        {
            if (name.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase))
            {
                problems.Error(
                    route.At.Key("Request").Key("Inject").Key("Headers").Key(name),
                    "a route that opens its answers asks for identity itself: it opens none that is coded otherwise");
            }
        }
    }
}
