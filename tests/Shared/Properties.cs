using FsCheck;
using FsCheck.Fluent;

namespace Gateway.Tests.Shared;

/// <summary>Runs a property over generated cases; a failure names the case, shrunk where that is possible, and the seed that repeats it.</summary>
internal static class Properties
{
    private const int Cases = 500;

    public static void Hold<T>(Gen<T> cases, Action<T> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Cases), Prop.ForAll(cases.ToArbitrary(), property));
}
