using System.Net;
using System.Security.Cryptography;
using System.Text;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Answers;

/// <summary>A route with <c>Decrypt</c> gives the application what the receiver sealed, and nothing that was about the sealed body.</summary>
public sealed class OpenedAnswerTests : AnswerTest
{
    [Fact]
    public async Task Answer_SealedWithCbc_ReachesTheApplicationInTheClear()
    {
        Open("""{ "Envelope": "report-ghosting", "Key": "pluginKey" }""");
        Upstream.AnswerWith(200, SealedAnswer.Cbc(Key, Plaintext), ("Content-Type", "application/json"));
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldBeOpenedAsync(response);
        Upstream.Reports.ShouldHaveSingleItem().Open(Key).ShouldBe(GoodReport);
        (await Scrape.ReadAsync(gateway)).Find("gateway_stage_duration_seconds_count", ("stage", "open")).ShouldBe(1);
    }

    [Fact]
    public async Task Answer_SealedAsADirectJwe_ReachesTheApplicationInTheClear()
    {
        Open(Jwe);
        Upstream.AnswerWith(200, SealedAnswer.Dir(Key, Plaintext), ("Content-Type", "application/jose"));
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldBeOpenedAsync(response);
    }

    [Theory]
    [InlineData("pem")]
    [InlineData("jwk")]
    public async Task Answer_SealedForOurPrivateKey_ReachesTheApplicationInTheClear(string encoding)
    {
        using var rsa = RSA.Create(2048);
        Configuration.WriteFile("private_key", encoding == "pem" ? rsa.ExportPkcs8PrivateKeyPem() : JwkOf(rsa));
        Configuration.Root["Secrets"]!["ours"] = Node($$"""{ "Source": "file", "Path": "private_key", "Encoding": "{{encoding}}" }""");
        Open("""{ "Envelope": "jwe", "Key": "ours", "Algorithm": "RSA-OAEP-256", "Body": { "encData": "{sealed}" } }""");
        Upstream.AnswerWith(200, $$"""{"encData":"{{SealedAnswer.RsaOaep(rsa, Plaintext)}}"}""");
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldBeOpenedAsync(response);
    }

    [Fact]
    public async Task Answer_WithPartsInHeaders_IsOpenedAndTheyDoNotPass()
    {
        Open("""{ "Envelope": "aes-cbc", "Key": "pluginKey", "Encoding": "hex", "Body": { "data": "{ciphertext}" }, "Headers": { "x-iv": "{iv}" } }""");
        var (iv, ciphertext) = SealedAnswer.CbcParts(Key, Plaintext);
        Upstream.AnswerWith(200, $$"""{"data":"{{Convert.ToHexStringLower(ciphertext)}}"}""", ("X-IV", Convert.ToHexStringLower(iv)));
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldBeOpenedAsync(response);
        response.Headers.Contains("x-iv").ShouldBeFalse();
    }

    [Fact]
    public async Task Answer_WithHeadersAboutTheSealedBody_LosesThemAndKeepsTheOthers()
    {
        Open(Jwe);
        (string, string)[] about =
            [
                ("ETag", "\"sealed\""), ("Content-Digest", "sha-256=:AAAA:"), ("Repr-Digest", "sha-256=:AAAA:"), ("Digest", "SHA-256=AAAA"), ("Content-MD5", "AAAA"),
                ("Signature", "sig=:AAAA:"), ("Last-Modified", "Tue, 26 Mar 2024 00:00:00 GMT"), ("Content-Language", "en"), ("Accept-Ranges", "bytes"),
            ];
        Upstream.AnswerWith(201, SealedAnswer.Dir(Key, Plaintext), [.. about, ("Location", "/reports/1"), ("Cache-Control", "no-store"), ("X-Answer", "kept"), ("Content-Type", "application/jose")]);
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldBeOpenedAsync(response, 201);
        foreach (var (name, _) in about)
        {
            response.Headers.NonValidated.Contains(name).ShouldBeFalse(name);
            response.Content.Headers.NonValidated.Contains(name).ShouldBeFalse(name);
        }

        response.Headers.Location.ShouldBe(new Uri("/reports/1", UriKind.Relative));
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        response.Headers.GetValues("X-Answer").ShouldBe(["kept"]);
    }

    [Fact]
    public async Task Answer_ThatOpensToOtherThanJson_IsBytesUnlessTheRouteSaysWhatItIs()
    {
        var response = Open(Jwe);
        Upstream.AnswerWith(200, SealedAnswer.Dir(Key, [0xFF, 0x00, 0x01]), ("Content-Type", "application/jose"));
        var undeclared = await StartGatewayAsync();
        response["ContentType"] = "image/png";
        var declared = await StartGatewayAsync();

        using var asBytes = await undeclared.PostAsync(GoodReport);
        using var asImage = await declared.PostAsync(GoodReport);

        asBytes.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        (await asBytes.Content.ReadAsByteArrayAsync()).ShouldBe([0xFF, 0x00, 0x01]);
        asImage.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
    }

    [Theory]
    [InlineData(204)]
    [InlineData(205)]
    [InlineData(304)]
    public async Task Answer_WithoutABodyByItsStatus_Passes(int status)
    {
        Open(Jwe);
        Upstream.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.ETag = "\"sealed\"";
            context.Response.Headers["X-Answer"] = "kept";
            return Task.CompletedTask;
        };
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        ((int)response.StatusCode).ShouldBe(status);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        response.Headers.GetValues("X-Answer").ShouldBe(["kept"]);
        response.Headers.ETag.ShouldBeNull();
    }

    [Fact]
    public async Task Answer_ToHead_PassesWithoutTheLengthOfTheSealedBody()
    {
        Configuration.WithPassThroughRoute();
        Open(Jwe, "plain");
        Upstream.Answer = static context =>
        {
            context.Response.ContentLength = 4711;
            context.Response.ContentType = "application/jose";
            return Task.CompletedTask;
        };
        var gateway = await StartGatewayAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri("/plain/x", UriKind.Relative));

        using var response = await gateway.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength.ShouldNotBe(4711);
        response.Content.Headers.ContentType.ShouldBeNull();
    }

    [Fact]
    public async Task Request_OfACallerThatTakesCodings_AsksForNone()
    {
        Open(Jwe);
        Upstream.AnswerWith(200, SealedAnswer.Dir(Key, Plaintext));
        var gateway = await StartGatewayAsync();
        gateway.Client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", "gzip, br");

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldBeOpenedAsync(response);
        Upstream.Reports.ShouldHaveSingleItem().Headers["Accept-Encoding"].ShouldBe("identity");
    }

    [Fact]
    public async Task Answer_OfIdentityCoding_IsOpened()
    {
        Open(Jwe);
        Upstream.AnswerWith(200, SealedAnswer.Dir(Key, Plaintext), ("Content-Encoding", "identity"));
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await ShouldBeOpenedAsync(response);
        response.Content.Headers.ContentEncoding.ShouldBeEmpty();
    }

    [Fact]
    public async Task Error_OfTheReceiver_IsOpenedWhereErrorsPassAndReplacedWhereTheyDoNot()
    {
        var section = Open(Jwe);
        Upstream.AnswerWith(422, SealedAnswer.Dir(Key, Plaintext));
        var generic = await StartGatewayAsync();
        section["Errors"] = "passthrough";
        var passthrough = await StartGatewayAsync();

        using var replaced = await generic.PostAsync(GoodReport);
        using var opened = await passthrough.PostAsync(GoodReport);

        await replaced.ShouldBeProblemAsync("upstream-rejected", 422);
        await ShouldBeOpenedAsync(opened, 422);
    }

    [Fact]
    public async Task Error_ThatIsNotSealed_IsReplacedUnopenedWhereErrorsAreGeneric()
    {
        Open(Jwe);
        Upstream.AnswerWith(404, "no such account: secret");
        var gateway = await StartGatewayAsync();

        using var response = await gateway.PostAsync(GoodReport);

        await response.ShouldBeProblemAsync("upstream-rejected", 404);
    }

    [Fact]
    public async Task TwoHundredAnswersAtOnce_AreEachOpenedForTheirOwnCaller()
    {
        Open(Jwe);
        Upstream.Answer = context => context.Response.WriteAsync(SealedAnswer.Dir(Key, $$"""{"of":"{{context.Request.Headers["X-Number"]}}","fill":"{{new string('x', 5000)}}"}"""));
        var gateway = await StartGatewayAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (number, cancellationToken) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/report-ghosting", UriKind.Relative))
            {
                Content = new StringContent(GoodReport, Encoding.UTF8, "application/json"),
            };
            request.Headers.TryAddWithoutValidation("X-Number", $"{number}");
            using var response = await gateway.Client.SendAsync(request, cancellationToken);
            (await response.Content.ReadAsStringAsync(cancellationToken)).ShouldStartWith($$"""{"of":"{{number}}",""");
        });
    }

    private static async Task ShouldBeOpenedAsync(HttpResponseMessage response, int status = 200)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        text.ShouldBe(Plaintext);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        response.Content.Headers.ContentLength.ShouldBe(Plaintext.Length);
        response.Headers.TransferEncodingChunked.ShouldNotBe(true);
    }

    private static string JwkOf(RSA rsa)
    {
        var key = rsa.ExportParameters(includePrivateParameters: true);
        return $$"""
            {"kty":"RSA","n":"{{Text(key.Modulus)}}","e":"{{Text(key.Exponent)}}","d":"{{Text(key.D)}}","p":"{{Text(key.P)}}","q":"{{Text(key.Q)}}",
             "dp":"{{Text(key.DP)}}","dq":"{{Text(key.DQ)}}","qi":"{{Text(key.InverseQ)}}"}
            """;

        static string Text(byte[]? number) => System.Buffers.Text.Base64Url.EncodeToString(number);
    }

    private static System.Text.Json.Nodes.JsonNode Node(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!;
}
