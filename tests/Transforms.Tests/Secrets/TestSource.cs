using System.Text;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Tests.Secrets;

/// <summary>A source whose value the test sets; null for one that cannot be read.</summary>
internal sealed class TestSource(string? value) : ISecretSource
{
    public string? Value { get; set; } = value;

    public ValueTask<SecretReading> ReadAsync(bool pastCaches, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Value is null ? SecretReading.Absent("the file is not there") : SecretReading.Found(Encoding.UTF8.GetBytes(Value)));
}
