using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Secrets.Exec;

/// <summary>
/// What outlived the program that started it and still holds its output open. It is no longer a child of anybody that we know, so it is found by the pipe. On Linux;
/// elsewhere it is left alone.
/// </summary>
internal static class PipeWriters
{
    /// <summary>Kills every other process that has the pipe.</summary>
    public static void Kill(SafePipeHandle pipe)
    {
        if (!OperatingSystem.IsLinux() || LinkTarget($"/proc/self/fd/{pipe.DangerousGetHandle()}") is not { } name)
        {
            return;
        }

        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id != Environment.ProcessId && Has(directory, name))
            {
                Kill(id);
            }
        }
    }

    private static bool Has(string process, string pipe)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"{process}/fd").Any(handle => LinkTarget(handle) == pipe);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It has ended, or belongs to another user.
            return false;
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended by itself, or belongs to another user.
        }
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
