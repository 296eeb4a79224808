using System.Security.Cryptography;

namespace Gateway.Files;

/// <summary>Reads small regular files whole. A wrong path may lead to something huge, endless or silent; none of these is waited for.</summary>
internal static class BoundedFile
{
    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="mostBytes">The largest file that is read.</param>
    /// <param name="bytes">The contents; empty after a problem. Whoever reads secrets wipes them.</param>
    /// <param name="isAbsent">Whether there is no such file: elsewhere there may be.</param>
    /// <returns>Null, or why it cannot be read.</returns>
    public static string? TryRead(string path, int mostBytes, out byte[] bytes, out bool isAbsent)
    {
        bytes = [];
        isAbsent = false;
        try
        {
            if (Directory.Exists(path))
            {
                return $"{path} is a directory";
            }

            // Throws the reason why there is none; File.Exists takes a directory that may not be entered for one without the file.
            _ = File.GetAttributes(path);

            // Pipes and devices say so too, and opening one may wait for ever or never end.
            if (Length(new FileInfo(path)) == 0)
            {
                return $"file {path} is empty, or not a regular file";
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (stream.Length > mostBytes)
            {
                return $"file {path} is larger than {mostBytes} bytes";
            }

            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return null;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            isAbsent = true;
            return $"file {path} does not exist";
        }
        catch (UnauthorizedAccessException)
        {
            return $"file {path} cannot be read: this user has no permission to";
        }
        catch (IOException failure)
        {
            // Also when it has become shorter meanwhile: what was read of it may be a part of a secret.
            CryptographicOperations.ZeroMemory(bytes);
            bytes = [];
            return $"file {path} cannot be read ({failure.GetType().Name})";
        }
    }

    private static long Length(FileInfo file) => file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target.Length : file.Length;
}
