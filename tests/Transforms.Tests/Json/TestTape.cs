using System.Text;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Tests.Json;

/// <summary>Indexes texts that a test knows to be acceptable.</summary>
internal static class TestTape
{
    public static JsonTape Read(string json, DuplicateKeys duplicates = DuplicateKeys.Reject) => Read(Encoding.UTF8.GetBytes(json), duplicates);

    public static JsonTape Read(byte[] json, DuplicateKeys duplicates = DuplicateKeys.Reject)
    {
        JsonGuard.TryRead(json, new JsonGuardOptions(DuplicateKeys: duplicates), out var tape).ShouldBe(GuardFault.None);
        return tape.ShouldNotBeNull();
    }
}
