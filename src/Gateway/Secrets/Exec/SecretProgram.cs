using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using System.Security.Cryptography;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets.Exec;

/// <summary>
/// A program that prints a secret: started without a shell, with nothing on its standard input, and with an environment of its own; bounded in what it prints and
/// in time. When its time is over it is killed with all that it started. What it writes to standard error is thrown away: it may be the secret.
/// </summary>
/// <param name="command">Its absolute path, and its arguments.</param>
/// <param name="workingDirectory">Where it runs.</param>
/// <param name="environment">Its whole environment.</param>
/// <param name="timeout">How long it may run.</param>
/// <param name="clock">The time.</param>
internal sealed class SecretProgram(string[] command, string workingDirectory, Dictionary<string, string> environment, TimeSpan timeout, TimeProvider clock)
{
    private const int MostBytes = 64 * 1024;

    private const int ReadSize = 4 * 1024;

    // errno.h
    private const int NoSuchFile = 2;
    private const int ExecFormat = 8;
    private const int NoPermission = 13;

    /// <summary>Runs it to its end.</summary>
    /// <param name="output">Gets what it prints.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>Null, or why what it printed is not to be used.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<SecretReading?> RunAsync(PooledBuffer output, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var deadline = new CancellationTokenSource(timeout, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var process = new Process { StartInfo = Prepare() };
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            return Explain(failure.NativeErrorCode);
        }

        await using var printed = (PipeStream)process.StandardOutput.BaseStream;
        process.StandardInput.Close();

        // At once, by whoever cancels: when the gateway stops, there is no time after that.
        var killing = cancellationToken.Register(static state => Kill((Process)state!), process);
        var draining = DrainAsync(process.StandardError.BaseStream, end.Token);
        var isOver = false;
        try
        {
            if (!await TryReadAsync(printed, output, end.Token))
            {
                return SecretReading.Broken($"the program printed more than {HumanUnits.Format(MostBytes)}, and was killed");
            }

            await process.WaitForExitAsync(end.Token);
            isOver = true;
            if (process.ExitCode != 0)
            {
                // Killed by whoever cancelled it, it may be gone before anybody here is told: that is no failure of the program.
                cancellationToken.ThrowIfCancellationRequested();
            }

            return process.ExitCode == 0 ? null : SecretReading.Absent($"the program failed, with exit code {process.ExitCode}: run it by hand to see what it says");
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return SecretReading.Absent(process.HasExited
                ? $"the program ended, but something that it had started still held its standard output open after {HumanUnits.Format(timeout)}, and was killed"
                : $"the program did not end within {HumanUnits.Format(timeout)}, and was killed");
        }
        catch (IOException)
        {
            return SecretReading.Absent("what the program prints cannot be read");
        }
        finally
        {
            await killing.DisposeAsync();
            if (!isOver)
            {
                Kill(process);
                PipeWriters.Kill(printed.SafePipeHandle);
            }

            await end.CancelAsync();
            await draining;
        }
    }

    private ProcessStartInfo Prepare()
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment.Add(name, value);
        }

        return start;
    }

    private SecretReading Explain(int error) => error switch
    {
        _ when Directory.Exists(command[0]) => SecretReading.Broken($"program {command[0]} cannot be run: it is a directory"),
        NoSuchFile when !File.Exists(command[0]) && command is [var line] && line.Contains(' ', StringComparison.Ordinal) =>
            SecretReading.Absent($"there is no program by the name of the whole line {line[..line.IndexOf(' ', StringComparison.Ordinal)]} ...: in Command each argument is a text of its own, after that of the program"),
        NoSuchFile when !File.Exists(command[0]) => SecretReading.Absent($"there is no program {command[0]}; it is not looked for elsewhere, nor in PATH"),
        NoSuchFile => SecretReading.Broken($"program {command[0]} cannot be run: what its first line names to run it, or a library, is not there"),
        NoPermission => SecretReading.Broken($"program {command[0]} cannot be run: this user has no permission to"),
        ExecFormat => SecretReading.Broken($"program {command[0]} cannot be run: it is no program for this machine, or a script whose first line does not name what runs it"),
        _ => SecretReading.Absent($"program {command[0]} cannot be started (error {error})"),
    };

    private static async ValueTask<bool> TryReadAsync(PipeStream stream, PooledBuffer output, CancellationToken cancellationToken)
    {
        while (await stream.ReadAsync(output.GetMemory(ReadSize), cancellationToken) is > 0 and var read)
        {
            output.Advance(read);
            if (output.Length > MostBytes)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads on and forgets: a program whose errors nobody reads would wait for ever once the pipe is full.</summary>
    private static async Task DrainAsync(Stream complaints, CancellationToken cancellationToken)
    {
        await using var _ = complaints;
        var forgotten = new byte[ReadSize];
        try
        {
            while (await complaints.ReadAsync(forgotten, cancellationToken) > 0)
            {
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // The program has ended, and nobody is interested any more.
        }
        finally
        {
            CryptographicOperations.ZeroMemory(forgotten);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself, or what it started belongs to another user.
        }
    }
}
