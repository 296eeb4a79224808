using System.IO.Pipelines;
using Gateway.Transforms.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Transforms.Tests.Stages;

/// <summary>A request whose body arrives when the test says so.</summary>
internal sealed class TestBody : IRequestBodyPipeFeature, IDisposable
{
    private readonly Pipe _pipe = new();

    public TestBody()
    {
        Context = new DefaultHttpContext();
        Context.Features.Set<IRequestBodyPipeFeature>(this);
    }

    public DefaultHttpContext Context { get; }

    public PooledBuffer Received { get; } = new();

    public PipeReader Reader => _pipe.Reader;

    public async Task ArriveAsync(int bytes)
    {
        await _pipe.Writer.WriteAsync(new byte[bytes], TestContext.Current.CancellationToken);
    }

    public void End(Exception? failure = null) => _pipe.Writer.Complete(failure);

    public void Dispose() => Received.Dispose();
}
