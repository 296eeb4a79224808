using System.Runtime.CompilerServices;
using Gateway.Transforms.Ciphers;
using Gateway.Transforms.Keys;
using Gateway.Transforms.Secrets;

namespace Gateway.Tests.Shared;

/// <summary>Keys that are as old as if they had been in use for years.</summary>
internal static class SpentKey
{
    /// <summary>Has the symmetric key of <paramref name="secret"/> sealed so many messages already.</summary>
    public static void HasSealed(this SecretHandle secret, long messages)
    {
        secret.TryLease(out var lease).ShouldBeTrue();
        using (lease)
        {
            CountOf(KeyMaterial.Of(lease.Value).Keys[0].ShouldBeOfType<OctetKey>().Messages) = messages;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_messages")]
    private static extern ref long CountOf(GcmCounter counter);
}
