namespace Gateway.Conformance.Tests;

/// <summary>Finds the public suites, which are no part of this repository: beside it, or where <c>GATEWAY_VECTORS</c> says.</summary>
internal static class Suites
{
    private const string Variable = "GATEWAY_VECTORS";

    /// <summary>The folder of one suite; without it the test is reported as skipped, not as passed.</summary>
    public static string Find(string suite)
    {
        var folder = Path.Combine(Root(), suite);
        if (!Directory.Exists(folder))
        {
            Assert.Skip($"The suite {suite} is not there: put it into {Path.Combine("..", "shared", "vectors")} beside the repository, or name its parent folder in {Variable}.");
        }

        return folder;
    }

    private static string Root()
    {
#pragma warning disable RS0030 // The product reads its environment in one place; this is the one of these tests, which do not reference its host.
        var named = Environment.GetEnvironmentVariable(Variable);
#pragma warning restore RS0030
        return string.IsNullOrEmpty(named) ? Path.Combine(Repository(), "..", "shared", "vectors") : named;
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Gateway.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
