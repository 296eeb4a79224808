using System.Text;
using Gateway.Transforms.Secrets;

namespace Gateway.Transforms.Tests.Secrets;

public sealed class SecretValueTests
{
    private const string Canary = "canary-7f3a";

    [Fact]
    public void Value_WithALeaseLeft_StaysReadableAndIsZeroedWithTheLast()
    {
        var handle = TestSecret.Handle("key", Canary);
        handle.TryLease(out var first).ShouldBeTrue();
        handle.TryLease(out var second).ShouldBeTrue();
        var memory = first.Bytes;

        handle.Dispose();
        first.Dispose();
        Encoding.UTF8.GetString(second.Bytes).ShouldBe(Canary);

        second.Dispose();
        memory.ContainsAnyExcept((byte)0).ShouldBeFalse();
    }

    [Fact]
    public void Value_AfterZeroing_CannotBeUsed()
    {
        var value = new SecretValue("key"u8);

        value.Dispose();

        Should.Throw<ObjectDisposedException>(() => value.Bytes.Length);
        Should.Throw<ObjectDisposedException>(() => value.FixedTimeEquals("key"u8));
        Should.Throw<ObjectDisposedException>(() => value.Derive(static _ => new Derived()));
        value.TryHold().ShouldBeFalse();
    }

    [Fact]
    public void Value_Made_IsACopy()
    {
        byte[] source = [1, 2, 3];
        using var value = new SecretValue(source);

        source.AsSpan().Clear();

        value.Bytes.ToArray().ShouldBe([1, 2, 3]);
        value.Length.ShouldBe(3);
    }

    [Fact]
    public void Printing_AnythingOfASecret_ShowsNoneOfIt()
    {
        using var value = new SecretValue(Encoding.UTF8.GetBytes(Canary));
        using var handle = TestSecret.Handle("payKey", Canary);
        handle.TryLease(out var lease).ShouldBeTrue();

        value.ToString().ShouldBe("[secret]");
        $"{lease}".ShouldBe("[secret]");
        $"{handle}".ShouldBe("payKey");
        lease.Dispose();
    }

    [Theory]
    [InlineData("key", true)]
    [InlineData("kez", false)]
    [InlineData("ke", false)]
    [InlineData("keys", false)]
    [InlineData("", false)]
    public void FixedTimeEquals_Bytes_AreCompared(string other, bool expected)
    {
        using var value = new SecretValue("key"u8);

        value.FixedTimeEquals(Encoding.UTF8.GetBytes(other)).ShouldBe(expected);
    }

    [Fact]
    public void Derive_AskedAgain_GivesTheSameObjectOfEachType()
    {
        using var value = new SecretValue("key"u8);

        var first = value.Derive(static _ => new Derived());
        var other = value.Derive(static _ => new MemoryStream());

        value.Derive<Derived>(static _ => throw new InvalidOperationException("made twice")).ShouldBeSameAs(first);
        value.Derive<MemoryStream>(static _ => throw new InvalidOperationException("made twice")).ShouldBeSameAs(other);
    }

    [Fact]
    public void Derive_ValueZeroed_DisposesAllThatWasDerivedOnce()
    {
        var value = new SecretValue("key"u8);
        var derived = value.Derive(static _ => new Derived());
        var other = value.Derive(static _ => new MemoryStream());
        value.TryHold().ShouldBeTrue();

        value.Dispose();
        derived.Disposals.ShouldBe(0);

        value.Dispose();
        derived.Disposals.ShouldBe(1);
        other.CanRead.ShouldBeFalse();
    }

    [Fact]
    public void Derive_ManyThreads_ShareOneObjectAndDisposeTheLosers()
    {
        const int Threads = 8;
        using var value = new SecretValue("key"u8);
        using var gate = new Barrier(Threads);
        var made = new System.Collections.Concurrent.ConcurrentBag<Derived>();
        var got = new Derived[Threads];

        var threads = Enumerable.Range(0, Threads).Select(i => new Thread(() => got[i] = Race())).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());

        got.Distinct().Count().ShouldBe(1);
        got[0].Disposals.ShouldBe(0);
        made.Where(derived => derived != got[0]).ShouldAllBe(static loser => loser.Disposals == 1);

        Derived Race()
        {
            gate.SignalAndWait();
            return value.Derive(_ =>
            {
                var derived = new Derived();
                made.Add(derived);
                return derived;
            });
        }
    }

    private sealed class Derived : IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}
