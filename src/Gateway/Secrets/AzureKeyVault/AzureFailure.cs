using Azure;
using Azure.Identity;
using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Egress;
using Gateway.Secrets.Http;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Secrets;
using Microsoft.Identity.Client;

namespace Gateway.Secrets.AzureKeyVault;

/// <summary>What went wrong between the vendor's client and its servers, in words of ours: the text of its exceptions repeats what servers said.</summary>
internal static class AzureFailure
{
    /// <summary>The time for both, the token and the secret, is over.</summary>
    public static SecretReading OfTime(UpstreamOptions vault) =>
        SecretReading.Absent($"{Name(vault.Addresses[0])} did not answer within {HumanUnits.Format(vault.Timeout)}, counting the time for a token");

    /// <summary>What was answered is no secret.</summary>
    public static SecretReading OfAnswer(Uri vault) => SecretReading.Absent($"{Name(vault)} answered something that is not understood");

    /// <summary>What an exception of the client's means.</summary>
    /// <param name="failure">The exception.</param>
    /// <param name="vault">Who was asked for the secret.</param>
    /// <param name="authority">Who was asked for a token.</param>
    /// <param name="verifiesResource">Whether the vault may only ask for tokens for the domain that it is in.</param>
    /// <param name="clock">The time.</param>
    public static SecretReading Explain(Exception failure, Uri vault, Uri authority, bool verifiesResource, TimeProvider clock) =>
        Find<AuthenticationFailedException>(failure) is { } refused ? ExplainToken(refused, Name(authority), clock)
        : Find<RequestFailedException>(failure) is { Status: > 0 } answer ? ExplainAnswer(answer, Name(vault), clock)
        : Find<HttpRequestException>(failure) is { } broken ? SecretReading.Absent($"{Name(vault)} cannot be asked ({Explain(broken)})")
        : failure is InvalidOperationException && verifiesResource
            ? SecretReading.Absent($"{Name(vault)} wants a token that is not for the domain that it is in (see VerifyChallengeResource), or answered something that is not understood")
        : OfAnswer(vault);

    private static SecretReading ExplainToken(AuthenticationFailedException failure, string authority, TimeProvider clock) =>
        Find<HttpRequestException>(failure) is { } broken ? SecretReading.Absent($"{authority} cannot be asked for a token ({Explain(broken)})")
        : Find<MsalServiceException>(failure) is not { StatusCode: > 0 } answer
            ? SecretReading.Absent($"no token was had from {authority}: what it answered is not understood, or the key vault wants one of another tenant")
        : answer.StatusCode == StatusCodes.Status429TooManyRequests ? SecretReading.Absent($"{authority} gives no tokens for now: it was asked too often", ReadWait(answer, clock))
        : answer.StatusCode >= StatusCodes.Status500InternalServerError
            ? SecretReading.Absent($"{authority} answered with status {answer.StatusCode} when it was asked for a token", ReadWait(answer, clock))
        : answer.ErrorCode is "invalid_client"
            ? SecretReading.Absent($"{authority} does not accept the proof of who we are: the client secret, certificate or token is wrong, has expired, or is not registered for this client")
        : SecretReading.Absent($"{authority} gives no token (status {answer.StatusCode}): look at TenantId, ClientId, and what is registered for this client");

    private static SecretReading ExplainAnswer(RequestFailedException failure, string vault, TimeProvider clock) => failure.Status switch
    {
        StatusCodes.Status401Unauthorized => SecretReading.Absent($"{vault} does not accept the token: is it of the tenant that the key vault belongs to?"),
        StatusCodes.Status403Forbidden => SecretReading.Absent(
            $"{vault} refuses: the identity may not get this secret, the vault's network rules keep us out, or the secret is disabled"),
        StatusCodes.Status404NotFound => SecretReading.Absent($"{vault} has no secret, or no version, of this name"),
        StatusCodes.Status429TooManyRequests => SecretReading.Absent($"{vault} gives nothing for now: it was asked too often", ReadWait(failure, clock)),
        var status => SecretReading.Absent($"{vault} answered with status {status}", ReadWait(failure, clock)),
    };

    private static string Explain(HttpRequestException failure) => failure.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded
        ? $"its answer has more than {HumanUnits.Format(StoreClient.MostBytes)}"
        : EgressFailure.Explain(failure).Reason!;

    private static TimeSpan? ReadWait(RequestFailedException failure, TimeProvider clock) =>
        failure.GetRawResponse() is { } response && response.Headers.TryGetValue("Retry-After", out var text) ? RetryAfter.Read(text!, clock) : null;

    private static TimeSpan? ReadWait(MsalServiceException failure, TimeProvider clock) =>
        failure.Headers is { } headers && headers.NonValidated.TryGetValues("Retry-After", out var texts) ? RetryAfter.Read(texts.ToString(), clock) : null;

    private static T? Find<T>(Exception failure)
        where T : Exception
    {
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is T found)
            {
                return found;
            }
        }

        return null;
    }

    private static string Name(Uri server) => $"{server.Scheme}://{server.Authority}";
}
