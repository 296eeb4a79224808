using System.Collections.Frozen;
using System.Text.Unicode;
using Gateway.Configuration.Options;
using Gateway.Configuration.Reading;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Json;
using Gateway.Transforms.Minimization;
using Gateway.Transforms.Plans;
using Gateway.Transforms.Secrets;

namespace Gateway.Configuration.Compiling;

/// <summary>Compiles one route's <c>Request</c> section into its plan.</summary>
internal sealed class RequestCompiler(
    RouteOptions route,
    EnvelopeCompiler envelopes,
    SecretFinder secrets,
    SchemaFiles schemas,
    Fingerprint fingerprint,
    ProblemList problems)
{
    private readonly RequestOptions _options = route.Request;
    private readonly KeyPath _path = route.At.Key("Request");

    public RequestPlan Compile()
    {
        JudgeRemovedHeaders();
        var contentTypes = CompileContentTypes();
        var isJson = contentTypes is not null && contentTypes.All(IsJson);
        var envelope = _options.Encrypt is { } encrypt ? envelopes.Compile(encrypt, _path.Key("Encrypt"), secrets, fingerprint) : null;
        JudgeEnvelopeHeaders(envelope);
        var needsJson = _options.NeedsJson || envelope?.HasFields == true;
        if (needsJson && !isJson)
        {
            problems.Error(_path.Key("ContentTypes"), "a stage of this route needs JSON bodies: every content type must be application/json or end in +json");
        }

        var fields = new List<SecretTemplate>();
        var projection = CompileProjection(fields);
        var headers = CompileHeaders();
        var query = CompileQuery();
        return new RequestPlan
        {
            Path = route.Path,
            MaxBody = _options.MaxBody,
            ReadTimeout = _options.ReadTimeout,
            ContentTypes = contentTypes?.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            Guard = needsJson || (_options.Encrypt is not null && isJson) ? _options.Json ?? new JsonGuardOptions() : null,
            Schema = _options.Schema is { } schema ? schemas.Compile(schema, _options.Formats, fingerprint, _path.Key("Schema"), problems) : null,
            DetailedErrors = _options.DetailedErrors,
            MaxViolations = _options.MaxViolations,
            Projection = projection,
            InjectedFields = fields,
            Envelope = envelope,
            InjectedHeaders = headers,
            InjectedQuery = query,
            InjectedSecrets =
            [
                .. fields
                    .Concat(headers.Select(static header => header.Value))
                    .Concat(query.Select(static parameter => parameter.Value))
                    .SelectMany(static template => template.Secrets)
                    .Distinct(),
            ],
            KeepQuery = _options.KeepQuery is not null || _options.Encrypt is not null
                ? (_options.KeepQuery ?? []).ToFrozenSet(StringComparer.Ordinal)
                : null,
            RemoveHeaders = _options.RemoveHeaders.Concat(_options.Inject.Headers.Select(static header => header.Key)).Concat(envelope?.HeaderNames ?? []).ToFrozenSet(StringComparer.OrdinalIgnoreCase),
        };
    }

    /// <summary>One of the two would be lost, and which of them is told nowhere.</summary>
    private void JudgeEnvelopeHeaders(EnvelopePlan? envelope)
    {
        foreach (var (name, _) in _options.Inject.Headers)
        {
            if (envelope?.HeaderNames.Contains(name, StringComparer.OrdinalIgnoreCase) == true)
            {
                problems.Error(_path.Key("Inject").Key("Headers").Key(name), "the envelope sets this header, too: remove it here, or from the envelope's Headers");
            }
        }
    }

    private void JudgeRemovedHeaders()
    {
        for (var i = 0; i < _options.RemoveHeaders.Count; i++)
        {
            if (!HeaderText.IsName(_options.RemoveHeaders[i]))
            {
                problems.Error(_path.Key("RemoveHeaders").Item(i), "this is not a header name");
            }
        }
    }

    private static bool IsJson(string mediaType) =>
        mediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase);

    private IReadOnlyList<string>? CompileContentTypes()
    {
        if (_options.ContentTypes is not { } types)
        {
            return _options.NeedsJson || _options.Encrypt is not null ? ["application/json"] : null;
        }

        for (var i = 0; i < types.Count; i++)
        {
            var parts = types[i].Split('/');
            if (parts.Length != 2 || !parts.All(HeaderText.IsName) || types[i].Contains('*', StringComparison.Ordinal))
            {
                problems.Error(_path.Key("ContentTypes").Item(i), "expected a media type without parameters, such as application/json");
            }
        }

        return types;
    }

    private Projection? CompileProjection(List<SecretTemplate> injected)
    {
        if (_options.Keep is null && _options.Drop.Count == 0 && _options.Mask.Count == 0 && _options.Hash.Count == 0 && _options.Inject.Body.Count == 0)
        {
            return null;
        }

        var builder = new ProjectionBuilder(keepsAll: _options.Keep is null);
        AddPaths(_options.Keep ?? [], _path.Key("Keep"), builder.Keep);
        AddPaths(_options.Drop, _path.Key("Drop"), builder.Drop);
        foreach (var (text, style) in _options.Mask)
        {
            var at = _path.Key("Mask").Key(text);
            if (!MaskStyle.TryParse(style, out var mask))
            {
                problems.Error(at, $"'{style}' is not a mask; write all, first1 to first16, or last1 to last16");
            }

            AddPath(text, at, path => builder.Mask(path, mask));
            WarnIfDropped(text, at, "mask");
        }

        foreach (var (text, secret) in _options.Hash)
        {
            var at = _path.Key("Hash").Key(text);

            // Without its secret nothing is built, but the path is still judged.
            var pepper = secrets.Find(secret, at) ?? new SecretHandle(secret);
            AddPath(text, at, path => builder.Hash(path, pepper));
            WarnIfDropped(text, at, "hash");
        }

        foreach (var (text, value) in _options.Inject.Body)
        {
            var at = _path.Key("Inject").Key("Body").Key(text);
            if (CompileTemplate(value, at, Utf8.IsValid, "not UTF-8 text") is { } template)
            {
                AddPath(text, at, path => builder.Inject(path, injected.Count));
                injected.Add(template);
            }
        }

        return builder.Build();
    }

    /// <summary>A mask on a field that <c>Keep</c> leaves out does nothing, and may not be what was meant.</summary>
    private void WarnIfDropped(string text, KeyPath at, string what)
    {
        var isKept = _options.Keep is null || _options.Keep.Any(kept => Covers(kept, text));
        if (!isKept)
        {
            problems.Warn(at, $"the {what} has no effect: Keep does not keep this field");
        }
    }

    private static bool Covers(string kept, string text) =>
        FieldPath.TryParse(kept, out var outer) is null
        && FieldPath.TryParse(text, out var inner) is null
        && outer!.Segments.Count <= inner!.Segments.Count
        && outer.Segments.Zip(inner.Segments).All(static pair => pair.First.Equals(pair.Second) || (pair.First == FieldPathSegment.AnyItem && pair.Second.Index >= 0));

    private void AddPaths(IReadOnlyList<string> texts, KeyPath at, Func<FieldPath, string?> add)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            AddPath(texts[i], at.Item(i), add);
        }
    }

    private void AddPath(string text, KeyPath at, Func<FieldPath, string?> add)
    {
        if ((FieldPath.TryParse(text, out var path) ?? add(path!)) is { } problem)
        {
            problems.Error(at, problem);
        }
    }

    private List<InjectedHeader> CompileHeaders()
    {
        var headers = new List<InjectedHeader>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in _options.Inject.Headers)
        {
            var at = _path.Key("Inject").Key("Headers").Key(name);
            if (!names.Add(name))
            {
                problems.Error(at, "the header is there twice: names of headers that differ in case only are the same");
            }
            else if (!HeaderText.IsName(name) || !HeaderText.MayBeInjected(name))
            {
                problems.Error(at, "this is not a header that can be injected: it is no name, or the connection and the body decide it");
            }
            else if (CompileTemplate(value, at, HeaderText.IsValue, "not printable ASCII") is { } template)
            {
                headers.Add(new InjectedHeader(name, template));
            }
        }

        return headers;
    }

    private List<InjectedParameter> CompileQuery()
    {
        var parameters = new List<InjectedParameter>();
        foreach (var (name, value) in _options.Inject.Query)
        {
            var at = _path.Key("Inject").Key("Query").Key(name);
            if (name.Length == 0)
            {
                problems.Error(at, "a parameter needs a name");
            }
            else if (_options.KeepQuery?.Contains(name) == true)
            {
                problems.Error(at, "the parameter is in KeepQuery too: either the caller sets it or the gateway does");
            }
            else if (CompileTemplate(value, at, HeaderText.IsValue, "not printable ASCII") is { } template)
            {
                parameters.Add(new InjectedParameter(name, template));
            }
        }

        return parameters;
    }

    /// <summary>Compiles a template and, where its secrets are at hand, looks whether they make something that can be sent.</summary>
    private SecretTemplate? CompileTemplate(string text, KeyPath at, Predicate fits, string otherwise)
    {
        string? unknown = null;
        if (SecretTemplate.TryCompile(text, FindOrNote, out var template) is { } problem)
        {
            problems.Error(at, unknown is null ? problem : secrets.Explain(unknown));
            return null;
        }

        SecretHandle? FindOrNote(string name)
        {
            var handle = secrets.Find(name);
            unknown = handle is null ? name : unknown;
            return handle;
        }

        using var composed = new PooledBuffer();
        if (template!.TryWrite(composed) is null && !fits(composed.WrittenSpan))
        {
            problems.Error(at, $"with the present secrets the value is empty or {otherwise}");
        }

        foreach (var secret in template.Secrets)
        {
            secrets.Demand(secret.Name, value => FindMisfit(secret, value));
        }

        return template;

        string? FindMisfit(SecretHandle secret, SecretValue value)
        {
            using var later = new PooledBuffer();
            return template.TryWrite(later, secret, value) is null && !fits(later.WrittenSpan) ? $"with it what is injected would be empty or {otherwise}" : null;
        }
    }

    private delegate bool Predicate(ReadOnlySpan<byte> value);
}
