using System.Runtime.Versioning;
using Gateway.Secrets;
using Gateway.Tests.Harness;
using Gateway.Tests.Shared;
using Gateway.Transforms.Secrets;

namespace Gateway.Tests.Secrets;

/// <summary>A file whose value has not changed: no word of it, but to who has it no longer, or when everybody may read it now.</summary>
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

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task File_OpenedToEverybody_IsWarnedAboutOnce_ThoughItsValueIsTheSame()
    {
        File.SetUnixFileMode(_source.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await WarnAsync()).ShouldBeNull();

        File.SetUnixFileMode(_source.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await WarnAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));

        (await WarnAsync()).ShouldNotBeNull().ShouldContain("is open to every user of the machine");
        (await WarnAsync()).ShouldBeNull();

        async Task<string?> WarnAsync()
        {
            using var reading = await _source.ReadAsync(pastCaches: false, TestContext.Current.CancellationToken);
            reading.Failure.ShouldBeNull();
            return reading.Warning;
        }
    }

    [Fact]
    public async Task Value_ThatIsBeingWrittenWhileAnotherConfigurationIsRead_IsTakenWhole()
    {
        using var store = new SecretStore(_clock);
        store.Commit(await ResolveAsync());
        await File.WriteAllTextAsync(_source.Path, "v", TestContext.Current.CancellationToken);

        var reading = ResolveAsync();
        reading.IsCompleted.ShouldBeFalse("half of it could pass for a whole one");
        await File.WriteAllTextAsync(_source.Path, "v2", TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromMilliseconds(50));
                return reading.IsCompleted;
            },
            "it came to rest");

        store.Commit(await reading);
        store.Secrets.ShouldHaveSingleItem().Handle.HasValue("v2"u8).ShouldBeTrue();

        Task<SecretGeneration> ResolveAsync() => store.ResolveAsync(
            [new SecretDefinition("key", new FileSecretSource(_source.Path, _clock), SecretEncoding.Utf8, "same") { Refresh = TimeSpan.FromSeconds(1) }],
            asks: true,
            TestContext.Current.CancellationToken).AsTask();
    }

    private async Task<string?> ReadAsync(bool pastCaches)
    {
        using var reading = await _source.ReadAsync(pastCaches, TestContext.Current.CancellationToken);
        reading.Failure.ShouldBeNull();
        return reading.IsUnchanged ? null : System.Text.Encoding.UTF8.GetString(reading.Raw);
    }
}
