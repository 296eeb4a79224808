namespace Gateway.Tests.Harness;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Gateway.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("The tests do not run from a checkout.");
        }

        return directory.FullName;
    }
}
