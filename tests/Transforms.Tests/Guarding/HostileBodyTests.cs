using System.Globalization;
using System.Text;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Tests.Guarding;

/// <summary>
/// Bodies of a mebibyte on which a guard of quadratic cost would not come back within anyone's patience: that these tests end is what they show. None of
/// them reads a clock, which on a busy machine would judge the machine.
/// </summary>
public sealed class HostileBodyTests
{
    private const int Mebibyte = 1 << 20;
    private const int AnyDepth = Mebibyte;

    [Fact]
    public void Guard_NestedArraysAlone_AreRefusedOrIndexed()
    {
        var half = Mebibyte / 2;
        var nested = new string('[', half) + new string(']', half);

        Judge(nested).ShouldBe(GuardFault.TooDeep);
        Judge(nested, AnyDepth).ShouldBe(GuardFault.None);
        Judge(nested[1..], AnyDepth).ShouldBe(GuardFault.NotJson);
        Judge(new string('[', Mebibyte), AnyDepth).ShouldBe(GuardFault.NotJson);
    }

    [Fact]
    public void Guard_NestedObjectsAlone_AreIndexed()
    {
        var depth = Mebibyte / 6;

        Judge(string.Concat(Enumerable.Repeat("{\"\":", depth)) + "1" + new string('}', depth), AnyDepth).ShouldBe(GuardFault.None);
    }

    [Fact]
    public void Guard_EmptyContainersAlone_AreIndexed()
    {
        using var tape = Read("[" + string.Join(',', Enumerable.Repeat("[]", Mebibyte / 3)) + "]");

        tape.SizeOf(0).ShouldBe(Mebibyte / 3);
        tape.Next(0).ShouldBe(tape.Count);
    }

    [Fact]
    public void Guard_NameOfAMebibyte_IsIndexed()
    {
        var name = new string('n', Mebibyte);

        Judge($"{{\"{name}\":1,\"{name}x\":2}}").ShouldBe(GuardFault.None);
        Judge($"{{\"{name}\":1,\"\\u006e{name[1..]}\":2}}").ShouldBe(GuardFault.DuplicateKey);
    }

    [Theory]
    [InlineData("\\n", "\n")]
    [InlineData("\\u00e9", "é")]
    [InlineData("\\ud83d\\ude00", "😀")]
    [InlineData("x\\\"", "x\"")]
    [InlineData("é\\\\", "é\\")]
    public void Guard_EscapesAlone_AreResolved(string escape, string text)
    {
        var count = Mebibyte / Encoding.UTF8.GetByteCount(escape);

        using var tape = Read($"\"{string.Concat(Enumerable.Repeat(escape, count))}\"");

        Encoding.UTF8.GetString(tape.Text(0)).ShouldBe(string.Concat(Enumerable.Repeat(text, count)));
    }

    [Theory]
    [InlineData("", "a-prefix-that-is-longer-than-what-is-read-of-a-name-at-once-", "")]
    [InlineData("", "", "-a-suffix-that-is-longer-than-what-is-read-of-a-name-at-once")]
    [InlineData("", "same start ", " same end..")]
    [InlineData("\\u0061", "bc", "")]
    public void Guard_HundredThousandNamesAlike_AreToldApart(string escape, string prefix, string suffix)
    {
        var names = Enumerable.Range(0, 100_000).Select(i => $"\"{escape}{prefix}{i.ToString("D6", CultureInfo.InvariantCulture)}{suffix}\":0").ToList();

        Judge("{" + string.Join(',', names) + "}").ShouldBe(GuardFault.None);
        names.Add(names[50_000]);
        Judge("{" + string.Join(',', names) + "}").ShouldBe(GuardFault.DuplicateKey);
    }

    [Fact]
    public void Guard_ManySmallObjectsWhoseNamesAreAlike_AreToldApart()
    {
        var alike = "{" + string.Join(',', Enumerable.Range(0, 32).Select(static i => $"\"field{i:D2}\":0")) + "}";

        Judge("[" + string.Join(',', Enumerable.Repeat(alike, Mebibyte / alike.Length)) + "]").ShouldBe(GuardFault.None);
    }

    /// <summary>Nobody outside knows the key of the hash; this test does, and finds names that all fall on one place of the table.</summary>
    [Fact]
    public void Guard_NamesThatCollide_AreToldApartAllTheSame()
    {
        const int Colliding = 2_000;
        const int UpperBits = 21;
        var names = Enumerable.Range(0, int.MaxValue)
            .Select(static i => $"n{i}")
            .Where(static name => NameHash.Of(Encoding.UTF8.GetBytes(name), 0, name.Length) >> UpperBits == 0)
            .Take(Colliding)
            .Select(static name => $"\"{name}\":0")
            .ToList();

        Judge("{" + string.Join(',', names) + "}").ShouldBe(GuardFault.None);
        names.Add(names[Colliding / 2]);
        Judge("{" + string.Join(',', names) + "}").ShouldBe(GuardFault.DuplicateKey);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("0.")]
    [InlineData("1e")]
    [InlineData("-")]
    public void Guard_NumbersOfAMebibyte_AreIndexed(string start)
    {
        var number = start + new string('1', Mebibyte);

        Judge($"[{number},{number}]").ShouldBe(GuardFault.None);
        Judge($"[{number},{number}x]").ShouldBe(GuardFault.NotJson);
    }

    [Fact]
    public void Guard_WhiteSpaceAlone_IsNoJson()
    {
        var space = new string(' ', Mebibyte);

        Judge(space).ShouldBe(GuardFault.NotJson);
        Judge($"{space}[{space}1{space},{space}2{space}]{space}").ShouldBe(GuardFault.None);
    }

    [Fact]
    public void Guard_MoreThanATapeCanIndex_IsTheCallersError() =>
        Should.Throw<ArgumentException>(static () => JsonGuard.TryRead(new byte[JsonToken.LongestText + 1], new JsonGuardOptions(), out _));

    private static JsonTape Read(string json)
    {
        JsonGuard.TryRead(Encoding.UTF8.GetBytes(json), new JsonGuardOptions(AnyDepth), out var tape).ShouldBe(GuardFault.None);
        return tape.ShouldNotBeNull();
    }

    private static GuardFault Judge(string json, int depth = 32)
    {
        var fault = JsonGuard.TryRead(Encoding.UTF8.GetBytes(json), new JsonGuardOptions(depth), out var tape);
        tape?.Dispose();
        return fault;
    }
}
