using System.Text;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets;

/// <summary><c>Source: literal</c>: the text under <c>Value</c>. For demonstrations; refused unless <c>AllowLiteralSecrets</c> is true.</summary>
internal sealed class LiteralSecretSource(string value) : ISecretSource
{
    public static ISecretSource Read(SectionReader section, SecretSourceContext context)
    {
        var value = section.SensitiveText("Value");
        if (!context.AllowLiteral)
        {
            context.Problems.Error(
                section.Path.Key("Source"),
                "a secret may not stand in the configuration; keep it in a file or a store (AllowLiteralSecrets: true is for demonstrations)");
        }
        else
        {
            context.Problems.Warn(section.Path, "the secret stands in the configuration itself: AllowLiteralSecrets is for demonstrations");
        }

        return new LiteralSecretSource(value);
    }

    public ValueTask<SecretReading> ReadAsync(bool pastCaches, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SecretReading.Found(Encoding.UTF8.GetBytes(value)));
}
