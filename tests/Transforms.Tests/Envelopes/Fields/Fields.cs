using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Fields;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Tests.Json;

namespace Gateway.Transforms.Tests.Envelopes.Fields;

/// <summary>Rewrites bodies by mappings as tests write them: <c>$.from -> $.to</c>, or <c>$.path</c> for a value that stays where it is.</summary>
internal sealed class Fields(params string[] mappings)
{
    public bool SkipMissing { get; init; }

    public DuplicateKeys Duplicates { get; init; }

    public static FieldMapping Mapping(string text)
    {
        var paths = text.Split(" -> ");
        return new FieldMapping(Path(paths[0]), Path(paths[^1]));
    }

    public string? Problem(KeyUse direction = KeyUse.Seal) => FieldRewriter.TryCompile([.. mappings.Select(Mapping)], direction, SkipMissing, out _);

    public FieldFault Fault(string body, KeyUse direction = KeyUse.Seal) => TryRewrite(body, TestTransform.Hide, direction, out _);

    public string Rewrite(string body, IFieldTransform transform, KeyUse direction = KeyUse.Seal)
    {
        TryRewrite(body, transform, direction, out var rewritten).ShouldBe(FieldFault.None);
        return rewritten;
    }

    public FieldFault TryRewrite(string body, IFieldTransform transform, KeyUse direction, out string rewritten)
    {
        using var tape = TestTape.Read(body, Duplicates);
        using var destination = new PooledBuffer();
        var fault = Compile(direction).Rewrite(tape, transform, destination);
        rewritten = Encoding.UTF8.GetString(destination.WrittenSpan);
        return fault;
    }

    public FieldRewriter Compile(KeyUse direction = KeyUse.Seal)
    {
        FieldRewriter.TryCompile([.. mappings.Select(Mapping)], direction, SkipMissing, out var rewriter).ShouldBeNull();
        return rewriter.ShouldNotBeNull();
    }

    private static FieldPath Path(string text)
    {
        FieldPath.TryParse(text, out var path).ShouldBeNull();
        return path.ShouldNotBeNull();
    }
}
