using Gateway.Configuration;

namespace Gateway.Tests.WireFormats;

/// <summary>docs/wire-formats.md tells what the code does. <c>WIRE_FORMATS=write dotnet test tests/Gateway.Tests --filter WireFormats</c> writes it anew.</summary>
public sealed class WireFormatsTests
{
    [Fact]
    public void Page_AsItStands_IsWhatTheCodeWritesAndItsExamplesOpen()
    {
        var page = File.ReadAllText(WireFormatsPage.FilePath);

        var written = new WireFormatsPage(page).Write();

        if (ProcessEnvironment.Read().GetValueOrDefault("WIRE_FORMATS") == "write")
        {
            File.WriteAllText(WireFormatsPage.FilePath, written);
            return;
        }

        (written == page).ShouldBeTrue(Difference(written, page));
    }

    [Theory]
    [InlineData("Body")]
    [InlineData("Parts")]
    [InlineData("Key")]
    [InlineData("Plaintext")]
    public void Page_WithAnExampleThatIsNotTrue_IsNotWhatTheCodeWrites(string section)
    {
        var page = File.ReadAllText(WireFormatsPage.FilePath);
        var start = page.IndexOf("\n### `alipay`", StringComparison.Ordinal);
        start = page.IndexOf('\n' + section, page.IndexOf("```text", start, StringComparison.Ordinal), StringComparison.Ordinal);
        start = page.IndexOf("  ", start, StringComparison.Ordinal) + "  ".Length;
        start = section == "Parts" ? page.IndexOf("hex   ", start, StringComparison.Ordinal) + "hex   ".Length : section == "Key" ? start + "hex     ".Length : start + 2;
        var changed = string.Concat(page[..start], page[start] == '1' ? "2" : "1", page[(start + 1)..]);

        (new WireFormatsPage(changed).Write() == changed).ShouldBeFalse();
    }

    private static string Difference(string written, string page)
    {
        var lines = written.Split('\n').Zip(page.Split('\n')).ToList();
        var first = lines.FindIndex(static pair => pair.First != pair.Second);
        return first < 0 ? "one is longer" : $"docs/wire-formats.md line {first + 1} is '{lines[first].Second}' and should be '{lines[first].First}'; see the summary of this class";
    }
}
