using Gateway.Transforms.Guarding;
using Gateway.Transforms.Tests.Guarding;

namespace Gateway.Conformance.Tests;

/// <summary>JSONTestSuite (Nicolas Seriot): what a JSON parser must accept, must refuse, and may do either with.</summary>
public sealed class JsonTestSuiteTests(ITestOutputHelper output)
{
    private const string Suite = "json-test-suite";

    /// <summary>Deep enough that depth is never why a case is refused.</summary>
    private const int AnyDepth = 1_000_000;

    [Fact]
    public void Guard_TestParsing_AcceptsAndRefusesAsItMust()
    {
        var tally = new Tally();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Suites.Find(Suite), "test_parsing"), "*.json").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);

            // RFC 8259 leaves duplicates open: refusing them is this product's choice, and accepting them is a setting.
            var duplicates = name.Contains("duplicated", StringComparison.Ordinal) ? DuplicateKeys.Allow : DuplicateKeys.Reject;
            tally.Check(name, () =>
            {
                var isAccepted = IsAccepted(file, duplicates);

                // Where either answer is right, the case still fails if reading throws.
                return name[0] switch { 'y' => isAccepted, 'n' => !isAccepted, _ => true };
            });
        }

        tally.Report(output, "JSONTestSuite, test_parsing", least: 318);
    }

    [Fact]
    public void Guard_TestTransform_NeverThrows()
    {
        var tally = new Tally();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Suites.Find(Suite), "test_transform"), "*.json"))
        {
            tally.Check(Path.GetFileName(file), () =>
            {
                IsAccepted(file, DuplicateKeys.Reject);
                IsAccepted(file, DuplicateKeys.Allow);
                return true;
            });
        }

        tally.Report(output, "JSONTestSuite, test_transform", least: 22);
    }

    /// <summary>The framework's reader answers as the suite demands; ours gives its answers, down to which fault is named.</summary>
    [Fact]
    public void Guard_EveryFile_IsJudgedAsByTheFrameworksReader()
    {
        var tally = new Tally();
        foreach (var file in Directory.EnumerateFiles(Suites.Find(Suite), "*.json", SearchOption.AllDirectories))
        {
            var json = File.ReadAllBytes(file);
            tally.Check(Path.GetFileName(file), () => new[] { DuplicateKeys.Reject, DuplicateKeys.Allow }.All(duplicates =>
            {
                var options = new JsonGuardOptions(AnyDepth, duplicates);
                return Judge(json, options) == ReferenceGuard.Judge(json, options);
            }));
        }

        tally.Report(output, "JSONTestSuite, compared with the framework's reader", least: 340);
    }

    private static bool IsAccepted(string file, DuplicateKeys duplicates) =>
        Judge(File.ReadAllBytes(file), new JsonGuardOptions(AnyDepth, duplicates)) == GuardFault.None;

    private static GuardFault Judge(byte[] json, JsonGuardOptions options)
    {
        var fault = JsonGuard.TryRead(json, options, out var tape);
        tape?.Dispose();
        return fault;
    }
}
