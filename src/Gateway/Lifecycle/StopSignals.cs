using System.Runtime.InteropServices;

namespace Gateway.Lifecycle;

/// <summary>
/// SIGTERM, SIGINT (Ctrl-C) and SIGQUIT while it lives: the first asks the process to stop, the second to stop at once, and any after that does
/// what the system does with it, which is to kill.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>By custom a process that a signal ended exits with its number and this.</summary>
    private const int SignalExit = 128;

    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenSource _insisted = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _heard;
    private int _exitCode;

    public StopSignals() => _registrations =
    [
        Register(PosixSignal.SIGTERM, 15),
        Register(PosixSignal.SIGINT, 2),
        Register(PosixSignal.SIGQUIT, 3),
    ];

    /// <summary>The first signal.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <summary>The second signal.</summary>
    public CancellationToken Insisted => _insisted.Token;

    /// <summary>The exit code that says that the second signal ended the process; null before it.</summary>
    public int? ExitCode => _insisted.IsCancellationRequested ? _exitCode : null;

    /// <summary>Waits for the first signal, or for something within the process that wants it to stop.</summary>
    public async Task WaitAsync(CancellationToken within)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var fromOutside = Asked.UnsafeRegister(Complete, stop);
        using var fromWithin = within.UnsafeRegister(Complete, stop);
        await stop.Task;

        static void Complete(object? stop) => ((TaskCompletionSource)stop!).TrySetResult();
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _asked.Dispose();
        _insisted.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, context => Hear(context, number));

    private void Hear(PosixSignalContext context, int number)
    {
        switch (Interlocked.Increment(ref _heard))
        {
            case 1:
                context.Cancel = true;
                _asked.Cancel();
                break;
            case 2:
                context.Cancel = true;
                _exitCode = SignalExit + number;
                _insisted.Cancel();
                break;
        }
    }
}
