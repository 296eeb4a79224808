using System.Collections.Concurrent;
using Gateway.Hosting;
using Gateway.Tests.Shared;

namespace Gateway.Tests;

/// <summary>The identifier of a request is unique, sorts by time and has the standard's form.</summary>
public sealed class RequestIdTests
{
    [Fact]
    public void Identifiers_OfManyThreads_AreAllDifferentAndOfVersion7()
    {
        var identifiers = new RequestId(TimeProvider.System);
        var seen = new ConcurrentDictionary<string, bool>();

        Parallel.For(0, 100_000, _ => seen.TryAdd(identifiers.Next(), true).ShouldBeTrue());

        foreach (var identifier in seen.Keys)
        {
            var parsed = Guid.ParseExact(identifier, "N");
            parsed.Version.ShouldBe(7);
            parsed.Variant.ShouldBeInRange(8, 11);
        }
    }

    [Fact]
    public void Identifiers_OfLaterMilliseconds_SortLater()
    {
        var clock = new ManualTimeProvider();
        var identifiers = new RequestId(clock);
        var last = identifiers.Next();
        for (var i = 0; i < 1000; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            var next = identifiers.Next();
            string.CompareOrdinal(next, last).ShouldBePositive();
            last = next;
        }
    }

    [Fact]
    public void Identifiers_OfTwoProcesses_ShareNoCount() =>
        new RequestId(TimeProvider.System).Next()[13..].ShouldNotBe(new RequestId(TimeProvider.System).Next()[13..]);
}
