using Gateway.Configuration.Options;
using Gateway.Egress.Resilience;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Egress;

/// <summary>Which address an attempt goes to.</summary>
public sealed class UpstreamAddressesTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Addresses_AreTakenInTurn()
    {
        var addresses = Of("https://a.example", "https://b.example", "https://c.example");

        Enumerable.Range(0, 6).Select(_ => addresses.Choose(null).Prefix).ShouldBe(
            ["https://a.example", "https://b.example", "https://c.example", "https://a.example", "https://b.example", "https://c.example"]);
    }

    [Fact]
    public void NextAttempt_GoesToAnotherAddress()
    {
        var addresses = Of("https://a.example", "https://b.example");

        for (var i = 0; i < 10; i++)
        {
            var first = addresses.Choose(null);
            addresses.Choose(first).ShouldNotBe(first);
        }
    }

    [Fact]
    public void SingleAddress_IsTakenAgain()
    {
        var addresses = Of("https://a.example");
        var only = addresses.Choose(null);
        Fail(only, 5);

        addresses.Choose(only).ShouldBe(only);
    }

    [Fact]
    public void Address_ThatFailsThreeTimesInARow_IsLeftAside_AndComesBack()
    {
        var addresses = Of("https://a.example", "https://b.example");
        var bad = addresses.First;
        Fail(bad, 2);
        bad.IsHealthy.ShouldBeTrue();
        Fail(bad, 1);

        Enumerable.Range(0, 10).ShouldAllBe(_ => addresses.Choose(null) != bad);

        _clock.Advance(TimeSpan.FromSeconds(10));
        Enumerable.Range(0, 2).ShouldContain(_ => addresses.Choose(null) == bad);

        // One more failure is enough now, and one success mends it.
        Fail(bad, 1);
        bad.IsHealthy.ShouldBeFalse();
        bad.Succeeded();
        bad.IsHealthy.ShouldBeTrue();
    }

    [Fact]
    public void AllLeftAside_AreTriedAllTheSame()
    {
        var addresses = Of("https://a.example", "https://b.example");
        var first = addresses.Choose(null);
        var second = addresses.Choose(first);
        Fail(first, 3);
        Fail(second, 3);

        addresses.Choose(first).ShouldBe(second);
    }

    [Theory]
    [InlineData("https://a.example/", "https://b.example/base/", "https://a.example/v1/report?x=%2F", "https://b.example/base/v1/report?x=%2F")]
    [InlineData("https://a.example/base", "https://b.example:8443", "https://a.example/base/v1//r%2e", "https://b.example:8443/v1//r%2e")]
    public void Target_IsTheSameResourceAtTheOtherAddress(string from, string to, string target, string expected)
    {
        var addresses = Of(from, to);
        var other = addresses.Choose(addresses.First);

        other.Translate(WrittenAddressOf(target), addresses.First.Prefix).OriginalString.ShouldBe(expected);
    }

    [Fact]
    public void Host_IsTheServerName_WithThePortOfTheAddress()
    {
        var addresses = Of("reports.example", "https://10.0.0.1", "https://10.0.0.2:8443");
        var first = addresses.Choose(null);

        first.Host.ShouldBe("reports.example");
        addresses.Choose(first).Host.ShouldBe("reports.example:8443");
        Of("https://a.example").First.Host.ShouldBeNull();
    }

    private static Uri WrittenAddressOf(string target) => Transforms.Stages.WrittenAddress.Of(target);

    private static void Fail(UpstreamAddress address, int times)
    {
        for (var i = 0; i < times; i++)
        {
            address.Failed();
        }
    }

    private UpstreamAddresses Of(params string[] texts)
    {
        var name = texts[0].Contains("://", StringComparison.Ordinal) ? null : texts[0];
        var options = new UpstreamOptions
        {
            Fingerprint = "f",
            Addresses = [.. texts.Skip(name is null ? 0 : 1).Select(static text => new Uri(text))],
            Tls = new TlsOptions { ServerName = name },
            AllowPrivateNetworks = true,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            Timeout = TimeSpan.FromSeconds(5),
            TotalTimeout = TimeSpan.FromSeconds(5),
            Retry = null,
            CircuitBreaker = null,
            MaxConcurrent = null,
        };
        return new UpstreamAddresses(options, _clock);
    }
}
