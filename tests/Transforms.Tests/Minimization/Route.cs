using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Minimization;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Json;

namespace Gateway.Transforms.Tests.Minimization;

/// <summary>What a route says of its bodies' fields, as tests write it.</summary>
internal sealed class Route(bool keepsAll)
{
    private readonly ProjectionBuilder _builder = new(keepsAll);

    public DuplicateKeys Duplicates { get; init; }

    public static FieldPath Path(string text)
    {
        FieldPath.TryParse(text, out var path).ShouldBeNull();
        return path.ShouldNotBeNull();
    }

    public static MaskStyle Style(string text)
    {
        MaskStyle.TryParse(text, out var style).ShouldBeTrue();
        return style;
    }

    /// <summary>What a projection without injections leaves of a body; null when it does not fit.</summary>
    public static string? Apply(Projection projection, string body)
    {
        using var tape = TestTape.Read(body);
        using var destination = new PooledBuffer();
        return projection.Apply(tape, destination, []) == ProjectionFault.None ? Encoding.UTF8.GetString(destination.WrittenSpan) : null;
    }

    public Route Keep(string path) => Accepted(_builder.Keep(Path(path)));

    public Route Drop(string path) => Accepted(_builder.Drop(Path(path)));

    public Route Mask(string path, string style) => Accepted(_builder.Mask(Path(path), Style(style)));

    public Route Hash(string path, SecretHandle pepper) => Accepted(_builder.Hash(Path(path), pepper));

    public Route Inject(string path, int injection) => Accepted(_builder.Inject(Path(path), injection));

    public ProjectionFault Fault(string body) => Apply(body).Fault;

    /// <summary>The projected body, with <c>&lt;N&gt;</c> where injection N goes.</summary>
    public string Project(string body)
    {
        var (fault, projected, injections) = Apply(body);
        fault.ShouldBe(ProjectionFault.None);
        injections.Select(static point => point.Offset).ShouldBeInOrder();

        var text = new StringBuilder();
        var copied = 0;
        foreach (var point in injections)
        {
            text.Append(Encoding.UTF8.GetString(projected.AsSpan(copied, point.Offset - copied))).Append('<').Append(point.Injection).Append('>');
            copied = point.Offset;
        }

        return text.Append(Encoding.UTF8.GetString(projected.AsSpan(copied))).ToString();
    }

    private (ProjectionFault Fault, byte[] Projected, List<InjectionPoint> Injections) Apply(string body)
    {
        using var tape = TestTape.Read(body, Duplicates);
        using var destination = new PooledBuffer();
        var injections = new List<InjectionPoint>();
        var fault = _builder.Build().Apply(tape, destination, injections);
        return (fault, destination.WrittenSpan.ToArray(), injections);
    }

    private Route Accepted(string? problem)
    {
        problem.ShouldBeNull();
        return this;
    }
}
