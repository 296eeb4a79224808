using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Tests.Secrets;

public sealed class SecretHandleTests
{
    [Fact]
    public void TryLease_BeforeAnyValue_Fails()
    {
        using var handle = new SecretHandle("key");

        handle.TryLease(out _).ShouldBeFalse();
        handle.IsAvailable.ShouldBeFalse();
    }

    [Fact]
    public void TryLease_AfterDispose_Fails()
    {
        var handle = TestSecret.Handle("key", "value");

        handle.Dispose();

        handle.TryLease(out _).ShouldBeFalse();
        handle.IsAvailable.ShouldBeFalse();
        Should.NotThrow(handle.Dispose);
    }

    [Fact]
    public void Reading_AllocatesNothing()
    {
        using var handle = TestSecret.Handle("key", "value");
        Read(handle);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            Read(handle);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        static void Read(SecretHandle handle)
        {
            if (handle.TryLease(out var lease))
            {
                using (lease)
                {
                    _ = lease.Bytes[0] + lease.Value.Length;
                }
            }
        }
    }

    [Fact]
    public void Replace_WithALeaseOut_LeavesItTheVersionThatItLeased()
    {
        using var handle = TestSecret.Handle("key", "old");
        handle.TryLease(out var before).ShouldBeTrue();

        handle.Replace(new SecretValue("new"u8));

        handle.TryLease(out var after).ShouldBeTrue();
        before.Bytes.SequenceEqual("old"u8).ShouldBeTrue();
        after.Bytes.SequenceEqual("new"u8).ShouldBeTrue();
        (before != after).ShouldBeTrue();
        before.Dispose();
        after.Dispose();
        Should.Throw<ObjectDisposedException>(() => before.Bytes.Length);
    }

    [Fact]
    public void TryLease_WhileOthersReplace_NeverSeesATornOrZeroedValue()
    {
        const int Writers = 2;
        const int Readers = 4;
        const int Replacements = 20_000;
        using var handle = new SecretHandle("key");
        handle.Replace(Version(0));
        using var gate = new Barrier(Writers + Readers);
        var writing = Writers;
        var reads = 0L;
        var broken = 0L;

        var threads = Enumerable.Range(0, Writers).Select(_ => new Thread(Write))
            .Concat(Enumerable.Range(0, Readers).Select(_ => new Thread(Read)))
            .ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());

        broken.ShouldBe(0);
        reads.ShouldBeGreaterThanOrEqualTo(Readers);

        void Write()
        {
            gate.SignalAndWait();
            for (var i = 0; i < Replacements; i++)
            {
                handle.Replace(Version(i));
            }

            Interlocked.Decrement(ref writing);
        }

        void Read()
        {
            gate.SignalAndWait();
            do
            {
                if (!handle.TryLease(out var lease))
                {
                    Interlocked.Increment(ref broken);
                    continue;
                }

                using (lease)
                {
                    var bytes = lease.Bytes;
                    if (bytes[0] == 0 || bytes.ContainsAnyExcept(bytes[0]))
                    {
                        Interlocked.Increment(ref broken);
                    }
                }

                Interlocked.Increment(ref reads);
            }
            while (Volatile.Read(ref writing) > 0);
        }

        // Every byte of a version is the same and none is zero, so a mixture or a wiped one shows.
        static SecretValue Version(int number)
        {
            Span<byte> bytes = stackalloc byte[512];
            bytes.Fill((byte)((number % 255) + 1));
            return new SecretValue(bytes);
        }
    }
}
