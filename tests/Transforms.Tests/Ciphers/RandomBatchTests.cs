using Gateway.Transforms.Ciphers;

namespace Gateway.Transforms.Tests.Ciphers;

public sealed class RandomBatchTests
{
    [Fact]
    public void Fill_AcrossManyDraws_NeverGivesTheSameTwice()
    {
        using var batch = new RandomBatch();
        var seen = new HashSet<string>();
        for (var i = 0; i < 10_000; i++)
        {
            var bytes = new byte[12 + (i % 5)];
            batch.Fill(bytes);

            seen.Add(Convert.ToHexString(bytes, 0, 12)).ShouldBeTrue();
        }
    }

    [Fact]
    public void Fill_TwoBatches_DifferFromEachOther()
    {
        using var one = new RandomBatch();
        using var other = new RandomBatch();
        var (a, b) = (new byte[1024], new byte[1024]);

        one.Fill(a);
        other.Fill(b);

        a.ShouldNotBe(b);
        a.Chunk(16).Select(Convert.ToHexString).ShouldBeUnique();
    }

    [Fact]
    public void Fill_MoreThanABatch_IsRefused()
    {
        using var batch = new RandomBatch();

        Should.Throw<ArgumentOutOfRangeException>(() => batch.Fill(new byte[1025]));
    }
}
