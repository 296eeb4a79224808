using System.Diagnostics;
using System.Text.Json;
using Gateway.Tests.Harness;

namespace Gateway.Tests;

/// <summary>A receiver that shares no code and no runtime with the gateway opens what it sends.</summary>
public sealed class ReceiverInteropTests : GatewayTest
{
    /// <summary>The vendor's side with the Node.js standard library alone: a TLS server that opens each report and prints what it read.</summary>
    private const string Receiver = """
        const https = require('node:https'), crypto = require('node:crypto'), fs = require('node:fs');
        const key = Buffer.from(process.env.PLUGIN_KEY, 'hex');
        const server = https.createServer({ cert: fs.readFileSync(process.argv[2]), key: fs.readFileSync(process.argv[3]) }, (request, response) => {
          const chunks = [];
          request.on('data', chunk => chunks.push(chunk));
          request.on('end', () => {
            const message = Buffer.from(JSON.parse(Buffer.concat(chunks)).data, 'base64');
            const decipher = crypto.createDecipheriv('aes-256-cbc', key, message.subarray(0, 16));
            const opened = Buffer.concat([decipher.update(message.subarray(16)), decipher.final()]).toString('utf8');
            console.log(JSON.stringify({ opened: JSON.parse(opened), subscriptionKey: request.headers['subscriptionkey'], url: request.url }));
            response.setHeader('Content-Type', 'application/json');
            response.end(JSON.stringify({ status: 200, message: 'report ghosting done' }));
          });
        });
        server.listen(0, '127.0.0.1', () => console.log(server.address().port));
        """;

    [Fact]
    public async Task NodeReceiver_OpensTheReportToExactlyTheKeptFields()
    {
        Assert.SkipUnless(await ProcessRun.IsInstalledAsync("node"), "Node.js is not installed: the receiver is written for it");
        using var certificate = Authority.Issue();
        Configuration.WriteFile("server.pem", certificate.ExportCertificatePem());
        Configuration.WriteFile("server.key", TestAuthority.KeyPemOf(certificate));
        Configuration.WriteFile("receiver.js", Receiver);
        var start = new ProcessStartInfo("node", [Configuration.PathOf("receiver.js"), Configuration.PathOf("server.pem"), Configuration.PathOf("server.key")])
        {
            RedirectStandardOutput = true,
            Environment = { ["PLUGIN_KEY"] = Convert.ToHexString(Configuration.PluginKey) },
        };
        using var receiver = Process.Start(start)!;
        try
        {
            Configuration.Upstream["Addresses"]![0] = $"https://localhost:{await receiver.StandardOutput.ReadLineAsync()}";
            var gateway = await StartGatewayAsync();

            using var response = await gateway.PostAsync("""{"email":"ada@example.com","phone":"+49 30 1234","reason":"über \"it\" 😀","date":"2024-03-26"}""");

            response.EnsureSuccessStatusCode();
            using var read = JsonDocument.Parse((await receiver.StandardOutput.ReadLineAsync())!);
            read.RootElement.GetProperty("url").GetString().ShouldBe("/v1/report");
            read.RootElement.GetProperty("subscriptionKey").GetString().ShouldBe(TestConfiguration.SubscriptionKey);
            read.RootElement.GetProperty("opened").EnumerateObject().Select(static member => $"{member.Name}={member.Value}")
                .ShouldBe(["email=ada@example.com", "reason=über \"it\" 😀", "date=2024-03-26"]);
        }
        finally
        {
            receiver.Kill();
        }
    }
}
