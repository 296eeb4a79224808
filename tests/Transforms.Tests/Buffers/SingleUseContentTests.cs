using System.Text;
using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Tests.Buffers;

public sealed class SingleUseContentTests : IDisposable
{
    private readonly PooledBuffer _bytes = new();
    private readonly GatedStream _connection = new();
    private readonly SingleUseContent _content;

    public SingleUseContentTests()
    {
        _bytes.Write("sealed"u8);
        _content = new SingleUseContent(_bytes);
    }

    private bool IsReturned => _bytes.Array.Length == 0;

    public void Dispose()
    {
        _content.Dispose();
        _bytes.Dispose();
        _connection.Dispose();
    }

    [Fact]
    public async Task Send_Once_WritesTheBytesAndReturnsTheMemory()
    {
        using var sent = await SendAsync();

        Encoding.UTF8.GetString(sent.ToArray()).ShouldBe("sealed");
        IsReturned.ShouldBeTrue();
    }

    [Fact]
    public async Task Send_Twice_ThrowsInsteadOfRepeatingTheIv()
    {
        using var sent = await SendAsync();

        await Should.ThrowAsync<InvalidOperationException>(SendAsync);
    }

    [Fact]
    public async Task SentLength_OfWhatAConnectionTook_IsAll()
    {
        _content.SentLength.ShouldBe(0);

        using var sent = await SendAsync();
        _content.Dispose();

        _content.SentLength.ShouldBe(6);
    }

    [Fact]
    public void SentLength_OfWhatWasGivenBack_IsNone()
    {
        _content.Dispose();

        _content.SentLength.ShouldBe(0);
    }

    [Fact]
    public async Task Length_AtAnyTime_IsKnown()
    {
        _content.Headers.ContentLength.ShouldBe(6);

        using var sent = await SendAsync();

        _content.Headers.ContentLength.ShouldBe(6);
    }

    [Fact]
    public async Task Dispose_BeforeSending_ReturnsTheMemoryAndSendsNothing()
    {
        _content.Dispose();

        IsReturned.ShouldBeTrue();
        await Should.ThrowAsync<ObjectDisposedException>(SendAsync);
    }

    [Fact]
    public async Task Dispose_AfterSending_IsHarmless()
    {
        using var sent = await SendAsync();

        Should.NotThrow(_content.Dispose);
        Should.NotThrow(_content.Dispose);
    }

    [Fact]
    public async Task Dispose_WhileSending_LeavesTheBytesToTheSender()
    {
        var sending = _content.CopyToAsync(_connection, TestContext.Current.CancellationToken);

        // An answer that comes early disposes the request while its body is still on the way.
        _content.Dispose();
        IsReturned.ShouldBeFalse();

        _connection.Open();
        await sending;
        Encoding.UTF8.GetString(_connection.ToArray()).ShouldBe("sealed");
        IsReturned.ShouldBeTrue();
    }

    [Fact]
    public async Task Send_ConnectionBreaks_ReturnsTheMemoryAndStaysSpent()
    {
        var sending = _content.CopyToAsync(_connection, TestContext.Current.CancellationToken);
        _connection.Break();

        await Should.ThrowAsync<HttpRequestException>(sending);

        IsReturned.ShouldBeTrue();
        await Should.ThrowAsync<InvalidOperationException>(SendAsync);
    }

    [Fact]
    public async Task Send_Cancelled_ReturnsTheMemory()
    {
        using var cancellation = new CancellationTokenSource();
        var sending = _content.CopyToAsync(_connection, cancellation.Token);
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(sending);

        IsReturned.ShouldBeTrue();
    }

    private async Task<MemoryStream> SendAsync()
    {
        var stream = new MemoryStream();
        await _content.CopyToAsync(stream, TestContext.Current.CancellationToken);
        return stream;
    }
}
