namespace Gateway.Transforms.Tests.Buffers;

/// <summary>A connection that takes nothing until the test lets it.</summary>
internal sealed class GatedStream : MemoryStream
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _gate.SetResult();

    public void Break() => _gate.SetException(new IOException("The connection was reset."));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _gate.Task.WaitAsync(cancellationToken);
        await base.WriteAsync(buffer, cancellationToken);
    }
}
