using System.Text;
using System.Text.Json;
using Gateway.Configuration;
using Gateway.Configuration.Compiling;
using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Tests.Harness;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Validation;

namespace Gateway.Tests.Configuration;

/// <summary>
/// config/gateway.schema.json and the reader describe the same language. Both directions are walked: each section that the schema declares is
/// written as a configuration of its own, once with one declared key more and once with a key that is not declared.
/// </summary>
public sealed class ConfigurationSchemaTests
{
    private const string UserName = "any-name";

    private static readonly string SchemaPath = Path.Combine(Repository.Root, "config", "gateway.schema.json");

    private static readonly string SamplePath = Path.Combine(Repository.Root, "config", "gateway.json");

    /// <summary>What the schema language may be made of here: what our own engine compiles.</summary>
    private static readonly HashSet<string> Keywords =
    [
        "$schema", "$ref", "$defs", "type", "properties", "additionalProperties", "required", "enum", "const", "pattern", "minimum", "maximum", "exclusiveMinimum", "minProperties", "minItems",
        "minLength", "items", "anyOf", "oneOf", "default", "description", "title", "examples",
    ];

    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllBytes(SchemaPath)).RootElement;

    public static TheoryData<string, string> DeclaredKeys =>
        [.. (from section in Sections() from property in section.Schema.GetProperty("properties").EnumerateObject() select (section.Path, property.Name)).Distinct()];

    public static TheoryData<string> SectionPaths => [.. Sections().Select(static section => section.Path).Distinct()];

    [Theory]
    [MemberData(nameof(DeclaredKeys))]
    public void Reader_KeyThatTheSchemaDeclares_IsKnown(string path, string key)
    {
        foreach (var section in Sections().Where(section => section.Path == path && section.Schema.GetProperty("properties").TryGetProperty(key, out _)))
        {
            var written = Write(section, key, Sample(section.Schema.GetProperty("properties").GetProperty(key)));

            Read(written).ShouldNotContain(
                static problem => problem.Message.StartsWith("unknown key", StringComparison.Ordinal) || problem.Message.Contains("does not have this yet", StringComparison.Ordinal),
                written);
        }
    }

    [Theory]
    [MemberData(nameof(SectionPaths))]
    public void Reader_KeyThatTheSchemaDoesNotDeclare_IsRefused(string path)
    {
        foreach (var section in Sections().Where(section => section.Path == path))
        {
            var written = Write(section, "NotDeclared", "1");

            Read(written).ShouldContain(
                problem => problem.Path == (path.Length == 0 ? "NotDeclared" : $"{path}.NotDeclared") && problem.Message.StartsWith("unknown key", StringComparison.Ordinal),
                written);
        }
    }

    [Fact]
    public void Reader_SamplesOfEveryDeclaredKeyTogether_TypesThemWithoutAComplaint()
    {
        // The const of a source tells which of its keys go together; of the wrappers of a sealed body only one can be said.
        var written =
            $$"""
            {
              "AllowLiteralSecrets": true,
              "Listeners": { "Data": { "Url": "http://127.0.0.1:8080", "AllowPlaintextFromNetwork": false }, "Management": { "Url": "http://[::1]:9090" } },
              "Secrets": {
                "a": { "Source": "env", "Name": "KEY", "Encoding": "hex" },
                "b": { "Source": "file", "Path": "x", "Encoding": "base64url", "Previous": "a" },
                "c": { "Source": "literal", "Value": "x", "Encoding": "utf8" },
                "d": { "Source": "exec", "Command": ["/bin/get"], "Field": "x", "ExpirationField": "y", "Timeout": "10s", "Environment": ["HOME"], "Refresh": "60s", "MaxStale": "1h", "RotateEvery": "24h" },
                "e": { "Source": "azure-key-vault", "Store": "kv", "Secret": "x", "Version": "1", "Refresh": "60s" },
                "o": {
                  "Source": "oauth2", "TokenEndpoint": "https://idp.example.com/token", "ClientId": "x", "ClientAuthentication": "post", "ClientSecret": "a", "Scopes": ["x"], "Audience": "x",
                  "Resource": "https://reports.example.com/", "Timeout": "5s", "Tls": { "MinimumVersion": "1.3" }, "AllowPlaintext": false, "Refresh": "60s", "MaxStale": "1h", "RotateEvery": "24h"
                },
                "p": {
                  "Source": "oauth2", "TokenEndpoint": "https://idp.example.com/token", "Grant": "jwt-bearer", "Key": "b", "KeyId": "x", "Algorithm": "PS256", "Issuer": "x", "Subject": "x",
                  "AssertionAudience": "x", "Claims": { "scope": "x" }
                },
                "q": { "Source": "aws-secrets-agent", "Store": "agent", "Secret": "x", "Field": "x", "VersionStage": "AWSCURRENT", "VersionId": "x", "Encoding": "base64", "Refresh": "60s" },
                "v": { "Source": "vault", "Store": "corp", "Path": "secret/data/pay", "Field": "key", "Encoding": "base64", "Previous": "a", "Refresh": "60s", "MaxStale": "1h", "RotateEvery": "24h" }
              },
              "SecretStores": {
                "kv": {
                  "Kind": "azure-key-vault", "Url": "https://kv.vault.azure.net", "Timeout": "5s", "Tls": { "MinimumVersion": "1.3" }, "VerifyChallengeResource": true,
                  "Credential": { "Kind": "client-secret", "TenantId": "x", "ClientId": "y", "ClientSecret": "c", "AuthorityHost": "https://login.microsoftonline.us" }
                },
                "agent": { "Kind": "aws-secrets-agent", "Endpoint": "http://localhost:2773", "TokenFile": "/var/run/awssmatoken", "Timeout": "5s", "Tls": { "MinimumVersion": "1.3" } },
                "corp": {
                  "Kind": "vault", "Address": "https://vault:8200", "Namespace": "team-a", "Timeout": "5s", "Tls": { "MinimumVersion": "1.3" }, "AllowPlaintext": false,
                  "Auth": { "Method": "approle", "RoleId": "x", "SecretId": "a", "Mount": "approle" }
                },
                "other": { "Kind": "vault", "Address": "https://vault:8200", "Auth": { "Method": "kubernetes", "Role": "x", "Mount": "kubernetes", "TokenFile": "token" } },
                "third": { "Kind": "vault", "Address": "https://vault:8200", "Auth": { "Method": "token", "Token": "a" } }
              },
              "Upstreams": {
                "u": {
                  "Addresses": ["https://reports.example.com"],
                  "Tls": {{SampleSection("tls", "ClientCertificate")[..^1]}}, "ClientCertificate": {{SampleSection("clientCertificate")}} },
                  "AllowPlaintext": false, "AllowPrivateNetworks": false, "Timeout": "10s", "TotalTimeout": "30s"
                }
              },
              "Envelopes": { "e": {{SampleSection("envelope", "Text")}} },
              "Routes": {
                "r": {
                  "Match": {{SampleSection("match")}},
                  "Upstream": "u", "Path": "/v1", "RateLimit": {{SampleSection("rateLimit")}}, "Delivery": { "Mode": "synchronous" }, "Mode": "enforce", "RequireStepUp": false,
                  "Request": {{SampleSection("request", "Encrypt", "Inject")[..^1]}},
                    "Encrypt": {{SampleSection("encrypt", "Text")}},
                    "Inject": { "Headers": { "X-A": "x" }, "Query": { "a": "x" }, "Body": { "$.x": "y" } }
                  },
                  "Response": {{SampleSection("response", "Decrypt")[..^1]}}, "Decrypt": {{SampleSection("encrypt", "Text")}} }
                }
              },
              "Logging": {{SampleSection("logging")}},
              "Shutdown": {{SampleSection("shutdown")}}
            }
            """;

        Read(written).Where(static problem => problem.Severity == Severity.Error).ShouldBeEmpty(written);
    }

    [Fact]
    public void Schema_EveryKeyword_IsOneThatOurOwnEngineKnows() => JudgeKeywords(Schema, "#");

    [Fact]
    public void Schema_OurOwnEngine_CompilesIt()
    {
        var compilation = SchemaCompiler.Compile(File.ReadAllBytes(SchemaPath), new SchemaOptions(FormatMode.Assert));

        compilation.Errors.ShouldBeEmpty();
        compilation.Plan.ShouldNotBeNull();
    }

    [Fact]
    public void Schema_SampleConfiguration_Fits() => Fits(File.ReadAllBytes(SamplePath)).ShouldBeTrue();

    [Theory]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u" }""", true)]
    [InlineData("""{ "Match": { "Path": "/r" } }""", false)]
    [InlineData("""{ "Match": { "Path": "r" }, "Upstream": "u" }""", false)]
    [InlineData("""{ "Match": { "Path": "/r", "Methods": ["post"] }, "Upstream": "u" }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Path": "v1" }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Mode": "report" }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Mode": "enforce" }""", true)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "RateLimit": { "Permits": 1 } }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "RateLimit": { "Permits": 1, "Per": "24h", "Burst": 5, "By": "header:X-Api-Key", "Queue": 0 } }""", true)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "RateLimit": { "Permits": 1, "Per": "1s", "By": "header:" } }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "RateLimit": { "Permits": 1, "Per": "1s", "By": "client" } }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "RateLimit": { "Permits": 0, "Per": "1s" } }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "RateLimit": { "Permits": 1, "Per": "1s", "Queue": 10001 } }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Request": { "MaxBody": "64KB" } }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Request": { "MaxBody": "64KiB" } }""", true)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Request": { "MaxBody": 0 } }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Request": { "ReadTimeout": 10 } }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Request": { "ReadTimeout": "1d" } }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Request": { "ReadTimeout": "10s" } }""", true)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Request": { "Keep": [] } }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Request": { "Keep": ["$", "$.a.ö", "$['a b'].c", "$.items[*].card", "$[0][\"x\"]"] } }""", true)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Request": { "Keep": ["$..a"] } }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Request": { "Keep": ["$.a[01]"] } }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Request": { "Mask": { "$.a": "last16" } } }""", true)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Request": { "Mask": { "$.a": "last17" } } }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Request": { "ContentTypes": ["application/*"] } }""", false)]
    [InlineData("""{ "Match": { "Path": "/r" }, "Upstream": "u", "Response": { "Cache": { "Enabled": true } } }""", false)]
    public async Task SchemaAndReader_Values_AreJudgedAlike(string route, bool isGood)
    {
        using var bench = new ConfigurationBench();
        var text = $$"""{ "Upstreams": { "u": { "Addresses": ["https://reports.example.com"] } }, "Routes": { "r": {{route}} } }""";

        Fits(Encoding.UTF8.GetBytes(text)).ShouldBe(isGood);
        (ConfigurationBench.Errors(await bench.LoadAsync(text)).Count == 0).ShouldBe(isGood);
    }

    [Fact]
    public void Schema_EverySection_IsClosed()
    {
        foreach (var section in Sections())
        {
            section.Schema.GetProperty("additionalProperties").ValueKind.ShouldBe(JsonValueKind.False, section.Path);
        }
    }

    [Theory]
    [MemberData(nameof(DeclaredKeys))]
    public void Schema_EveryKey_IsDescribed(string path, string key)
    {
        foreach (var section in Sections().Where(section => section.Path == path))
        {
            if (section.Schema.GetProperty("properties").TryGetProperty(key, out var property))
            {
                (property.TryGetProperty("description", out _) || Resolve(property).TryGetProperty("description", out _)).ShouldBeTrue($"{path}.{key}");
            }
        }
    }

    [Fact]
    public async Task SampleConfiguration_IsValid()
    {
        var environment = new Dictionary<string, string> { ["SUBSCRIPTION_KEY"] = "a-subscription" };
        using var secrets = new Gateway.Transforms.Secrets.SecretStore(TimeProvider.System);
        var source = new Gateway.Configuration.ConfigurationSource(SamplePath, [], environment);

        var result = await new Gateway.Configuration.ConfigurationLoader(source, secrets, TimeProvider.System)
            .LoadAsync(SecretNeed.Local, TestContext.Current.CancellationToken);

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        result.Generation.ShouldNotBeNull().Routes.ShouldHaveSingleItem().RouteId.ShouldBe("report-ghosting");
    }

    [Fact]
    public void SampleConfiguration_EveryKey_IsDeclaredByTheSchema()
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        using var sample = JsonDocument.Parse(File.ReadAllBytes(SamplePath), options);

        JudgeSample(sample.RootElement, [Schema], "");
    }

    /// <summary>Every object of the language with keys of its own: where it stands, one alternative of its schema, and the constants of the objects around it.</summary>
    private static IEnumerable<(string Path, JsonElement Schema, string[] Around)> Sections() => Sections(Schema, "", []);

    private static IEnumerable<(string Path, JsonElement Schema, string[] Around)> Sections(JsonElement schema, string path, string[] around)
    {
        foreach (var alternative in Alternatives(schema))
        {
            if (alternative.TryGetProperty("properties", out var properties))
            {
                yield return (path, alternative, around);
                string[] inside = [.. around, Constants(alternative)];
                foreach (var section in properties.EnumerateObject().SelectMany(property => Sections(property.Value, Join(path, property.Name), inside)))
                {
                    yield return section;
                }
            }
            else if (alternative.TryGetProperty("additionalProperties", out var entry) && entry.ValueKind == JsonValueKind.Object)
            {
                foreach (var section in Sections(entry, Join(path, UserName), [.. around, string.Empty]))
                {
                    yield return section;
                }
            }
        }
    }

    private static IEnumerable<JsonElement> Alternatives(JsonElement schema)
    {
        var resolved = Resolve(schema);
        return resolved.TryGetProperty("oneOf", out var alternatives) || resolved.TryGetProperty("anyOf", out alternatives)
            ? alternatives.EnumerateArray().SelectMany(Alternatives)
            : [resolved];
    }

    private static JsonElement Resolve(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference) ? Resolve(Schema.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..])) : schema;

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>A configuration that leads to the section, with the keys that make it this alternative, and <paramref name="key"/>.</summary>
    private static string Write((string Path, JsonElement Schema, string[] Around) section, string key, string value)
    {
        var text = $"{{ {Constants(section.Schema, key)}\"{key}\": {value} }}";
        return section.Path.Length == 0
            ? text
            : section.Path.Split('.').Zip(section.Around).Reverse().Aggregate(text, static (inner, level) => $"{{ {level.Second}\"{level.First}\": {inner} }}");
    }

    /// <summary>The keys that make an object this alternative.</summary>
    private static string Constants(JsonElement schema, string? without = null) => string.Concat(
        from property in schema.GetProperty("properties").EnumerateObject()
        where property.Name != without && property.Value.TryGetProperty("const", out _)
        select $"\"{property.Name}\": {property.Value.GetProperty("const").GetRawText()}, ");

    /// <summary>Some value that the schema allows.</summary>
    private static string Sample(JsonElement property)
    {
        var schema = Alternatives(property).First();
        return Find("const") ?? Find("examples", first: true) ?? Find("default") ?? Find("enum", first: true) ?? (schema.GetProperty("type").ToString() switch
        {
            "object" => schema.TryGetProperty("properties", out var properties) ? $"{{ \"{properties.EnumerateObject().First().Name}\": {Sample(properties.EnumerateObject().First().Value)} }}" : "{}",
            "array" => $"[{Sample(schema.GetProperty("items"))}]",
            "boolean" => "false",
            "integer" => "1",
            _ => "\"x\"",
        });

        string? Find(string keyword, bool first = false)
        {
            var holder = property.TryGetProperty(keyword, out var value) || Resolve(property).TryGetProperty(keyword, out value) || schema.TryGetProperty(keyword, out value);
            return !holder ? null : first ? value[0].GetRawText() : value.GetRawText();
        }
    }

    private static string SampleSection(string definition, params string[] without)
    {
        var properties = Schema.GetProperty("$defs").GetProperty(definition).GetProperty("properties").EnumerateObject();
        return $"{{ {string.Join(", ", properties.Where(property => !without.Contains(property.Name)).Select(static property => $"\"{property.Name}\": {Sample(property.Value)}"))} }}";
    }

    private static IReadOnlyList<ConfigurationProblem> Read(string text)
    {
        var problems = new ProblemList();
        var root = ConfigurationParser.Parse(Encoding.UTF8.GetBytes(text), "f.json", problems).ShouldBeOfType<ObjectNode>(text);
        new GatewayOptionsReader(Repository.Root, new Dictionary<string, string>(), new FileReader(), TimeProvider.System, problems).Read(root);
        return problems.All;
    }

    private static bool Fits(byte[] configuration)
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        using var document = JsonDocument.Parse(configuration, options);
        JsonGuard.TryRead(JsonSerializer.SerializeToUtf8Bytes(document.RootElement), new JsonGuardOptions(), out var tape).ShouldBe(GuardFault.None);
        using (tape)
        {
            return SchemaCompiler.Compile(File.ReadAllBytes(SchemaPath), new SchemaOptions(FormatMode.Assert)).Plan.ShouldNotBeNull().IsValid(tape!);
        }
    }

    private static void JudgeKeywords(JsonElement schema, string path)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            Keywords.ShouldContain(keyword.Name, path);
            switch (keyword.Name)
            {
                case "properties" or "$defs":
                    foreach (var entry in keyword.Value.EnumerateObject())
                    {
                        JudgeKeywords(entry.Value, $"{path}/{keyword.Name}/{entry.Name}");
                    }

                    break;
                case "items" or "additionalProperties" when keyword.Value.ValueKind == JsonValueKind.Object:
                    JudgeKeywords(keyword.Value, $"{path}/{keyword.Name}");
                    break;
                case "anyOf" or "oneOf":
                    foreach (var entry in keyword.Value.EnumerateArray())
                    {
                        JudgeKeywords(entry, $"{path}/{keyword.Name}");
                    }

                    break;
                case "$ref":
                    Resolve(schema).ValueKind.ShouldBe(JsonValueKind.Object, path);
                    break;
            }
        }
    }

    private static void JudgeSample(JsonElement value, IReadOnlyList<JsonElement> schemas, string path)
    {
        if (value.ValueKind != JsonValueKind.Object || schemas.All(static schema => !schema.TryGetProperty("properties", out _) && !schema.TryGetProperty("additionalProperties", out _)))
        {
            return;
        }

        foreach (var member in value.EnumerateObject())
        {
            var declared = schemas.SelectMany(schema =>
                schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var property) ? Alternatives(property)
                : schema.TryGetProperty("additionalProperties", out var entry) && entry.ValueKind == JsonValueKind.Object ? Alternatives(entry)
                : []).ToList();

            declared.ShouldNotBeEmpty($"{path}/{member.Name}");
            JudgeSample(member.Value, declared, $"{path}/{member.Name}");
        }
    }
}
