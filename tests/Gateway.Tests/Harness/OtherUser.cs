using System.Runtime.Versioning;

namespace Gateway.Tests.Harness;

/// <summary>A user whom permissions bind; nothing is forbidden to the one that containers run tests as.</summary>
[UnsupportedOSPlatform("windows")]
internal static class OtherUser
{
    /// <summary>What a program is started by so that permissions bind it: nothing, or what takes the privileges away.</summary>
    public static async Task<IReadOnlyList<string>> LauncherAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return [];
        }

        string[] launcher = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
        var mayRead = OperatingSystem.IsLinux() && File.Exists("/usr/bin/setpriv")
            && (await ProcessRun.RunAsync(launcher[0], [.. launcher[1..], "test", "-r", typeof(Hosting.GatewayHost).Assembly.Location])).ExitCode == 0;
        Assert.SkipUnless(mayRead, "privileges cannot be given up here");
        return launcher;
    }

    /// <summary>Lets everyone enter the directory of a configuration, which was made for one user.</summary>
    public static void Open(TestConfiguration configuration) => File.SetUnixFileMode(
        Path.GetDirectoryName(configuration.FilePath)!,
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
}
