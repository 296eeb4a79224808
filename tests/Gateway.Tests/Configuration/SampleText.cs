namespace Gateway.Tests.Configuration;

/// <summary>Configurations that are good but for the part that a test puts in.</summary>
internal static class SampleText
{
    /// <summary>A route with this <c>Request</c> section. There are the secrets <c>key</c>, 32 bytes, and <c>token</c>.</summary>
    public static string WithRequest(string request) => WithRoute(
        $$"""
        {
              "Match": { "Path": "/r", "Methods": ["POST"] },
              "Upstream": "up",
              "Request": {{request}}
            }
        """);

    /// <summary>A route called <c>r</c> with this section.</summary>
    public static string WithRoute(string route) => WithSections(
        $$"""
        "Upstreams": { "up": { "Addresses": ["https://reports.example.com"] } },
          "Routes": {
            "r": {{route}}
          }
        """);

    /// <summary>An upstream called <c>up</c> with this section.</summary>
    public static string WithUpstream(string upstream) => WithSections(
        $$"""
        "Upstreams": { "up": {{upstream}} },
          "Routes": { "r": { "Match": { "Path": "/r" }, "Upstream": "up" } }
        """);

    /// <summary>A good route, and these sections besides.</summary>
    public static string With(string sections) => WithSections(
        $$"""
        {{sections}},
          "Upstreams": { "up": { "Addresses": ["https://reports.example.com"] } },
          "Routes": { "r": { "Match": { "Path": "/r" }, "Upstream": "up" } }
        """);

    /// <summary>A good route and upstream, and this section of secrets.</summary>
    public static string WithSecrets(string secrets) =>
        $$"""
        {
          "Secrets": {{secrets}},
          "Upstreams": { "up": { "Addresses": ["https://reports.example.com"] } },
          "Routes": { "r": { "Match": { "Path": "/r" }, "Upstream": "up" } }
        }
        """;

    private static string WithSections(string sections) =>
        $$"""
        {
          "Secrets": {
            "key": { "Source": "env", "Name": "KEY", "Encoding": "hex" },
            "token": { "Source": "env", "Name": "TOKEN" }
          },
          {{sections}}
        }
        """;
}
