using Gateway.Configuration;
using Gateway.Transforms.Plans;

namespace Gateway.Tests.Configuration;

/// <summary>What compiling refuses: names that lead nowhere, stages that contradict each other, files that are not what they should be.</summary>
public sealed class CompileErrorsTests
{
    [Theory]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": »"upp" }""", "Routes.r.Upstream", "there is no upstream called 'upp'; did you mean 'up'?")]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": »"elsewhere" }""", "Routes.r.Upstream", "there is no upstream called 'elsewhere'")]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "up", "Fallback": »"upp" }""", "Routes.r.Fallback", "there is no upstream called 'upp'; did you mean 'up'?")]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "up", "Fallback": »"up" }""", "Routes.r.Fallback", "this is the route's own upstream")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": »"r" } }""", "Routes.r.Match.Path", "expected a path that begins with '/'")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": »"/{id" } }""", "Routes.r.Match.Path", "not a path in ASP.NET Core's route syntax")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": »"/{id}/{id}" } }""", "Routes.r.Match.Path", "not a path in ASP.NET Core's route syntax")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": »"/{id:integer}" } }""", "Routes.r.Match.Path", "'integer' is not a constraint")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": »"/{id:length(x)}" } }""", "Routes.r.Match.Path", "a constraint of the path cannot be used")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": »"/{id:regex(()}" } }""", "Routes.r.Match.Path", "a constraint of the path cannot be used")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r", "Methods": ["POST", »"post"] } }""", "Routes.r.Match.Methods[1]", "'post' is not a method that a report is sent with; there are DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, in capitals")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r", "Methods": [»"TRACE"] } }""", "Routes.r.Match.Methods[0]", "'TRACE' is not a method")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r", "Methods": ["POST", »"POST"] } }""", "Routes.r.Match.Methods[1]", "POST is there twice")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r", "Hosts": [»"https://a.example"] } }""", "Routes.r.Match.Hosts[0]", "expected a host such as reports.example.com")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r", "Hosts": ["a.example", »"[::1]:80"] } }""", "Routes.r.Match.Hosts[1]", "expected a host such as reports.example.com")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r", "Hosts": [»"xn--bcher-kva.example"] } }""", "Routes.r.Match.Hosts[0]", "not in punycode")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r", "Headers": { "X Kind": »"a" } } }""", "Routes.r.Match.Headers['X Kind']", "this is not a header name")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r", "Headers": { "X-Kind": "a", "x-kind": »"b" } } }""", "Routes.r.Match.Headers.x-kind", "the header is there twice")]
    public async Task Route_ThatLeadsNowhere_IsRefused(string marked, string path, string message) => await ShouldRefuseAsync(SampleText.WithRoute(marked), path, message);

    [Theory]
    [InlineData("""{ "Keep": ["$.a", »"b"] }""", "Keep[1]", "a field path begins with '$', such as $.email")]
    [InlineData("""{ "Keep": [»"$..a"] }""", "Keep[0]", "'..' and '.*' search, and a field path only names")]
    [InlineData("""{ "Drop": [»"$.a["] }""", "Drop[0]", "only ['name'], [0] and [*] may stand in brackets")]
    [InlineData("""{ "Mask": { "$.": »"all" } }""", "Mask['$.']", "a name is missing after '.'")]
    [InlineData("""{ "Mask": { "$.a": »"last17" } }""", "Mask['$.a']", "'last17' is not a mask; write all, first1 to first16, or last1 to last16")]
    [InlineData("""{ "Hash": { "$[?a]": »"token" } }""", "Hash['$[?a]']", "may stand in brackets")]
    [InlineData("""{ "Keep": ["$.a"], "Drop": [»"$.a"] }""", "Drop[0]", "the same field is kept already")]
    [InlineData("""{ "Keep": ["$.a.b"], "Drop": [»"$.a"] }""", "Drop[0]", "another path leads inside it, and this field is dropped")]
    [InlineData("""{ "Drop": ["$.a"], "Mask": { "$.a.b": »"all" } }""", "Mask['$.a.b']", "it lies inside a field that is dropped")]
    [InlineData("""{ "Mask": { "$.a": "all" }, "Hash": { "$.a": »"token" } }""", "Hash['$.a']", "the same field is masked already")]
    [InlineData("""{ "Mask": { "$.a": "all" }, "Inject": { "Body": { "$.a": »"x" } } }""", "Inject.Body['$.a']", "the same field is masked already")]
    [InlineData("""{ "Inject": { "Body": { "$.a[0]": »"x" } } }""", "Inject.Body['$.a[0]']", "a value is injected into a member of an object")]
    public async Task Fields_BadOrContradicting_AreRefused(string marked, string path, string message) => await ShouldRefuseRequestAsync(marked, path, message);

    [Theory]
    [InlineData("""{ "Hash": { "$.a": »"tokn" } }""", "Hash['$.a']", "there is no secret of this name under Secrets; did you mean 'token'?")]
    [InlineData("""{ "Hash": { "$.a": »"pepper" } }""", "Hash['$.a']", "there is no secret of this name under Secrets; there are key, token")]
    [InlineData("""{ "Encrypt": { "Envelope": "report-ghosting", "Key": »"kye" } }""", "Encrypt.Key", "there is no secret of this name under Secrets; did you mean 'key'?")]
    [InlineData("""{ "Inject": { "Headers": { "X-Key": »"{secret:tokn}" } } }""", "Inject.Headers.X-Key", "there is no secret of this name under Secrets; did you mean 'token'?")]
    [InlineData("""{ "Inject": { "Query": { "key": »"{secret:tokn}" } } }""", "Inject.Query.key", "there is no secret of this name under Secrets; did you mean 'token'?")]
    [InlineData("""{ "Inject": { "Body": { "$.key": »"{secret:tokn}" } } }""", "Inject.Body['$.key']", "there is no secret of this name under Secrets; did you mean 'token'?")]
    public async Task Secret_UnknownName_IsRefused(string marked, string path, string message) => await ShouldRefuseRequestAsync(marked, path, message);

    [Theory]
    [InlineData("""{ "Encrypt": { "Envelope": »"report-gosting", "Key": "key" } }""", "Encrypt.Envelope", "there is no envelope of this name; there are aes-cbc, aes-ecb, aes-gcm, aes128gcm, alipay, cbc-hmac")]
    [InlineData("""{ "Encrypt": { "Envelope": "report-ghosting", "Key": "key", "Headers": { "x-len": "1" } }, "Inject": { "Headers": { "X-Len": »"2" } } }""", "Inject.Headers.X-Len", "the envelope sets this header, too")]
    [InlineData("""{ "Encrypt": { "Envelope": "report-ghosting", "Key": "key", "OnMissing": »"skip" } }""", "Encrypt.OnMissing", "it is about Fields")]
    [InlineData("""{ "Encrypt": { "Envelope": "jwe", "Algorithm": "dir", "Key": "key", "Fields": »[{ "From": "$.a" }, { "From": "$.a.b" }] } }""", "Encrypt.Fields", "$.a")]
    [InlineData("""{ "Encrypt": { "Envelope": "report-ghosting", "Key": »"token" } }""", "Encrypt.Key", "secret 'token' does not fit: a symmetric key of 32 bytes is needed")]
    [InlineData("""{ "Encrypt": { "Envelope": "report-ghosting", "Key": »"key", "Encryption": "A128CBC" } }""", "Encrypt.Key", "secret 'key' does not fit: a symmetric key of 16 bytes is needed")]
    [InlineData("""{ "Encrypt": { "Envelope": "report-ghosting", "Key": "key", "Encryption": »"A256GCM" } }""", "Encrypt.Encryption", "'A256GCM' is not known here; known are A256CBC, A192CBC, A128CBC")]
    [InlineData("""{ "Encrypt": »{ "Envelope": "aes-cbc", "Key": "key" } }""", "Encrypt.Body", "say where the sealed message goes")]
    [InlineData("""{ "Encrypt": { "Envelope": "aes-cbc", "Key": "key", "Body": »{ "data": "x" } } }""", "Encrypt.Body", "the template places nothing")]
    [InlineData("""{ "Encrypt": { "Envelope": "aes-cbc", "Key": "key", "Body": »{ "data": "{tag}" } } }""", "Encrypt.Body", "{tag} is not a part of this message; it has {sealed}, {iv}, {ciphertext}")]
    [InlineData("""{ "Encrypt": { "Envelope": "aes-cbc", "Key": "key", "Body": »{ "data": "v1:{sealed}" } } }""", "Encrypt.Body", "a part must be a whole string of its own")]
    public async Task Encrypt_ThatCannotSeal_IsRefused(string marked, string path, string message) => await ShouldRefuseRequestAsync(marked, path, message);

    [Theory]
    [InlineData("""{ "report-ghosting": »{ "Format": "aes-cbc" } }""", "Envelopes.report-ghosting", "this is the name of a built-in one")]
    [InlineData("""{ "e": { "Format": »"aes-xts" } }""", "Envelopes.e.Format", "'aes-xts' is not a format of this version; it has aes-cbc, aes-ecb, aes-gcm")]
    [InlineData("""{ "e": { "Format": "aes-cbc", "Encryption": »"A256GCM" } }""", "Envelopes.e.Encryption", "'A256GCM' is not known here")]
    [InlineData("""{ "e": { "Format": "aes-cbc", "Body": »{ "data": "{tag}" } } }""", "Envelopes.e.Body", "{tag} is not a part of this message")]
    public async Task Envelope_Mistake_IsToldAtTheEnvelopeWhetherARouteUsesItOrNot(string marked, string path, string message)
    {
        await ShouldRefuseAsync(SampleText.With($$""" "Envelopes": {{marked}}"""), path, message);

        if (path != "Envelopes.report-ghosting")
        {
            var used = SampleText.WithRequest("""{ "Encrypt": { "Envelope": "e", "Key": "key" } }""");
            await ShouldRefuseAsync(used[..^1] + $$""", "Envelopes": {{marked}} }""", path, message);
        }
    }

    [Theory]
    [InlineData("""{ "ContentTypes": [»"*/*"] }""", "ContentTypes[0]", "expected a media type without parameters")]
    [InlineData("""{ "ContentTypes": [»"application/json; charset=utf-8"] }""", "ContentTypes[0]", "expected a media type without parameters")]
    [InlineData("""{ "ContentTypes": »["text/xml"], "Keep": ["$.a"] }""", "ContentTypes", "a stage of this route needs JSON bodies")]
    [InlineData("""{ "ContentTypes": »["application/json", "text/xml"], "Json": { "MaxDepth": 5 } }""", "ContentTypes", "a stage of this route needs JSON bodies")]
    [InlineData("""{ "ContentTypes": »["application/x-www-form-urlencoded"], "Inject": { "Body": { "$.a": "x" } } }""", "ContentTypes", "a stage of this route needs JSON bodies")]
    [InlineData("""{ "Schema": »"absent.schema.json" }""", "Schema", "absent.schema.json does not exist")]
    [InlineData("""{ "Schema": »"." }""", "Schema", "is a directory")]
    [InlineData("""{ "Inject": { "Headers": { "Content-Length": »"1" } } }""", "Inject.Headers.Content-Length", "this is not a header that can be injected")]
    [InlineData("""{ "Inject": { "Headers": { "host": »"x" } } }""", "Inject.Headers.host", "this is not a header that can be injected")]
    [InlineData("""{ "Inject": { "Headers": { "X Key": »"x" } } }""", "Inject.Headers['X Key']", "this is not a header that can be injected")]
    [InlineData("""{ "Inject": { "Headers": { "X-Key": "a", "x-key": »"b" } } }""", "Inject.Headers.x-key", "the header is there twice")]
    [InlineData("""{ "Inject": { "Headers": { "X-Key": »"ä" } } }""", "Inject.Headers.X-Key", "with the present secrets the value is empty or not printable ASCII")]
    [InlineData("""{ "Inject": { "Headers": { "X-Key": »"{secret:key}" } } }""", "Inject.Headers.X-Key", "with the present secrets the value is empty or not printable ASCII")]
    [InlineData("""{ "Inject": { "Headers": { "X-Key": »"{secret:token" } } }""", "Inject.Headers.X-Key", "a '{' is not closed")]
    [InlineData("""{ "Inject": { "Headers": { "X-Key": »"{token}" } } }""", "Inject.Headers.X-Key", "a placeholder is not known here; secrets are written {secret:NAME}")]
    [InlineData("""{ "Inject": { "Query": { "": »"x" } } }""", "Inject.Query['']", "a parameter needs a name")]
    [InlineData("""{ "Inject": { "Query": { "key": »"x" } }, "KeepQuery": ["key"] }""", "Inject.Query.key", "the parameter is in KeepQuery too")]
    [InlineData("""{ "RemoveHeaders": ["X-A", »"X B"] }""", "RemoveHeaders[1]", "this is not a header name")]
    public async Task Request_ThatCannotWork_IsRefused(string marked, string path, string message) => await ShouldRefuseRequestAsync(marked, path, message);

    [Theory]
    [InlineData("""{ "type": "objekt" }""")]
    [InlineData("""{ "$ref": "other.json" }""")]
    [InlineData("""{ "type": "object", }""")]
    [InlineData(" ")]
    public async Task Schema_FileThatIsNone_IsToldAtTheKeyThatNamesIt(string schema)
    {
        using var bench = new ConfigurationBench();
        bench.Write("s.json", schema);
        var text = new MarkedText(SampleText.WithRequest("""{ "Schema": »"s.json" }"""));

        var errors = ConfigurationBench.Errors(await bench.LoadAsync(text.Text));

        errors.ShouldNotBeEmpty();
        foreach (var error in errors)
        {
            error.Path.ShouldBe("Routes.r.Request.Schema");
            error.Message.ShouldStartWith($"{bench.PathOf("s.json")}: at ");
            (error.Location.Line, error.Location.Column).ShouldBe((text.Line, text.Column));
        }
    }

    [Theory]
    [InlineData("""{ "Path": "/a", "Methods": ["POST"] }""", """{ "Path": "/a", "Methods": ["GET", "POST"] }""", true)]
    [InlineData("""{ "Path": "/a" }""", """{ "Path": "/A/" }""", true)]
    [InlineData("""{ "Path": "/a/{x}" }""", """{ "Path": "/a/{y}" }""", true)]
    [InlineData("""{ "Path": "/a/{x:int}" }""", """{ "Path": "/a/{y:int}" }""", true)]
    [InlineData("""{ "Path": "/a", "Hosts": ["x.example", "y.example"] }""", """{ "Path": "/a", "Hosts": ["Y.example", "z.example"] }""", true)]
    [InlineData("""{ "Path": "/a", "Headers": { "X-Kind": "1" } }""", """{ "Path": "/a", "Headers": { "x-kind": "1" } }""", true)]
    [InlineData("""{ "Path": "/a", "Methods": ["POST"] }""", """{ "Path": "/a", "Methods": ["GET"] }""", false)]
    [InlineData("""{ "Path": "/a" }""", """{ "Path": "/a", "Methods": ["GET"] }""", false)]
    [InlineData("""{ "Path": "/a/{x}" }""", """{ "Path": "/a/{**rest}" }""", false)]
    [InlineData("""{ "Path": "/a/{x}" }""", """{ "Path": "/a/{x:int}" }""", false)]
    [InlineData("""{ "Path": "/a", "Hosts": ["x.example"] }""", """{ "Path": "/a", "Hosts": ["y.example"] }""", false)]
    [InlineData("""{ "Path": "/a", "Headers": { "X-Kind": "a" } }""", """{ "Path": "/a", "Headers": { "X-Kind": "A" } }""", false)]
    public async Task Routes_ThatMatchTheSameRequests_AreRefused(string first, string second, bool areTwins)
    {
        using var bench = new ConfigurationBench();
        var text = SampleText.WithRoute($$"""{ "Upstream": "up", "Match": {{first}} }, "s": { "Upstream": "up", "Match": »{{second}} }""");
        if (areTwins)
        {
            await bench.ShouldRefuseAsync(text, "Routes.s.Match", "route 'r' matches the same requests");
            return;
        }

        ConfigurationBench.Errors(await bench.LoadAsync(new MarkedText(text).Text)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Upstreams", """{ "up": »{ } }""", "the section is empty: leave it out, or say what it is to do")]
    [InlineData("Secrets", """{ "key": { "Source": »"gopher", "Path": "x" } }""", "this is not a source of this version; it has aws-secrets-agent, azure-key-vault, env, exec, file, literal, oauth2, vault")]
    [InlineData("Envelopes", """{ "e": »[] }""", "expected an object, found an array")]
    public async Task Route_UsesWhatWasRefusedElsewhere_IsNotASecondMistake(string map, string marked, string message)
    {
        var sections = new Dictionary<string, string>
        {
            ["Secrets"] = """{ "key": { "Source": "env", "Name": "KEY", "Encoding": "hex" } }""",
            ["Upstreams"] = """{ "up": { "Addresses": ["https://a.example"] } }""",
            ["Envelopes"] = """{ "e": { "Format": "aes-cbc", "Text": true } }""",
            ["Routes"] = """{ "r": { "Match": { "Path": "/r" }, "Upstream": "up", "Request": { "Encrypt": { "Envelope": "e", "Key": "key" } } } }""",
            [map] = marked,
        };
        using var bench = new ConfigurationBench();
        var text = new MarkedText($"{{ {string.Join(",\n", sections.Select(static section => $"\"{section.Key}\": {section.Value}"))} }}");

        var error = ConfigurationBench.Errors(await bench.LoadAsync(text.Text)).ShouldHaveSingleItem();

        error.Message.ShouldBe(message);
        (error.Location.Line, error.Location.Column).ShouldBe((text.Line, text.Column));
    }

    [Fact]
    public async Task Load_MistakesInEveryPart_AreAllReportedAtOnce()
    {
        using var bench = new ConfigurationBench();

        var result = await bench.LoadAsync(
            """
            {
              "Loging": {},
              "Secrets": { "k": { "Source": "env", "Name": "ABSENT" } },
              "Upstreams": { "u": { "Addresses": ["http://a.example"] } },
              "Routes": {
                "r": {
                  "Match": { "Path": "r" },
                  "Upstream": "x",
                  "Request": { "Keep": ["a"], "Encrypt": { "Envelope": "y", "Key": "z" }, "MaxBody": 0 }
                }
              }
            }
            """);

        result.Generation.ShouldBeNull();
        ConfigurationBench.Errors(result).Select(static error => error.Path).ShouldBe(
        [
            "Loging", "Secrets.k", "Upstreams.u.Addresses[0]", "Routes.r.Match.Path", "Routes.r.Upstream", "Routes.r.Request.Keep[0]",
            "Routes.r.Request.Encrypt.Envelope", "Routes.r.Request.Encrypt.Key", "Routes.r.Request.MaxBody",
        ]);
    }

    [Fact]
    public async Task Load_WithoutItsSecrets_WarnsWhereTheyAreNotRequired()
    {
        using var bench = new ConfigurationBench();
        bench.Environment.Clear();

        var result = await bench.LoadAsync(
            SampleText.WithRequest("""{ "Encrypt": { "Envelope": "report-ghosting", "Key": "key" }, "Inject": { "Headers": { "X-Key": "{secret:token}" } } }"""),
            need: SecretNeed.Local);

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        ConfigurationBench.Warnings(result).Select(static warning => warning.Message).ShouldBe(
            ["secret 'key' cannot be resolved here: environment variable KEY is not set", "secret 'token' cannot be resolved here: environment variable TOKEN is not set"]);
    }

    [Fact]
    public async Task Load_WhatNobodyUses_IsAWarning()
    {
        using var bench = new ConfigurationBench();

        var result = await bench.LoadAsync(SampleText.With(""" "Envelopes": {}""").Replace("\"up\" }", "\"up2\" }", StringComparison.Ordinal)
            .Replace("\"Upstreams\": {", "\"Upstreams\": { \"up2\": { \"Addresses\": [\"https://b.example\"] },", StringComparison.Ordinal));

        ConfigurationBench.Warnings(result).Select(static warning => $"{warning.Path}: {warning.Message}").ShouldBe(
            ["Secrets.key: nothing uses this secret", "Secrets.token: nothing uses this secret", "Upstreams.up: no route uses this upstream"]);
    }

    [Theory]
    [InlineData(""" "Secrets": { "pay": { "Source": "vault", "Path": "a/b" }, "id": { "Source": "env", "Name": "KEY" } }, "SecretStores": { "corp": { "Kind": "vault", "Address": "https://v.example", "Auth": { "Method": "approle", "RoleId": "r", "SecretId": "id" } } } """)]
    [InlineData(""" "Secrets": { "pay": { "Source": "vault", "Path": "a/b", "Field": "f" }, "id": { "Source": "env", "Name": "KEY" } }, "SecretStores": { "corp": { "Kind": "vault", "Address": "v.example", "Auth": { "Method": "approle", "RoleId": "r", "SecretId": "id" } } } """)]
    public async Task Load_SecretThatOneWithAMistakeIsReadWith_IsNotCalledUnused(string secrets)
    {
        using var bench = new ConfigurationBench();

        var result = await bench.LoadAsync($$"""
            { {{secrets}}, "Upstreams": { "up": { "Addresses": ["https://a.example"] } },
              "Routes": { "r": { "Match": { "Path": "/r" }, "Upstream": "up", "Request": { "Inject": { "Headers": { "X-Key": "{secret:pay}" } } } } } }
            """);

        ConfigurationBench.Errors(result).ShouldHaveSingleItem();
        ConfigurationBench.Warnings(result).ShouldBeEmpty();
    }

    [Fact]
    public async Task Load_MaskOfAFieldThatIsNotKept_IsAWarning()
    {
        using var bench = new ConfigurationBench();

        var result = await bench.LoadAsync(SampleText.WithRequest("""{ "Keep": ["$.items"], "Mask": { "$.items[*].card": "last4", "$.phone": "all" } }"""));

        ConfigurationBench.Warnings(result).Select(static warning => warning.Path).ShouldContain("Routes.r.Request.Mask['$.phone']");
        ConfigurationBench.Warnings(result).Select(static warning => warning.Path).ShouldNotContain("Routes.r.Request.Mask['$.items[*].card']");
    }

    [Theory]
    [InlineData("""{ "Envelope": "partner", "Key": "key", "Text": false }""", "application/json")]
    [InlineData("""{ "Envelope": "partner", "Key": "key", "Text": true }""", "text/plain")]
    [InlineData("""{ "Envelope": "partner", "Key": "key", "Body": ["{sealed}"], "ContentType": "application/vnd.x+json" }""", "application/vnd.x+json")]
    public async Task Encrypt_OverAPreset_ReplacesWhatItSays(string encrypt, string contentType)
    {
        using var bench = new ConfigurationBench();
        var text = SampleText.WithRequest($$"""{ "Encrypt": {{encrypt}} }""")[..^1]
            + """, "Envelopes": { "partner": { "Format": "aes-cbc", "Encoding": "hex", "Body": { "payload": "{sealed}" } } } }""";

        var result = await bench.LoadAsync(text);

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        var metadata = (Gateway.Configuration.Compiling.PlanMetadata<RoutePlan>)result.Generation!.Routes[0].Metadata!;
        metadata.Plan.Request.Envelope.ShouldNotBeNull().ContentType.ShouldBe(contentType);
    }

    private static Task ShouldRefuseRequestAsync(string marked, string path, string message) =>
        ShouldRefuseAsync(SampleText.WithRequest(marked), $"Routes.r.Request.{path}", message);

    private static async Task ShouldRefuseAsync(string marked, string path, string message)
    {
        using var bench = new ConfigurationBench();
        await bench.ShouldRefuseAsync(marked, path, message);
    }
}
