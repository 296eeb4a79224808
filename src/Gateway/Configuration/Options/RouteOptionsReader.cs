using System.Net.Http.Headers;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Validation;

namespace Gateway.Configuration.Options;

/// <summary>Types one of <c>Routes</c>.</summary>
internal sealed class RouteOptionsReader(string name, SectionReader route, string baseDirectory, ProblemList problems)
{
    private const long DefaultMaxRequestBody = 1L << 20;
    private const long DefaultMaxResponseBody = 4L << 20;

    /// <summary>Bodies are held in memory, some of them several times over.</summary>
    private const long MostBody = 256L << 20;

    private const int MostViolations = 1000;

    public RouteOptions Read()
    {
        var options = new RouteOptions
        {
            At = route.Path,
            Name = name,
            Fingerprint = route.Fingerprint(),
            Match = ReadMatch(),
            Upstream = route.RequiredText("Upstream"),
            Fallback = route.Text("Fallback"),
            Path = ReadPath(),
            RateLimit = RateLimitOptionsReader.Read(route.Section("RateLimit"), problems),
            Request = ReadRequest(route.Section("Request")),
            Response = ReadResponse(route.Section("Response")),
        };

        if (route.Section("Delivery") is { } delivery)
        {
            delivery.NotBuilt("Mode", "synchronous");
            delivery.Finish();
        }

        route.NotBuilt("Mode", "enforce");
        route.NotBuilt("RequireStepUp", "false");
        route.NotBuilt("Clients");
        route.Finish();
        return options;
    }

    private MatchOptions ReadMatch()
    {
        if (route.Section("Match") is not { } match)
        {
            if (!route.Has("Match"))
            {
                problems.Error(route.Path.Key("Match"), "this section is required: which requests are meant?");
            }

            return new MatchOptions(string.Empty, [], [], []);
        }

        var options = new MatchOptions(
            match.RequiredText("Path"),
            match.TextList("Methods") ?? [],
            match.TextList("Hosts") ?? [],
            match.TextMap("Headers"));
        match.Finish();
        return options;
    }

    private string? ReadPath()
    {
        var path = route.Text("Path");
        if (path is not null && (!path.StartsWith('/') || path.AsSpan().ContainsAny("?#{}")))
        {
            problems.Error(route.Path.Key("Path"), "expected a path that begins with '/' and has no query and no parameters");
        }

        return path;
    }

    private RequestOptions ReadRequest(SectionReader? section)
    {
        // A route without the section is one whose section says nothing.
        section ??= new SectionReader(new ObjectNode(default), route.Path.Key("Request"), new ProblemList());
        var inject = section.Section("Inject", isSensitive: true);
        var options = new RequestOptions
        {
            MaxBody = section.Size("MaxBody", DefaultMaxRequestBody, MostBody),
            ReadTimeout = section.Duration("ReadTimeout", TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5)),
            ContentTypes = NotEmpty(section, "ContentTypes", "it would take no content type at all"),
            Json = ReadJson(section.Section("Json")),
            Schema = section.FilePath("Schema", baseDirectory),
            Formats = section.Choice("Formats", FormatMode.Assert, ("assert", FormatMode.Assert), ("annotate", FormatMode.Annotate)),
            DetailedErrors = section.Choice("Errors", false, ("generic", false), ("detailed", true)),
            MaxViolations = section.Integer("MaxViolations", 16, 1, MostViolations),
            Keep = NotEmpty(section, "Keep", "it would keep nothing; leave it out to keep everything"),
            Drop = section.TextList("Drop") ?? [],
            Mask = section.TextMap("Mask"),
            Hash = section.TextMap("Hash"),
            Encrypt = ReadEncrypt(section.Section("Encrypt")),
            Inject = new InjectOptions(inject?.TextMap("Headers") ?? [], inject?.TextMap("Query") ?? [], inject?.TextMap("Body") ?? []),
            KeepQuery = section.TextList("KeepQuery"),
            RemoveHeaders = section.TextList("RemoveHeaders") ?? [],
        };
        inject?.Finish();
        section.NotBuilt("Inspect", "off");
        section.NotBuilt("Sign");
        section.Finish();
        return options;
    }

    private IReadOnlyList<string>? NotEmpty(SectionReader section, string key, string consequence)
    {
        var list = section.TextList(key);
        if (list is [])
        {
            problems.Error(section.Path.Key(key), $"the list is empty: {consequence}");
        }

        return list;
    }

    private static JsonGuardOptions? ReadJson(SectionReader? section)
    {
        if (section is null)
        {
            return null;
        }

        var options = new JsonGuardOptions(
            section.Integer("MaxDepth", 32, 1, JsonGuardOptions.Deepest),
            section.Choice("DuplicateKeys", DuplicateKeys.Reject, ("reject", DuplicateKeys.Reject), ("allow", DuplicateKeys.Allow)));
        section.Finish();
        return options;
    }

    private EncryptOptions? ReadEncrypt(SectionReader? section)
    {
        if (section is null)
        {
            return null;
        }

        var options = new EncryptOptions(section.RequiredText("Envelope"), section.RequiredText("Key"), EnvelopeOptionsReader.Read(section, problems));
        section.Finish();
        return options;
    }

    private ResponseOptions ReadResponse(SectionReader? section)
    {
        if (section is null)
        {
            return new ResponseOptions(DefaultMaxResponseBody, GenericErrors: true);
        }

        var options = new ResponseOptions(
            section.Size("MaxBody", DefaultMaxResponseBody, MostBody),
            section.Choice("Errors", true, ("generic", true), ("passthrough", false)))
        {
            Decrypt = ReadEncrypt(section.Section("Decrypt")),
            ContentType = section.Text("ContentType"),
        };
        JudgeContentType(section, options);
        if (section.Section("Cache") is { } cache)
        {
            cache.NotBuilt("Enabled", "false");
            cache.Finish();
        }

        section.NotBuilt("OnDrift", "report");
        section.NotBuilt("ScrubSecrets", "false");
        section.NotBuilt("HardenCookies", "false");
        section.NotBuilt("Schema");
        section.Finish();
        return options;
    }

    private void JudgeContentType(SectionReader section, ResponseOptions options)
    {
        var at = section.Path.Key("ContentType");
        if (options.ContentType is not null && !section.Has("Decrypt"))
        {
            problems.Error(at, "an answer that is not opened has a content type of its own: add Decrypt, or remove this");
        }
        else if (options.ContentType is { } contentType && (!MediaTypeHeaderValue.TryParse(contentType, out _) || !HeaderText.IsPrintable(contentType)))
        {
            problems.Error(at, "expected a media type such as application/json");
        }
    }
}
