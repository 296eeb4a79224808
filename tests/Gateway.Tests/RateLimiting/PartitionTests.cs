using System.Net;
using Gateway.Configuration.Options;
using Gateway.RateLimiting;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.RateLimiting;

/// <summary>Callers are counted apart, in memory that does not grow with their number, and nobody gets out of a limit by that bound.</summary>
[Collection(RunsAlone.Name)]
public sealed class PartitionTests
{
    private const int Most = 16_384;

    [Theory]
    [InlineData("10.1.2.3", "::ffff:10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.4", false)]
    [InlineData("::ffff:10.1.2.3", "::ffff:10.1.2.4", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("fe80::1%1", "fe80::2%2", true)]
    [InlineData("::1", "0.0.0.1", false)]
    [InlineData("::10.1.2.3", "10.1.2.3", false)]
    [InlineData("0:0:0:0:1::", "0.0.0.1", false)]
    [InlineData("::", null, false)]
    [InlineData("0.0.0.0", null, false)]
    public void Address_OfTwoRequests_IsOnePartitionOrTwo(string one, string? other, bool isSame)
    {
        using var bench = new LimiterBench(by: PartitionBy.Address);

        bench.Takes(one).ShouldBeTrue();
        bench.Takes(other).ShouldBe(!isSame);

        bench.Reading.Partitions.ShouldBe(isSame ? 1 : 2);
    }

    [Fact]
    public void Header_EveryValue_IsCountedApart_AndItsAbsenceToo()
    {
        using var bench = new LimiterBench(by: PartitionBy.Header, header: "X-Api-Key");

        bench.Takes(header: "a").ShouldBeTrue();
        bench.Takes(header: "a").ShouldBeFalse();
        bench.Takes(header: "A").ShouldBeTrue();
        bench.Takes(header: "").ShouldBeTrue();
        bench.Takes().ShouldBeTrue();
        bench.Takes().ShouldBeFalse();
        bench.Takes(header: ["a", "b"]).ShouldBeTrue();
        bench.Takes(header: "a,b").ShouldBeFalse();
        bench.Takes(header: ["b", "a"]).ShouldBeTrue();
        bench.Reading.Partitions.ShouldBe(6);
    }

    [Fact]
    public void Header_WhatIsKeptOfAValue_IsADigestUnderAKeyOfItsOwn()
    {
        var context = new DefaultHttpContext();
        context.Request.Headers["X-Api-Key"] = "secret-value";
        var key = new HeaderKey("x-api-key");

        key.Of(context).ShouldBe(key.Of(context));
        new HeaderKey("x-api-key").Of(context).ShouldNotBe(key.Of(context));
        context.Request.Headers["X-Api-Key"] = "secret-valuf";
        key.Of(context).ShouldNotBe(IPartitionKey.Unknown);
    }

    [Fact]
    public void FullTable_WhoIsInIt_KeepsHisCount_AndNewcomersShareOneBucket()
    {
        using var bench = new LimiterBench(permits: 3, by: PartitionBy.Address);
        var inside = Fill(bench, Most * 2);
        var atFirst = bench.Reading;

        atFirst.Partitions.ShouldBe(Most);
        atFirst.PermitsAvailable.ShouldBe(0);
        bench.Takes("203.0.113.1").ShouldBeFalse();
        bench.Takes("203.0.113.2").ShouldBeFalse();
        bench.TakeAll(inside).ShouldBe(2);
        bench.Reading.Partitions.ShouldBe(Most);
    }

    [Fact]
    public void FullTable_WithBucketsThatAreFullAgain_GivesTheirPlacesToNewcomers()
    {
        using var bench = new LimiterBench(permits: 3, by: PartitionBy.Address);
        Fill(bench, Most * 2);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));

        bench.TakeAll("203.0.113.1").ShouldBe(3);
        bench.TakeAll("203.0.113.2").ShouldBe(3);
        bench.Reading.PermitsAvailable.ShouldBe(3);
        bench.Reading.Partitions.ShouldBe(Most);
    }

    [Fact]
    public void FullTable_PartitionThatIsNotFullAgain_IsNeverForgotten()
    {
        using var bench = new LimiterBench(permits: 10, per: "10s", by: PartitionBy.Address);
        bench.TakeAll("203.0.113.1").ShouldBe(10);

        // Others come and go, far more than there is room for, while the one that is exhausted gets its permits back: one a second.
        for (var second = 1; second < 10; second++)
        {
            bench.Clock.Advance(TimeSpan.FromSeconds(1));
            Fill(bench, Most * 2, from: second * Most * 2);
            bench.TakeAll("203.0.113.1").ShouldBe(1, $"second {second}");
        }
    }

    [Fact]
    public void FullTable_WhoIsNotFullAgain_DoesNotKeepThePlacesOfOthers()
    {
        // 256 have nothing left for a minute; everybody else is full again after a second, but was there later.
        using var bench = new LimiterBench(permits: 60, per: "1m", by: PartitionBy.Address);
        for (var i = 0; i < 256; i++)
        {
            bench.TakeAll(AddressOf(i)).ShouldBe(60);
        }

        Fill(bench, Most * 2, from: 1000);
        bench.Clock.Advance(TimeSpan.FromSeconds(2));

        var ownPlaces = 0;
        for (var i = 0; i < 1000; i++)
        {
            ownPlaces += bench.TakeAll(AddressOf(10_000_000 + i)) == 60 ? 1 : 0;
        }

        ownPlaces.ShouldBeGreaterThan(900);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void MillionAddresses_WithAStandingOrAMovingClock_CostNoMoreMemoryThanTheFirstOnes(int ticksApart)
    {
        using var bench = new LimiterBench(permits: 1, per: "100ms", by: PartitionBy.Address);
        Fill(bench, Most * 2);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var request = bench.Request();
        for (var i = 0; i < 1_000_000; i++)
        {
            bench.Clock.Advance(TimeSpan.FromTicks(ticksApart));
            request.Connection.RemoteIpAddress = new IPAddress(NumberOf(100_000 + i));
            bench.Takes(request);
        }

        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(256 * 1024);
        bench.Reading.Partitions.ShouldBe(Most);
    }

    [Fact]
    public void FullTable_Takes_LessThanFourMebibytes()
    {
        // Whatever the tests before have left may be collected in between: that happens to one measurement, and not to most of them.
        var taken = Enumerable.Range(0, 5).Select(static _ => MeasureFullTable()).Order().ToList();

        TestContext.Current.SendDiagnosticMessage($"{Most} partitions take {string.Join(", ", taken)} bytes");
        taken[taken.Count / 2].ShouldBeInRange(1 << 20, 4 << 20);
    }

    private static long MeasureFullTable()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var bench = new LimiterBench(permits: 1, by: PartitionBy.Address);
        Fill(bench, Most * 2);
        return GC.GetTotalMemory(forceFullCollection: true) - before;
    }

    [Theory]
    [InlineData(nameof(PartitionBy.Route))]
    [InlineData(nameof(PartitionBy.Address))]
    [InlineData(nameof(PartitionBy.Header))]
    public void Permit_ThatIsGiven_AllocatesNothing(string by)
    {
        using var bench = new LimiterBench(permits: 200, by: Enum.Parse<PartitionBy>(by), header: "X-Api-Key");
        var request = bench.Request("2001:db8::1", "0123456789abcdef");
        Take150().ShouldBe(150);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var taken = Take150();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        taken.ShouldBe(150);

        int Take150()
        {
            var granted = 0;
            for (var i = 0; i < 150; i++)
            {
                granted += bench.Takes(request) ? 1 : 0;
            }

            return granted;
        }
    }

    /// <summary>Asks once for each of many addresses; more of them than there is room for fill every shard.</summary>
    /// <returns>The first of them, which has a place.</returns>
    private static string Fill(LimiterBench bench, int addresses, int from = 0)
    {
        var request = bench.Request();
        for (var i = from; i < from + addresses; i++)
        {
            request.Connection.RemoteIpAddress = new IPAddress(NumberOf(i));
            bench.Takes(request);
        }

        return AddressOf(from);
    }

    private static long NumberOf(int number) => number + 0x0A00_0000L;

    private static string AddressOf(int number) => new IPAddress(NumberOf(number)).ToString();
}
