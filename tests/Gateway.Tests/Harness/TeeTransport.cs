using System.IO.Pipelines;

namespace Gateway.Tests.Harness;

/// <summary>A connection whose incoming bytes are copied before the server parses them.</summary>
internal sealed class TeeTransport(IDuplexPipe inner, Action<ReadOnlySpan<byte>> copy) : IDuplexPipe
{
    public PipeReader Input { get; } = PipeReader.Create(new TeeStream(inner.Input.AsStream(), copy));

    public PipeWriter Output => inner.Output;
}
