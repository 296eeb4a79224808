using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Injection;
using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Configuration.Compiling;

/// <summary>Compiles <c>Match</c>, and finds routes between which a request could not be decided.</summary>
internal sealed class MatchCompiler(ProblemList problems)
{
    private readonly Dictionary<string, string> _shapes = new(StringComparer.OrdinalIgnoreCase);

    public RouteMatch Compile(RouteOptions route)
    {
        var match = route.Match;
        var path = route.At.Key("Match");
        JudgePath(match.Path, path.Key("Path"));
        for (var i = 0; i < match.Methods.Count; i++)
        {
            if (!match.Methods[i].All(char.IsAsciiLetterUpper) || match.Methods[i] is "CONNECT" or "TRACE")
            {
                problems.Error(path.Key("Methods").Item(i), $"'{match.Methods[i]}' is not a method that a report is sent with; methods are written in capitals, such as POST");
            }
        }

        foreach (var (name, _) in match.Headers)
        {
            if (!HeaderText.IsName(name))
            {
                problems.Error(path.Key("Headers").Key(name), "this is not a header name");
            }
        }

        FindTwin(route, path);
        return new RouteMatch
        {
            Path = match.Path,
            Methods = match.Methods.Count > 0 ? match.Methods : null,
            Hosts = match.Hosts.Count > 0 ? match.Hosts : null,
            Headers = [.. match.Headers.Select(static header => new RouteHeader { Name = header.Key, Values = [header.Value], Mode = HeaderMatchMode.ExactHeader })],
        };
    }

    private void JudgePath(string text, KeyPath path)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (!text.StartsWith('/'))
        {
            problems.Error(path, "expected a path that begins with '/'");
            return;
        }

        try
        {
            RoutePatternFactory.Parse(text);
        }
        catch (RoutePatternException mistake)
        {
            problems.Error(path, $"not a path in ASP.NET Core's route syntax: {mistake.Message}");
        }
    }

    /// <summary>Two routes that match the very same requests would fail each of them at run time.</summary>
    private void FindTwin(RouteOptions route, KeyPath path)
    {
        var match = route.Match;
        IReadOnlyList<string> methods = match.Methods.Count > 0 ? match.Methods : ["*"];
        var rest = string.Join(
            '\n',
            [.. match.Hosts.Order(StringComparer.OrdinalIgnoreCase), "", .. match.Headers.Select(static header => $"{header.Key}={header.Value}").Order(StringComparer.Ordinal)]);
        foreach (var method in methods.Distinct(StringComparer.Ordinal))
        {
            if (!_shapes.TryAdd($"{method} {Shape(match.Path)}\n{rest}", route.Name))
            {
                var twin = _shapes[$"{method} {Shape(match.Path)}\n{rest}"];
                problems.Error(path, $"route '{twin}' matches the same requests");
                return;
            }
        }
    }

    /// <summary>The path with its parameters' names taken out: they do not tell requests apart.</summary>
    private static string Shape(string path)
    {
        var inParameter = false;
        return string.Concat(path.TrimEnd('/').Where(c =>
        {
            var kept = !inParameter || c is '}';
            inParameter = c == '{' || (inParameter && c != '}');
            return kept;
        }));
    }
}
