using System.Security.Authentication;
using Gateway.Configuration.Reading;
using Gateway.Egress.Tls;

namespace Gateway.Configuration.Options;

/// <summary>Types <c>Upstreams.*.Tls</c>.</summary>
internal static class TlsOptionsReader
{
    public static TlsOptions Read(SectionReader? section, string baseDirectory, ProblemList problems)
    {
        if (section is null)
        {
            return new TlsOptions();
        }

        var options = new TlsOptions
        {
            Protocols = section.Choice("MinimumVersion", TlsOptions.Modern, ("1.2", TlsOptions.Modern), ("1.3", SslProtocols.Tls13)),
            AuthoritiesPath = section.FilePath("Authorities", baseDirectory),
            ServerName = section.Text("ServerName"),
            Pins = ReadPins(section, problems),
            ReportsPins = section.Choice("PinMode", false, ("enforce", false), ("report", true)),
            ClientCertificate = ReadClientCertificate(section.Section("ClientCertificate"), baseDirectory),
            Revocation = section.Choice("Revocation", RevocationCheck.Off, ("off", RevocationCheck.Off), ("online", RevocationCheck.Online), ("offline", RevocationCheck.Offline)),
            RevocationListPaths = [.. (section.TextList("RevocationLists") ?? []).Select(path => Path.GetFullPath(path, baseDirectory))],
            AllowsUnknownRevocation = section.Choice("RevocationFailure", false, ("refuse", false), ("allow", true)),
        };
        if (options.ServerName is { } name && (name.Length > UpstreamOptionsReader.LongestHost || !System.Text.Ascii.IsValid(name) || Uri.CheckHostName(name) is not (UriHostNameType.Dns or UriHostNameType.IPv4)))
        {
            problems.Error(section.Path.Key("ServerName"), "expected a host name such as reports.example.com, without a scheme and a port; other than ASCII letters in their xn-- form");
        }

        JudgeRevocation(options, section, problems);
        section.Finish();
        return options;
    }

    private static List<SpkiPin> ReadPins(SectionReader section, ProblemList problems)
    {
        var texts = section.TextList("Pins");
        var path = section.Path.Key("Pins");
        if (texts is [])
        {
            problems.Error(path, "a list without pins would refuse every receiver: leave the key out, or name a pin");
        }

        var pins = new List<SpkiPin>();
        for (var i = 0; i < (texts?.Count ?? 0); i++)
        {
            if (SpkiPin.TryParse(texts![i]) is { } pin)
            {
                pins.Add(pin);
            }
            else
            {
                problems.Error(path.Item(i), $"expected a pin such as {SpkiPin.Example}: the SHA-256 of a certificate's public key (SubjectPublicKeyInfo), in base64");
            }
        }

        if (texts is [_] && pins is [_])
        {
            problems.Warn(path, "there is no backup pin: when the receiver changes its key, every report is refused; pin a second key that the receiver keeps in reserve");
        }

        return pins;
    }

    private static ClientCertificateOptions? ReadClientCertificate(SectionReader? section, string baseDirectory)
    {
        if (section is null)
        {
            return null;
        }

        var options = new ClientCertificateOptions(
            FullPath(section.RequiredText("Certificate"), baseDirectory), FullPath(section.RequiredText("Key"), baseDirectory));
        section.Finish();
        return options.CertificatePath.Length > 0 && options.KeyPath.Length > 0 ? options : null;
    }

    private static string FullPath(string path, string baseDirectory) => path.Length == 0 ? path : Path.GetFullPath(path, baseDirectory);

    private static void JudgeRevocation(TlsOptions options, SectionReader section, ProblemList problems)
    {
        if (options.Revocation == RevocationCheck.Offline && options.RevocationListPaths is [])
        {
            problems.Error(section.Path.Key("Revocation"), "offline needs RevocationLists: the files that say what was revoked");
        }
        else if (options.Revocation != RevocationCheck.Offline && options.RevocationListPaths is not [])
        {
            problems.Error(section.Path.Key("RevocationLists"), "these lists are read only with Revocation: offline");
        }
    }
}
