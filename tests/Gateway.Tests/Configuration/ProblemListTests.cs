using Gateway.Configuration.Reading;

namespace Gateway.Tests.Configuration;

public sealed class ProblemListTests
{
    [Fact]
    public void All_ProblemsFoundInAnyOrder_StandInTheOrderOfTheFile()
    {
        var problems = new ProblemList();
        problems.Error(new SourceLocation("f", 9, 1), "third");
        problems.Error(new SourceLocation("f", 2, 8), "second");
        problems.Error(new SourceLocation("f", 2, 3), "first");

        problems.All.Select(static problem => problem.Message).ShouldBe(["first", "second", "third"]);
    }

    [Fact]
    public void Error_SameMistakeTwice_IsToldOnce()
    {
        var problems = new ProblemList();
        problems.Error(KeyPath.Root.Key("A"), "wrong");
        problems.Error(KeyPath.Root.Key("A"), "wrong");

        problems.All.ShouldHaveSingleItem();
    }

    [Fact]
    public void Error_KeyThatWasLeftOut_PointsAtTheSectionThatShouldHoldIt()
    {
        var problems = new ProblemList();
        problems.Remember(KeyPath.Root.Key("A"), new SourceLocation("f", 3, 8));

        problems.Error(KeyPath.Root.Key("A").Key("B").Item(0), "missing");

        problems.All.ShouldHaveSingleItem().ToString().ShouldBe("f:3:8: error: A.B[0]: missing");
    }

    [Fact]
    public void HasErrors_WarningsAlone_IsFalse()
    {
        var problems = new ProblemList();
        problems.Warn(KeyPath.Root, "look at this");

        problems.HasErrors.ShouldBeFalse();
    }

    [Fact]
    public void ToString_ControlCharacters_StayOnOneLineAndDoNothing() =>
        new ConfigurationProblem(Severity.Warning, new SourceLocation("f", 1, 2), "A['x\n\u001b[31m']", "no").ToString()
            .ShouldBe("f:1:2: warning: A['x\\u000a\\u001b[31m']: no");
}
