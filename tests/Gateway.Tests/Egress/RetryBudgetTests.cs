using Gateway.Egress.Resilience;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Egress;

/// <summary>Further attempts are a share of the requests, and never none for an application that reports seldom.</summary>
public sealed class RetryBudgetTests
{
    private const double Share = 0.2;
    private const int Reserve = 10;

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Reserve_IsThereAtFirst_AndNoMore()
    {
        var budget = new RetryBudget(Share, _clock);

        Withdraw(budget, 100).ShouldBe(Reserve);
    }

    [Fact]
    public void Storm_GetsItsShareOfTheRequests_AndTheReserve()
    {
        var budget = new RetryBudget(Share, _clock);
        var repeated = 0;

        for (var request = 0; request < 1000; request++)
        {
            budget.Deposit();
            repeated += Withdraw(budget, 2);
        }

        repeated.ShouldBeInRange(Reserve + (int)(1000 * Share) - 1, Reserve + (int)(1000 * Share));
    }

    [Fact]
    public void Time_BringsTheReserveBack_ButNoMoreThanThat()
    {
        var budget = new RetryBudget(Share, _clock);
        Withdraw(budget, 100);

        _clock.Advance(TimeSpan.FromSeconds(3));
        Withdraw(budget, 100).ShouldBe(3);

        _clock.Advance(TimeSpan.FromHours(1));
        Withdraw(budget, 100).ShouldBe(Reserve);
    }

    [Fact]
    public void GoodTimes_AreNotSavedUpWithoutEnd()
    {
        var budget = new RetryBudget(Share, _clock);
        for (var request = 0; request < 1_000_000; request++)
        {
            budget.Deposit();
        }

        Withdraw(budget, 1000).ShouldBe(100);
    }

    private static int Withdraw(RetryBudget budget, int times) => Enumerable.Range(0, times).Count(_ => budget.TryWithdraw());
}
