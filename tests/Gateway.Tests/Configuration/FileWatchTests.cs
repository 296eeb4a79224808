using Gateway.Configuration.Compiling;

namespace Gateway.Tests.Configuration;

/// <summary>A change is one when it has come to rest; and what is remembered of a file is what was read of it.</summary>
public sealed class FileWatchTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gateway-tests-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Files_ThatAreAsTheyWere_HaveNotChanged()
    {
        var watch = Watch("a");

        Write("a");

        watch.HaveChanged().ShouldBeFalse();
        watch.HaveChanged().ShouldBeFalse();
    }

    [Fact]
    public void Change_IsOneAtTheSecondLookThatSeesIt()
    {
        var watch = Watch("a");
        Write("b");

        watch.HaveChanged().ShouldBeFalse();
        watch.HaveChanged().ShouldBeTrue();
    }

    [Fact]
    public void Change_ThatGoesOn_IsNoneUntilItRests()
    {
        var watch = Watch("a");
        Write("b");
        watch.HaveChanged().ShouldBeFalse();
        Write("bc");

        watch.HaveChanged().ShouldBeFalse();
        watch.HaveChanged().ShouldBeTrue();
    }

    [Fact]
    public void Change_ThatWasTakenBack_IsForgotten()
    {
        var watch = Watch("a");
        Write("b");
        watch.HaveChanged().ShouldBeFalse();
        Write("a");
        watch.HaveChanged().ShouldBeFalse();
        Write("b");

        watch.HaveChanged().ShouldBeFalse();
    }

    [Fact]
    public void Change_ThatNeverRests_IsTakenAtLast()
    {
        var watch = Watch("0");
        var looks = 0;
        do
        {
            Write($"{++looks}");
            looks.ShouldBeLessThanOrEqualTo(20);
        }
        while (!watch.HaveChanged());

        looks.ShouldBe(20);
    }

    [Fact]
    public void Judged_FilesAreWatchedForChangesSince()
    {
        var watch = Watch("a");
        Write("b");

        watch.Judge([FileReader.Look(PathOf("file"))]);

        watch.HaveChanged().ShouldBeFalse();
        watch.HaveChanged().ShouldBeFalse();
    }

    [Fact]
    public void Reader_FileThatChangesWhileItIsUsed_IsOneVersionAndIsSeenToHaveChanged()
    {
        Write("old");
        var reader = new FileReader();
        reader.TryRead(PathOf("file"), out var first).ShouldBeNull();
        Write("new");

        reader.TryRead(PathOf("file"), out var second).ShouldBeNull();

        second.ShouldBe(first);
        FileWatch.AreUnchanged(reader.Files).ShouldBeFalse();
    }

    [Fact]
    public void Reader_FileThatChangesAfterItWasRemembered_IsSeenToHaveChanged()
    {
        Write("old");
        var reader = new FileReader();
        reader.Remember(PathOf("file"));
        Write("new");
        reader.Remember(PathOf("file"));

        FileWatch.AreUnchanged(reader.Files).ShouldBeFalse();
    }

    private FileWatch Watch(string text)
    {
        Write(text);
        return new FileWatch([FileReader.Look(PathOf("file"))]);
    }

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);

    private void Write(string text) => File.WriteAllText(PathOf("file"), text);
}
