using System.Security.Cryptography;
using System.Text;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Tests.Secrets;

/// <summary>Makes secrets that a test knows the value of.</summary>
internal static class TestSecret
{
    public static SecretHandle Handle(string name, string text) => Handle(name, Encoding.UTF8.GetBytes(text));

    public static SecretHandle Handle(string name, byte[] bytes)
    {
        var handle = new SecretHandle(name);
        handle.Replace(new SecretValue(bytes));
        return handle;
    }

    public static SecretValue RandomKey(int length) => new(RandomNumberGenerator.GetBytes(length));
}
