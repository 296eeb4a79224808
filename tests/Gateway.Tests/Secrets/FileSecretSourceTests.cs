using Gateway.Secrets;
using Gateway.Tests.Shared;

namespace Gateway.Tests.Secrets;

/// <summary>A file that has not changed: no word of its value, but to who has it no longer.</summary>
public sealed class FileSecretSourceTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gateway-test-");
    private readonly ManualTimeProvider _clock = new();
    private readonly FileSecretSource _source;

    public FileSecretSourceTests()
    {
        var path = Path.Combine(_directory.FullName, "key");
        File.WriteAllText(path, "v1");
        _source = new FileSecretSource(path, _clock);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Value_ThatHasNotChanged_IsGivenAgainToWhoWantsItPastAllCaches()
    {
        (await ReadAsync(pastCaches: false)).ShouldBe("v1");
        (await ReadAsync(pastCaches: false)).ShouldBeNull();

        (await ReadAsync(pastCaches: true)).ShouldBe("v1", "it may have been withdrawn while the file could not be read");
    }

    private async Task<string?> ReadAsync(bool pastCaches)
    {
        using var reading = await _source.ReadAsync(pastCaches, TestContext.Current.CancellationToken);
        reading.Failure.ShouldBeNull();
        return reading.IsUnchanged ? null : System.Text.Encoding.UTF8.GetString(reading.Raw);
    }
}
