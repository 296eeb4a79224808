using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Formats;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Keys;

namespace Gateway.Transforms.Tests.Envelopes;

/// <summary>What the contract asks of <c>rsa-hybrid</c> with CBC, which does not tell a changed message from a true one.</summary>
public sealed class RsaHybridWithoutTagTests : EnvelopeContract
{
    private static readonly RsaHybridEnvelope Format = new();

    private int _keys;

    public override IEnvelope Envelope => Format;

    protected override IEnumerable<EnvelopeSettings> Variants =>
        [new() { Encryption = "A256CBC" }, new() { Algorithm = "RSA1_5", Encryption = "A128CBC", KeyId = "key-1" }];

    protected override bool HasIntegrity => false;

    protected override int WrongKeys => 1;

    protected override SecretValue NewKey(EnvelopeSettings settings) => RsaKeyPool.Nth(_keys++);
}
