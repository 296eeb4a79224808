using System.Net;
using System.Security.Cryptography;
using System.Text;
using Gateway.Secrets.Http;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets.AwsSecretsAgent;

/// <summary>Reads what the agent answered: that of <c>GetSecretValue</c>, or an error of Secrets Manager by its name.</summary>
internal static class AgentAnswer
{
    /// <summary>What Secrets Manager, and the service in front of it, may say (<c>__type</c>), and what to do about it.</summary>
    private static readonly (string Type, string Advice)[] Errors =
    [
        ("ResourceNotFoundException", "there is no such secret or version in the agent's region and account"),
        ("AccessDeniedException", "the agent's role may not read the secret, or not use its key (secretsmanager:GetSecretValue, secretsmanager:DescribeSecret, kms:Decrypt)"),
        ("DecryptionFailure", "the secret's key cannot decrypt it"),
        ("InvalidParameterException", "Secret, VersionStage or VersionId is not what it takes"),
        ("InvalidRequestException", "the secret is marked for deletion, or has no value yet"),
        ("InternalServiceError", "Secrets Manager itself failed"),
        ("ThrottlingException", "Secrets Manager is asked too often"),
        ("ExpiredTokenException", "the agent's credentials have expired"),
        ("UnrecognizedClientException", "the agent's credentials are not known"),
        ("InvalidSignatureException", "the agent's credentials, or its clock, are wrong"),
    ];

    /// <summary>Reads an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="field">The member of the secret's JSON that is the value; null for all of the secret.</param>
    /// <param name="takesBinary">Whether the value may be the base64 of a secret in binary.</param>
    public static SecretReading Read(StoreAnswer answer, string? field, bool takesBinary)
    {
        if (answer.Failure is { } failure)
        {
            return SecretReading.Absent(failure);
        }

        if (answer.Status != HttpStatusCode.OK)
        {
            return SecretReading.Absent(Explain(answer), answer.RetryAfter);
        }

        var body = answer.Body;
        if (!JsonMember.IsObject(body, []))
        {
            return SecretReading.Broken("what the agent answered is no JSON object");
        }

        if (JsonMember.TryReadText(body, ["SecretString"], out var text))
        {
            return field is null ? Found(text, body) : ReadField(text, field, body);
        }

        return !JsonMember.TryReadText(body, ["SecretBinary"], out var binary) ? SecretReading.Broken("the agent answered without SecretString and without SecretBinary, or with one twice")
            : JsonMember.Has(body, ["SecretString"]) || field is not null || !takesBinary ? RefuseBinary(binary, field)
            : Found(binary, body);
    }

    private static SecretReading ReadField(byte[] text, string field, ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonMember.TryReadText(text, [field], out var value)
                ? Found(value, body)
                : SecretReading.Broken("the secret is no JSON object with a text by the name under Field, or has it twice");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static SecretReading RefuseBinary(byte[] binary, string? field)
    {
        CryptographicOperations.ZeroMemory(binary);
        return SecretReading.Broken(field is null
            ? "the secret is binary, and comes as base64: say Encoding: base64"
            : "the secret is binary: it has no members, leave Field out and say Encoding: base64");
    }

    private static SecretReading Found(byte[] value, ReadOnlySpan<byte> body) => SecretReading.Found(value, changedAt: ReadCreated(body));

    /// <summary>When this version was made. The agent writes seconds in a string, Secrets Manager itself as a number, and others a date.</summary>
    private static DateTimeOffset? ReadCreated(ReadOnlySpan<byte> body) =>
        JsonMember.TryReadUnixTime(body, ["CreatedDate"], out var seconds) ? seconds
        : JsonMember.TryReadTime(body, ["CreatedDate"], out var time) ? time
        : null;

    private static string Explain(StoreAnswer answer)
    {
        if (JsonMember.TryReadText(answer.Body, ["__type"], out var written))
        {
            foreach (var (type, advice) in Errors)
            {
                if (Ascii.Equals(written, type))
                {
                    return $"the agent was refused with {type}: {advice}";
                }
            }
        }

        return answer.Status == HttpStatusCode.Forbidden
            ? "the agent refuses the token (403): TokenFile or AWS_TOKEN must say what the agent was started with"
            : $"the agent answered {(int)answer.Status}";
    }
}
