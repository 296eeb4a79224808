using System.Text;

namespace Gateway.Tests.Egress;

/// <summary>The kinds of requests whose attempts differ, and the routes of <see cref="FaultTest"/> that they take.</summary>
internal sealed record RequestKind(HttpMethod Method, string Path)
{
    private const string Report = """{"email":"ada@example.com","reason":"No answer since the second interview.","date":"2024-03-26"}""";

    /// <summary>A sealed report that the receiver does not know again.</summary>
    public static RequestKind Post { get; } = new(HttpMethod.Post, "/report-ghosting");

    /// <summary>A sealed report that bears a key by which the receiver knows it again.</summary>
    public static RequestKind Keyed { get; } = new(HttpMethod.Post, "/keyed");

    /// <summary>A request without a body that may be repeated as often as one likes.</summary>
    public static RequestKind Get { get; } = new(HttpMethod.Get, "/plain/status");

    /// <summary>A body that streams through.</summary>
    public static RequestKind Streamed { get; } = new(HttpMethod.Post, "/plain/report");

    public static IReadOnlyList<RequestKind> All { get; } = [Post, Keyed, Get, Streamed];

    public async Task<HttpResponseMessage> SendAsync(HttpClient client, CancellationToken cancellationToken = default)
    {
        using var message = Message();
        return await client.SendAsync(message, cancellationToken);
    }

    public HttpRequestMessage Message(string report = Report) =>
        new(Method, Path) { Content = Method == HttpMethod.Post ? new StringContent(report, Encoding.UTF8, "application/json") : null };
}
