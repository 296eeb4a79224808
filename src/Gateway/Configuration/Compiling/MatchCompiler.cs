using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Injection;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Configuration.Compiling;

/// <summary>
/// Compiles <c>Match</c>, and finds routes between which a request could not be decided. It refuses whatever the proxy or the routing would
/// refuse later: there it would be an exception at start-up, or on every request.
/// </summary>
internal sealed partial class MatchCompiler(ProblemList problems)
{
    /// <summary>The methods that the proxy routes, without the two that carry no report.</summary>
    private static readonly FrozenSet<string> Methods =
        FrozenSet.ToFrozenSet(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"], StringComparer.Ordinal);

    private static readonly DefaultInlineConstraintResolver Constraints =
        new(Microsoft.Extensions.Options.Options.Create(new Microsoft.AspNetCore.Routing.RouteOptions()), new ServiceCollection().BuildServiceProvider());

    private readonly Dictionary<string, string> _shapes = new(StringComparer.Ordinal);

    public RouteMatch Compile(Options.RouteOptions route)
    {
        var match = route.Match;
        var path = route.At.Key("Match");
        var pattern = ParsePath(match.Path, path.Key("Path"));
        JudgeMethods(match.Methods, path.Key("Methods"));
        JudgeHosts(match.Hosts, path.Key("Hosts"));
        JudgeHeaders(match.Headers, path.Key("Headers"));
        if (pattern is not null)
        {
            FindTwin(route, Shape(pattern), path);
        }

        return new RouteMatch
        {
            Path = match.Path,
            Methods = match.Methods.Count > 0 ? match.Methods : null,
            Hosts = match.Hosts.Count > 0 ? match.Hosts : null,
            Headers =
            [
                .. match.Headers.Select(static header =>
                    new RouteHeader { Name = header.Key, Values = [header.Value], Mode = HeaderMatchMode.ExactHeader, IsCaseSensitive = true }),
            ],
        };
    }

    private RoutePattern? ParsePath(string text, KeyPath path)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (!text.StartsWith('/'))
        {
            problems.Error(path, "expected a path that begins with '/'");
            return null;
        }

        try
        {
            var pattern = RoutePatternFactory.Parse(text);
            foreach (var policy in pattern.ParameterPolicies.SelectMany(static parameter => parameter.Value))
            {
                if (policy.Content is { } constraint && Constraints.ResolveConstraint(constraint) is null)
                {
                    problems.Error(path, $"'{constraint}' is not a constraint of ASP.NET Core's route syntax, such as int or length(8)");
                    return null;
                }
            }

            return pattern;
        }
        catch (RoutePatternException mistake)
        {
            problems.Error(path, $"not a path in ASP.NET Core's route syntax: {mistake.Message}");
        }
        catch (RouteCreationException mistake)
        {
            problems.Error(path, $"a constraint of the path cannot be used: {mistake.Message}");
        }

        return null;
    }

    private void JudgeMethods(IReadOnlyList<string> methods, KeyPath path)
    {
        for (var i = 0; i < methods.Count; i++)
        {
            if (!Methods.Contains(methods[i]))
            {
                problems.Error(path.Item(i), $"'{methods[i]}' is not a method that a report is sent with; there are {string.Join(", ", Methods.Order(StringComparer.Ordinal))}, in capitals");
            }
            else if (methods.Take(i).Contains(methods[i]))
            {
                problems.Error(path.Item(i), $"{methods[i]} is there twice");
            }
        }
    }

    private void JudgeHosts(IReadOnlyList<string> hosts, KeyPath path)
    {
        for (var i = 0; i < hosts.Count; i++)
        {
            if (!HostForm().IsMatch(hosts[i]))
            {
                problems.Error(path.Item(i), "expected a host such as reports.example.com, *.example.com or localhost:8080");
            }
            else if (hosts[i].Contains("xn--", StringComparison.OrdinalIgnoreCase))
            {
                problems.Error(path.Item(i), "write the name in its own letters, not in punycode");
            }
        }
    }

    private void JudgeHeaders(IReadOnlyList<KeyValuePair<string, string>> headers, KeyPath path)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, _) in headers)
        {
            if (!HeaderText.IsName(name))
            {
                problems.Error(path.Key(name), "this is not a header name");
            }
            else if (!names.Add(name))
            {
                problems.Error(path.Key(name), "the header is there twice: names of headers that differ in case only are the same");
            }
        }
    }

    /// <summary>Two routes that match the very same requests would fail each of them at run time.</summary>
    private void FindTwin(Options.RouteOptions route, string shape, KeyPath path)
    {
        var match = route.Match;
        IReadOnlyList<string> methods = match.Methods.Count > 0 ? match.Methods : ["*"];
        IReadOnlyList<string> hosts = match.Hosts.Count > 0 ? match.Hosts : ["*"];
        var headers = string.Join('\n', match.Headers.Select(static header => $"{header.Key.ToUpperInvariant()}={header.Value}").Order(StringComparer.Ordinal));
        var twins =
            from method in methods
            from host in hosts
            let key = $"{method} {host.ToUpperInvariant()}{shape}\n{headers}"
            where !_shapes.TryAdd(key, route.Name) && _shapes[key] != route.Name
            select _shapes[key];

        // All of them, so that every shape is remembered.
        foreach (var twin in twins.ToList().Distinct(StringComparer.Ordinal))
        {
            problems.Error(path, $"route '{twin}' matches the same requests");
        }
    }

    /// <summary>
    /// What tells the path's requests from those of other paths: its literals, which have no case, and the kinds and constraints of its
    /// parameters, by which the routing ranks them. The parameters' names do not.
    /// </summary>
    private static string Shape(RoutePattern pattern) =>
        string.Concat(pattern.PathSegments.Select(segment => "/" + string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart parameter => $"{{{(parameter.IsCatchAll ? "**" : string.Empty)}{string.Concat(parameter.ParameterPolicies.Select(static policy => $":{policy.Content}"))}}}",
            RoutePatternLiteralPart literal => literal.Content.ToUpperInvariant(),
            RoutePatternSeparatorPart separator => separator.Content,
            _ => string.Empty,
        }))));

    /// <summary>As the routing's host matching reads it: a name or <c>*</c>, with or without a port. It splits at the colon, so there is no IPv6.</summary>
    [GeneratedRegex(@"^(\*|(\*\.)?[\p{L}\p{N}_]([\p{L}\p{N}_.-]*[\p{L}\p{N}_])?)(:(\*|[1-9][0-9]{0,4}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostForm();
}
