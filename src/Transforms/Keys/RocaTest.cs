using System.Numerics;

namespace Gateway.Transforms.Keys;

/// <summary>
/// Finds moduli of the faulty generator of CVE-2017-15361: its primes are powers of 65537 modulo a product of small primes, and so are
/// the moduli. Of others, about one in 2^150 is.
/// </summary>
internal static class RocaTest
{
    private const int Generator = 65537;

    private static ReadOnlySpan<byte> SmallPrimes =>
    [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
    ];

    public static bool IsVulnerable(BigInteger modulus)
    {
        foreach (var prime in SmallPrimes)
        {
            if (!IsPower((int)(modulus % prime), prime))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPower(int remainder, int prime)
    {
        var power = 1;
        do
        {
            if (power == remainder)
            {
                return true;
            }

            power = power * (Generator % prime) % prime;
        }
        while (power != 1);

        return false;
    }
}
