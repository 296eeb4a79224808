using System.Net;
using Gateway.Configuration.Reading;

namespace Gateway.Configuration.Options;

/// <summary>Types one of <c>Listeners</c>.</summary>
internal static class ListenerOptionsReader
{
    public static ListenerOptions Read(SectionReader? listeners, string name, int defaultPort, ProblemList problems)
    {
        var otherwise = new ListenerOptions(IPAddress.Loopback, defaultPort);
        if (listeners?.Section(name) is not { } section)
        {
            return otherwise;
        }

        var url = section.RequiredText("Url");
        var allowPlaintext = section.Flag("AllowPlaintextFromNetwork");
        section.NotBuilt("Tls");
        section.Finish();
        return url.Length == 0 ? otherwise : Parse(url, allowPlaintext, section.Path.Key("Url"), problems) ?? otherwise;
    }

    private static ListenerOptions? Parse(string url, bool allowPlaintext, KeyPath path, ProblemList problems)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            problems.Error(path, "expected an address such as http://127.0.0.1:8080; for all interfaces write http://0.0.0.0:8080");
            return null;
        }

        if (uri.Scheme == "https")
        {
            problems.Error(path, "this version of Gateway does not serve https yet: bind to loopback, beside the application");
            return null;
        }

        if (uri.PathAndQuery != "/" || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            problems.Error(path, "an address to listen on has a scheme, a host and a port, nothing else");
            return null;
        }

        if (uri.Host == "localhost")
        {
            // Both loopback addresses cannot share a port that the system chooses.
            return new ListenerOptions(uri.Port == 0 ? IPAddress.Loopback : null, uri.Port);
        }

        if (!IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address))
        {
            problems.Error(path, $"'{uri.Host}' is not an IP address or localhost");
            return null;
        }

        if (!IPAddress.IsLoopback(address) && !allowPlaintext)
        {
            problems.Error(path, "plain http beyond loopback would show every report to the network; bind to 127.0.0.1, or say AllowPlaintextFromNetwork: true");
            return null;
        }

        return new ListenerOptions(address, uri.Port);
    }
}
