using System.Buffers;
using Gateway.Transforms.Buffers;

namespace Gateway.Transforms.Tests.Buffers;

public sealed class PooledBufferTests
{
    [Fact]
    public void Write_MoreThanItHolds_GrowsAndKeepsEverything()
    {
        using var buffer = new PooledBuffer(1);
        var expected = Enumerable.Range(0, 100_000).Select(static i => (byte)i).ToArray();

        foreach (var chunk in expected.Chunk(7))
        {
            buffer.Write(chunk);
        }

        buffer.Length.ShouldBe(expected.Length);
        buffer.WrittenSpan.SequenceEqual(expected).ShouldBeTrue();
        buffer.WrittenMemory.Span.SequenceEqual(expected).ShouldBeTrue();
    }

    [Fact]
    public void Write_ThatMakesItGrow_WipesTheMemoryItLeaves()
    {
        using var buffer = new PooledBuffer();
        buffer.Write("canary"u8);
        var before = buffer.Array;

        buffer.GetSpan(before.Length);

        buffer.Array.ShouldNotBeSameAs(before);
        before.AsSpan(0, 6).ContainsAnyExcept((byte)0).ShouldBeFalse();
        buffer.WrittenSpan.SequenceEqual("canary"u8).ShouldBeTrue();
    }

    [Fact]
    public void Dispose_Written_WipesTheMemory()
    {
        var buffer = new PooledBuffer();
        buffer.Write("canary"u8);
        var memory = buffer.Array;

        buffer.Dispose();

        memory.AsSpan(0, 6).ContainsAnyExcept((byte)0).ShouldBeFalse();
        buffer.Length.ShouldBe(0);
    }

    [Fact]
    public void Dispose_Twice_ReturnsTheMemoryOnce()
    {
        var buffer = new PooledBuffer(5_000_000);

        buffer.Dispose();
        buffer.Dispose();

        // Memory that was returned twice would be handed out to two renters.
        var first = ArrayPool<byte>.Shared.Rent(5_000_000);
        var second = ArrayPool<byte>.Shared.Rent(5_000_000);
        first.ShouldNotBeSameAs(second);
        ArrayPool<byte>.Shared.Return(first);
        ArrayPool<byte>.Shared.Return(second);
    }

    [Fact]
    public void Use_AfterDispose_Throws()
    {
        var buffer = new PooledBuffer();
        buffer.Dispose();

        Should.Throw<ObjectDisposedException>(() => buffer.Write("x"u8));
        Should.Throw<ObjectDisposedException>(() => buffer.GetMemory());
        Should.Throw<ObjectDisposedException>(() => buffer.GetSpan().Length);
    }

    [Fact]
    public void Truncate_Shorter_WipesWhatItTakesBack()
    {
        using var buffer = new PooledBuffer();
        buffer.Write("keep canary"u8);

        buffer.Truncate(4);

        buffer.WrittenSpan.SequenceEqual("keep"u8).ShouldBeTrue();
        buffer.Array.AsSpan(4, 7).ContainsAnyExcept((byte)0).ShouldBeFalse();
        buffer.Write("!"u8);
        buffer.WrittenSpan.SequenceEqual("keep!"u8).ShouldBeTrue();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void Truncate_OutsideOfWhatWasWritten_Throws(int length)
    {
        using var buffer = new PooledBuffer();
        buffer.Write("four"u8);

        Should.Throw<ArgumentOutOfRangeException>(() => buffer.Truncate(length));
    }

    [Fact]
    public void Advance_BeyondTheMemory_Throws()
    {
        using var buffer = new PooledBuffer();

        Should.Throw<ArgumentOutOfRangeException>(() => buffer.Advance(buffer.Array.Length + 1));
        Should.Throw<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
    }

    [Fact]
    public void Clear_Written_WipesAndStartsAgain()
    {
        using var buffer = new PooledBuffer();
        buffer.Write("canary"u8);

        buffer.Clear();

        buffer.Length.ShouldBe(0);
        buffer.Array.AsSpan(0, 6).ContainsAnyExcept((byte)0).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    public void GetSpan_Hint_GivesAtLeastThatMuchAndNeverNothing(int hint)
    {
        using var buffer = new PooledBuffer();
        buffer.Write(new byte[buffer.Array.Length]);

        buffer.GetSpan(hint).Length.ShouldBeGreaterThanOrEqualTo(Math.Max(hint, 1));
        buffer.GetMemory(hint).Length.ShouldBeGreaterThanOrEqualTo(Math.Max(hint, 1));
    }
}
