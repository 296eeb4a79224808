using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Exchange;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Plans;
using Gateway.Transforms.Stages;

namespace Gateway.Commands.Explain;

/// <summary>
/// Runs a sample through a route's own stages, and tells what each did. What is put in from secrets is told by their names: their values are in
/// nothing but the sealed result.
/// </summary>
internal sealed class RouteExplainer(RoutePlan plan, string contentType, StageMeter meter)
{
    private static readonly string[] Order = ["read", "guard", "validate", "minimise", "inject", "seal", "open"];

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = JsonGuardOptions.Deepest + 1 };

    private readonly RequestPlan _request = plan.Request;
    private readonly List<ExplainedStage> _stages = [];

    /// <summary>Explains what becomes of <paramref name="sample"/>.</summary>
    public async Task<Explanation> ExplainAsync(byte[] sample, CancellationToken cancellationToken)
    {
        using var exchange = new HttpExchange("explain") { Plan = plan };
        var body = new PooledBuffer(sample.Length);
        body.Write(sample);
        exchange.SetReceived(body);
        if (!_request.ReadsBody)
        {
            Add("read", StageOutcome.Absent, "the body of this route streams through as it comes");
            return End(null);
        }

        if (Read(sample.Length) is { } tooMuch)
        {
            return End(tooMuch);
        }

        var rejection = new BodyStages(_request, meter).Run(exchange, body, 0);
        TellOfBody(exchange, rejection);
        return rejection is null ? await PrepareAsync(exchange, cancellationToken) : End(rejection);
    }

    private Rejection? Read(int length)
    {
        if (length > _request.MaxBody)
        {
            Add("read", StageOutcome.Refused, Text($"{length} bytes, and MaxBody is {_request.MaxBody}"));
            return new Rejection(RejectionCode.BodyTooLarge);
        }

        if (_request.ContentTypes is { } accepted && !accepted.Contains(contentType))
        {
            Add("read", StageOutcome.Refused, $"{contentType}, and the route takes {string.Join(", ", accepted.Order(StringComparer.Ordinal))}");
            return new Rejection(RejectionCode.UnsupportedContentType);
        }

        Add("read", StageOutcome.Done, Text($"{length} bytes of {contentType}"));
        return null;
    }

    private void TellOfBody(HttpExchange exchange, Rejection? rejection)
    {
        var code = rejection?.Code;
        if (code == RejectionCode.MalformedBody || rejection?.Reason == BodyStages.SealedAlready)
        {
            Add("guard", StageOutcome.Refused, rejection!.Reason!);
        }
        else if (_request.Guard is null)
        {
            Add("guard", StageOutcome.Absent, "the body need not be JSON");
        }
        else
        {
            Add("guard", StageOutcome.Done, Text($"well-formed JSON, no deeper than {_request.Guard.MaxDepth}"));
        }

        if (Stopped)
        {
            return;
        }

        if (_request.Schema is null)
        {
            Add("validate", StageOutcome.Absent, "no Schema");
        }
        else if (code == RejectionCode.SchemaViolation)
        {
            Add("validate", StageOutcome.Refused, string.Join("; ", rejection!.Violations.Select(static violation => $"{Place(violation.InstanceLocation)}: {violation.KeywordLocation}")));
            return;
        }
        else
        {
            Add("validate", StageOutcome.Done, "fits the schema");
        }

        if (_request.Projection is null)
        {
            Add("minimise", StageOutcome.Absent, "everything is kept");
        }
        else if (rejection is not null)
        {
            Add("minimise", StageOutcome.Refused, rejection.Reason ?? rejection.Code.Title);
        }
        else
        {
            Add("minimise", StageOutcome.Done, Text($"{exchange.ReceivedBytes} bytes became {exchange.Outgoing.Length}"), WithNames(exchange));
        }
    }

    private async Task<Explanation> PrepareAsync(HttpExchange exchange, CancellationToken cancellationToken)
    {
        var address = new Uri("https://upstream.invalid/");
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent([]) };
        if (AttemptStages.Prepare(exchange, message, address, meter) is { } rejection)
        {
            var stage = _request.Envelope is not null && rejection.Code == RejectionCode.EnvelopeFailed ? "seal" : "inject";
            Add(stage, StageOutcome.Refused, rejection.Code == RejectionCode.SecretUnavailable ? $"secret '{rejection.Reason}' is not available" : rejection.Reason ?? rejection.Code.Title);
            return End(rejection);
        }

        TellOfInjection();
        if (_request.Envelope is not { } envelope)
        {
            Add("seal", StageOutcome.Absent, "the body leaves as it stands above: there is no Encrypt");
            return End(null);
        }

        var sealedBody = await message.Content!.ReadAsByteArrayAsync(cancellationToken);
        var headers = envelope.HeaderNames.Select(name => KeyValuePair.Create(name, HeaderOf(message, name) ?? string.Empty)).ToList();

        // What was put in beside sealed fields leaves as it is, and would be read here.
        var isShown = !envelope.HasFields || exchange.InjectionPoints.Count == 0;
        var what = Text($"{envelope.Format} with the key '{envelope.Key.Name}': {sealedBody.Length} bytes of {envelope.ContentType}");
        Add("seal", StageOutcome.Done, isShown ? what : $"{what}, not shown: there are secrets in it beside the sealed fields", isShown ? Printable(sealedBody) : null);
        OpenAgain(envelope, sealedBody, name => HeaderOf(message, name), exchange);
        return End(null, headers);
    }

    private void TellOfInjection()
    {
        var told = _request.InjectedHeaders.Select(static header => $"header {header.Name} {From(header.Value)}")
            .Concat(_request.InjectedQuery.Select(static parameter => $"query parameter {parameter.Name} {From(parameter.Value)}"))
            .Concat(_request.InjectedFields.Select(static field => $"a field {From(field)}"))
            .ToList();
        Add("inject", told.Count > 0 ? StageOutcome.Done : StageOutcome.Absent, told.Count > 0 ? string.Join("; ", told) : "nothing is put in");
    }

    private void OpenAgain(EnvelopePlan envelope, byte[] body, Func<string, string?> findHeader, HttpExchange exchange)
    {
        if (!envelope.Key.TryLease(out var lease))
        {
            Add("open", StageOutcome.Refused, $"secret '{envelope.Key.Name}' is not available any more");
            return;
        }

        using (lease)
        {
            if (envelope.FindOpeningProblem(lease.Value) is { } problem)
            {
                Add("open", StageOutcome.Absent, $"cannot be opened here: {problem}");
                return;
            }

            using var plaintext = new PooledBuffer(body.Length);
            if (!envelope.TryOpen(body, lease.Value, plaintext, findHeader))
            {
                Add("open", StageOutcome.Refused, "the key that sealed it does not open it");
            }
            else if (exchange.InjectionPoints.Count > 0)
            {
                Add("open", StageOutcome.Done, Text($"opened again with the same key: {plaintext.Length} bytes, with what was put in"));
            }
            else
            {
                var isSame = IsSame(plaintext.WrittenSpan, exchange.Outgoing.Span);
                Add("open", isSame ? StageOutcome.Done : StageOutcome.Refused, isSame ? Text($"opened again with the same key: the same {plaintext.Length} bytes") : "it opens to something else");
            }
        }
    }

    /// <summary>A field that was moved when it was sealed may come back at another place among its neighbours.</summary>
    private static bool IsSame(ReadOnlySpan<byte> opened, ReadOnlySpan<byte> original)
    {
        if (opened.SequenceEqual(original))
        {
            return true;
        }

        try
        {
            return JsonNode.DeepEquals(JsonNode.Parse(opened, documentOptions: Deep), JsonNode.Parse(original, documentOptions: Deep));
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException)
        {
            // No JSON, or a name twice, of which the framework's tree has no notion.
            return false;
        }
    }

    private bool Stopped => _stages[^1].Outcome == StageOutcome.Refused;

    private Explanation End(Rejection? rejection, IReadOnlyList<KeyValuePair<string, string>>? headers = null)
    {
        var stages = Order
            .Select(name => _stages.Find(stage => stage.Name == name) ?? new ExplainedStage(name, rejection is null ? StageOutcome.Absent : StageOutcome.NotReached, string.Empty))
            .ToList();
        return new Explanation(plan.Name, stages, rejection, headers ?? []);
    }

    private void Add(string name, StageOutcome outcome, string detail, string? body = null) => _stages.Add(new ExplainedStage(name, outcome, detail, body));

    private static string From(SecretTemplate template)
    {
        var names = string.Join(", ", template.Secrets.Select(static secret => $"'{secret.Name}'"));
        return names.Length > 0 ? $"with secret {names}" : "with its text";
    }

    private string WithNames(HttpExchange exchange)
    {
        var text = new StringBuilder();
        var copied = 0;
        foreach (var point in exchange.InjectionPoints)
        {
            text.Append(Printable(exchange.Outgoing.Span[copied..point.Offset]));
            text.Append(CultureInfo.InvariantCulture, $"\"{{secret:{string.Join(",", _request.InjectedFields[point.Injection].Secrets.Select(static secret => secret.Name))}}}\"");
            copied = point.Offset;
        }

        return text.Append(Printable(exchange.Outgoing.Span[copied..])).ToString();
    }

    /// <summary>Bytes that are no text are shown in base64; nothing in a body may speak to the terminal.</summary>
    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            return $"base64: {Convert.ToBase64String(bytes)}";
        }

        var text = new StringBuilder(bytes.Length);
        foreach (var rune in Encoding.UTF8.GetString(bytes).EnumerateRunes())
        {
            _ = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator && rune.Value is not ('\n' or '\t') ? text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}") : text.Append(rune);
        }

        return text.ToString();
    }

    private static string? HeaderOf(HttpRequestMessage message, string name) =>
        message.Headers.NonValidated.TryGetValues(name, out var values) || message.Content!.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;

    private static string Place(string pointer) => pointer.Length == 0 ? "the body" : pointer;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
