using Gateway.Configuration.Options;

namespace Gateway.Tests.Configuration;

/// <summary>What typing refuses: one mistake each, told once, where it stands.</summary>
public sealed class OptionErrorsTests
{
    [Theory]
    [InlineData("""»{ "Logging": { "Level": "debug" } }""", "Routes", "this key is required: without a route there is nothing to do")]
    [InlineData("""{ "Routes": »{} }""", "Routes", "there is no route: without one there is nothing to do")]
    [InlineData("""{ "Routes": »[] }""", "Routes", "expected an object, found an array")]
    [InlineData("""{ "Routes": { "r": »{} } }""", "Routes.r", "the section is empty")]
    public async Task Root_WithoutRoutes_IsRefused(string marked, string path, string message) => await ShouldRefuseAsync(marked, path, message);

    [Theory]
    [InlineData("""»"Clinets": {}""", "Clinets", "unknown key; did you mean 'Clients'?")]
    [InlineData(""" "Clients": »{}""", "Clients", "this version of Gateway does not have this yet: remove the key")]
    [InlineData(""" "Audit": »{ "Path": "a" }""", "Audit", "this version of Gateway does not have this yet: remove the key")]
    [InlineData(""" "Logging": { "Level": »"Debug" }""", "Logging.Level", "expected one of trace, debug, information, warning, error, critical, found 'Debug'")]
    [InlineData(""" "Logging": { "Format": »"xml" }""", "Logging.Format", "expected one of json, text, found 'xml'")]
    [InlineData(""" "Shutdown": { "Grace": »"6m" }""", "Shutdown.Grace", "expected a duration of at most 5m, found '6m'")]
    [InlineData(""" "Shutdown": { "Timeout": »"0s" }""", "Shutdown.Timeout", "expected a duration longer than 0 and at most 15m, found '0s'")]
    [InlineData(""" "Shutdown": { "Grace": »"10s", "Timeout": "10s" }""", "Shutdown.Grace", "Grace (10s) is a part of Timeout (10s) and must be shorter")]
    [InlineData(""" "Shutdown": { "Timeout": »"5s" }""", "Shutdown.Timeout", "Grace (5s) is a part of Timeout (5s) and must be shorter")]
    [InlineData(""" "Shutdown": { »"Gracee": "5s" }""", "Shutdown.Gracee", "did you mean 'Grace'?")]
    [InlineData(""" "Logging": »{}""", "Logging", "the section is empty")]
    [InlineData(""" "AllowLiteralSecrets": »"yes" """, "AllowLiteralSecrets", "expected true or false, found a string")]
    [InlineData(""" "Envelopes": { "e": »{ "Encoding": "hex" } }""", "Envelopes.e.Format", "this key is required")]
    [InlineData(""" "Envelopes": { "e": { "Format": "aes-cbc", "Encoding": »"base32" } }""", "Envelopes.e.Encoding", "expected one of base64, base64url, hex, binary, found 'base32'")]
    [InlineData(""" "Envelopes": { "e": { "Format": "aes-cbc", "Waivers": »["static"] } }""", "Envelopes.e.Waivers", "'static' is not the name of a weakness")]
    [InlineData(""" "Envelopes": { "e": { "Format": "aes-cbc", "KeyIdFrom": »"name" } }""", "Envelopes.e.KeyIdFrom", "expected one of key, thumbprint, public-key-fingerprint, certificate-fingerprint, found 'name'")]
    [InlineData(""" "Envelopes": { "e": { "Format": "jwe", "IssuedAt": »"minutes" } }""", "Envelopes.e.IssuedAt", "expected one of none, seconds, milliseconds, found 'minutes'")]
    [InlineData(""" "Envelopes": { "e": { "Format": "jwe", "KeyId": »"a b" } }""", "Envelopes.e.KeyId", "expected printable ASCII")]
    [InlineData(""" "Envelopes": { "e": { "Format": "jwe", "Header": »"x" } }""", "Envelopes.e.Header", "must be a JSON object")]
    [InlineData(""" "Envelopes": { "e": { "Format": "aes-gcm", "Iv": »"zero" } }""", "Envelopes.e.Iv", "aes-gcm has no such setting")]
    [InlineData(""" "Envelopes": { "e": { "Format": "aes-gcm", "Tag": »"middle" } }""", "Envelopes.e.Tag", "expected one of end, start, found 'middle'")]
    [InlineData(""" "Envelopes": { "e": { "Format": "aes-cbc", "AssociatedData": »"x" } }""", "Envelopes.e.AssociatedData", "aes-cbc has no such setting")]
    [InlineData(""" "Envelopes": { "e": { "Format": "rsa-hybrid", "Algorithm": »"RSA-OAEP-512" } }""", "Envelopes.e.Algorithm", "'RSA-OAEP-512' is not known here")]
    [InlineData(""" "Envelopes": { "e": { "Format": "rsa-field", "OaepHash": »"SHA256" } }""", "Envelopes.e.OaepHash", "'SHA256' is not known here; known are SHA-1, SHA-256, SHA-384, SHA-512")]
    [InlineData(""" "Envelopes": { "e": { "Format": "rsa-hybrid", "OaepMgf1Hash": »"MD5" } }""", "Envelopes.e.OaepMgf1Hash", "'MD5' is not known here")]
    [InlineData(""" "Envelopes": { "e": { "Format": "aes-gcm", "Headers": »{ "x-iv": "{nonce}" } } }""", "Envelopes.e.Headers", "{nonce} is not a part of this message")]
    public async Task Section_Mistake_IsRefused(string marked, string path, string message) => await ShouldRefuseAsync(SampleText.With(marked), path, message);

    [Theory]
    [InlineData("""»{ "AllowPlaintextFromNetwork": true }""", "Listeners.Data.Url", "this key is required")]
    [InlineData("""{ "Url": »"127.0.0.1:8080" }""", "Listeners.Data.Url", "expected an address such as http://127.0.0.1:8080")]
    [InlineData("""{ "Url": »"http://*:8080" }""", "Listeners.Data.Url", "for all interfaces write http://0.0.0.0:8080")]
    [InlineData("""{ "Url": »"https://127.0.0.1:8080" }""", "Listeners.Data.Url", "does not serve https yet")]
    [InlineData("""{ "Url": »"http://127.0.0.1:8080/x" }""", "Listeners.Data.Url", "a scheme, a host and a port, nothing else")]
    [InlineData("""{ "Url": »"http://me@127.0.0.1:8080" }""", "Listeners.Data.Url", "a scheme, a host and a port, nothing else")]
    [InlineData("""{ "Url": »"http://gateway.local:8080" }""", "Listeners.Data.Url", "'gateway.local' is not an IP address or localhost")]
    [InlineData("""{ "Url": »"http://0.0.0.0:8080" }""", "Listeners.Data.Url", "plain http beyond loopback would show every report to the network")]
    [InlineData("""{ "Url": »"http://[::]:8080" }""", "Listeners.Data.Url", "say AllowPlaintextFromNetwork: true")]
    [InlineData("""{ "Url": »"http://10.0.0.7:8080", "AllowPlaintextFromNetwork": false }""", "Listeners.Data.Url", "bind to 127.0.0.1")]
    [InlineData("""{ "Url": »"http://127.0.0.1:9090" }""", "Listeners.Data.Url", "both listeners have port 9090, and they need two different ones")]
    [InlineData("""{ "Url": "http://127.0.0.1:80" }, "Management": { "Url": »"http://[::1]" }""", "Listeners.Management.Url", "both listeners have port 80")]
    [InlineData("""{ "Url": "http://127.0.0.1:1", "Tls": »{ "Certificate": "c.pem" } }""", "Listeners.Data.Tls", "does not have this yet: remove the key")]
    [InlineData("""{ "Url": "http://127.0.0.1:1", »"AllowPlaintext": true }""", "Listeners.Data.AllowPlaintext", "unknown key")]
    public async Task Listener_Mistake_IsRefused(string marked, string path, string message) =>
        await ShouldRefuseAsync(SampleText.With($$""" "Listeners": { "Data": {{marked}} }"""), path, message);

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://localhost:8080")]
    [InlineData("http://[::1]:8080")]
    [InlineData("HTTP://127.0.0.1:8080/")]
    public async Task Listener_Loopback_NeedsNoWaiver(string url)
    {
        using var bench = new ConfigurationBench();

        var result = await bench.LoadAsync(SampleText.With($$""" "Listeners": { "Data": { "Url": "{{url}}" } }"""));

        ConfigurationBench.Errors(result).ShouldBeEmpty();
    }

    [Fact]
    public async Task Listener_BeyondLoopbackWithWaiver_IsTaken()
    {
        using var bench = new ConfigurationBench();

        var result = await bench.LoadAsync(SampleText.With(""" "Listeners": { "Data": { "Url": "http://0.0.0.0:8080", "AllowPlaintextFromNetwork": true } }"""));

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        result.Generation!.Options.DataListener.Address.ShouldBe(System.Net.IPAddress.Any);
    }

    [Theory]
    [InlineData("""{ "s": »{ "Path": "x" } }""", "Secrets.s.Source", "this key is required")]
    [InlineData("""{ "s": { "Source": »"Env", "Name": "KEY" } }""", "Secrets.s.Source", "this is not a source of this version; it has env, file, literal, vault")]
    [InlineData("""{ "s": { "Source": »"vaults", "Path": "x" } }""", "Secrets.s.Source", "this is not a source of this version; it has env, file, literal, vault")]
    [InlineData("""{ "s": »{ "Source": "env" } }""", "Secrets.s.Name", "this key is required")]
    [InlineData("""{ "s": »{ "Source": "file", "Encoding": "hex" } }""", "Secrets.s.Path", "this key is required")]
    [InlineData("""{ "s": { "Source": "env", "Name": "KEY", »"Path": "x" } }""", "Secrets.s.Path", "unknown key")]
    [InlineData("""{ "s": { "Source": "env", "Name": "KEY", "Encoding": »"der" } }""", "Secrets.s.Encoding", "expected one of utf8, hex, base64, base64url, pem, jwk")]
    [InlineData("""{ "s": { "Source": "env", "Name": "KEY", "Refresh": »"60s" } }""", "Secrets.s.Refresh", "a value of this source cannot change while the program runs")]
    [InlineData("""{ "s": { "Source": "env", "Name": "KEY", "MaxStale": »"60s" } }""", "Secrets.s.MaxStale", "a value of this source cannot change while the program runs")]
    [InlineData("""{ "s": { "Source": "env", "Name": "KEY", "RotateEvery": »"0s" } }""", "Secrets.s.RotateEvery", "a duration longer than 0")]
    [InlineData("""{ "s": { "Source": "file", "Path": "key.hex", "Refresh": »"500ms" } }""", "Secrets.s.Refresh", "at least 1s")]
    [InlineData("""{ "s": { "Source": "file", "Path": "key.hex", "Refresh": "10m", "MaxStale": »"5m" } }""", "Secrets.s.MaxStale", "MaxStale is 5m, Refresh is 10m")]
    [InlineData("""{ "s": { "Source": »"literal", "Value": "hunter2" } }""", "Secrets.s.Source", "a secret may not stand in the configuration")]
    [InlineData("""{ "s": »{ "Source": "env", "Name": "ABSENT" } }""", "Secrets.s", "secret 's' cannot be resolved: environment variable ABSENT is not set")]
    [InlineData("""{ "s": »{ "Source": "env", "Name": "TOKEN", "Encoding": "hex" } }""", "Secrets.s", "secret 's' cannot be resolved: its value is empty or not hex")]
    [InlineData("""{ "s": »{ "Source": "file", "Path": "absent.txt" } }""", "Secrets.s", "absent.txt does not exist")]
    [InlineData("""{ "s": { "Source": "env", "Name": "KEY" }, »"S": { "Source": "env", "Name": "KEY" } }""", "Secrets.S", "'s' differs from it in case only")]
    public async Task Secret_Mistake_IsRefused(string marked, string path, string message) => await ShouldRefuseAsync(SampleText.WithSecrets(marked), path, message);

    [Fact]
    public async Task Secret_LiteralWithWaiver_IsTakenWithAWarning()
    {
        using var bench = new ConfigurationBench();

        var result = await bench.LoadAsync("""{ "AllowLiteralSecrets": true, """ + SampleText.WithSecrets("""{ "s": { "Source": "literal", "Value": "hunter2" } }""")[1..]);

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        ConfigurationBench.Warnings(result).ShouldContain(static warning => warning.Path == "Secrets.s" && warning.Message.Contains("for demonstrations"));
    }

    [Theory]
    [InlineData("""»{ "Timeout": "1s" }""", "Upstreams.up.Addresses", "at least one address is required")]
    [InlineData("""{ "Addresses": »[] }""", "Upstreams.up.Addresses", "at least one address is required")]
    [InlineData("""{ "Addresses": »"https://a.example" }""", "Upstreams.up.Addresses", "expected an array of strings, found a string")]
    [InlineData("""{ "Addresses": ["https://a.example", »"b.example"] }""", "Upstreams.up.Addresses[1]", "expected an address such as https://reports.example.com")]
    [InlineData("""{ "Addresses": [»"ftp://a.example"] }""", "Upstreams.up.Addresses[0]", "expected an address such as https://reports.example.com")]
    [InlineData("""{ "Addresses": [»"https://me:hunter2@a.example"] }""", "Upstreams.up.Addresses[0]", "credentials do not belong in an address")]
    [InlineData("""{ "Addresses": [»"https://a.example?key=hunter2"] }""", "Upstreams.up.Addresses[0]", "an address has no query and no fragment")]
    [InlineData("""{ "Addresses": [»"http://a.example"] }""", "Upstreams.up.Addresses[0]", "use https://, or say AllowPlaintext: true")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Timeout": "20s", "TotalTimeout": »"10s" }""", "Upstreams.up.TotalTimeout", "TotalTimeout is 10s, Timeout is 20s")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Timeout": »"1m" }""", "Upstreams.up.Timeout", "TotalTimeout is 30s, Timeout is 1m")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Timeout": »"6m" }""", "Upstreams.up.Timeout", "expected a duration longer than 0 and at most 5m, found '6m'")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Tls": »{} }""", "Upstreams.up.Tls", "the section is empty")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Tls": { "MinimumVersion": »"1.1" } }""", "Upstreams.up.Tls.MinimumVersion", "expected one of 1.2, 1.3, found '1.1'")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Tls": { "MinimumVersion": »1.2 } }""", "Upstreams.up.Tls.MinimumVersion", "expected one of 1.2, 1.3, found a number")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Tls": { "ServerName": »"https://b.example" } }""", "Upstreams.up.Tls.ServerName", "expected a host name")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Tls": { "Pins": »[] } }""", "Upstreams.up.Tls.Pins", "a list without pins would refuse every receiver")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Tls": { "Pins": [»"sha256/AA=="] } }""", "Upstreams.up.Tls.Pins[0]", "expected a pin such as sha256/47DEQ")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Tls": { "Pins": [»"sha1/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="] } }""", "Upstreams.up.Tls.Pins[0]", "expected a pin")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Tls": { "Pins": [»"sha256/47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU="] } }""", "Upstreams.up.Tls.Pins[0]", "expected a pin")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Tls": { "PinMode": »"off" } }""", "Upstreams.up.Tls.PinMode", "expected one of enforce, report")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Tls": { "Revocation": »"on" } }""", "Upstreams.up.Tls.Revocation", "expected one of off, online, offline")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Tls": { "Revocation": »"offline" } }""", "Upstreams.up.Tls.Revocation", "offline needs RevocationLists")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Tls": { "RevocationLists": »["a.crl"] } }""", "Upstreams.up.Tls.RevocationLists", "read only with Revocation: offline")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Tls": { "RevocationFailure": »"ignore" } }""", "Upstreams.up.Tls.RevocationFailure", "expected one of refuse, allow")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Tls": { "ClientCertificate": »{ "Certificate": "c.pem" } } }""", "Upstreams.up.Tls.ClientCertificate.Key", "this key is required")]
    [InlineData("""{ "Addresses": ["https://a.example"], "MaxConcurrent": »0 }""", "Upstreams.up.MaxConcurrent", "expected a whole number from 1 to 1000000, found 0")]
    [InlineData("""{ "Addresses": ["https://a.example"], "ConnectTimeout": »"20s" }""", "Upstreams.up.ConnectTimeout", "connecting is a part of an attempt and may not take longer: ConnectTimeout is 20s, Timeout is 10s")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Retry": »{} }""", "Upstreams.up.Retry", "the section is empty")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Retry": { "Attempts": »0 } }""", "Upstreams.up.Retry.Attempts", "expected a whole number from 1 to 10, found 0")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Retry": { »"Retries": 3 } }""", "Upstreams.up.Retry.Retries", "unknown key")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Retry": { "On": [»"conect"] } }""", "Upstreams.up.Retry.On[0]", "expected one of connect, timeout, 429, 502, 503, 504; did you mean 'connect'?")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Retry": { "On": [»"500"] } }""", "Upstreams.up.Retry.On[0]", "expected one of connect, timeout, 429, 502, 503, 504")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Retry": { "On": »[] } }""", "Upstreams.up.Retry.On", "the list is empty: nothing would be attempted again")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Retry": { "Backoff": "10s", "MaxBackoff": »"5s" } }""", "Upstreams.up.Retry.MaxBackoff", "no wait may be longer than MaxBackoff (5s), and Backoff is 10s")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Retry": { "IdempotencyHeader": »"Idempotency Key" } }""", "Upstreams.up.Retry.IdempotencyHeader", "expected the name of a header, such as Idempotency-Key")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Retry": { "IdempotencyHeader": »"Host" } }""", "Upstreams.up.Retry.IdempotencyHeader", "describes the connection or the body")]
    [InlineData("""{ "Addresses": ["https://a.example", »"http://a.example:443"], "AllowPlaintext": true }""", "Upstreams.up.Addresses[1]", "the same host and port with http and with https")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Tls": { "ServerName": »"bücher.example" } }""", "Upstreams.up.Tls.ServerName", "xn-- form")]
    [InlineData("""{ "Addresses": ["https://a.example"], "Retry": { "Budget": »0 } }""", "Upstreams.up.Retry.Budget", "expected a number above 0 and at most 1, such as 0.5, found 0")]
    [InlineData("""{ "Addresses": ["https://a.example"], "CircuitBreaker": »{} }""", "Upstreams.up.CircuitBreaker", "the section is empty")]
    [InlineData("""{ "Addresses": ["https://a.example"], "CircuitBreaker": { "FailureRatio": »1.5 } }""", "Upstreams.up.CircuitBreaker.FailureRatio", "expected a number above 0 and at most 1, such as 0.5, found 1.5")]
    [InlineData("""{ "Addresses": ["https://a.example"], "CircuitBreaker": { "MinimumRequests": »1 } }""", "Upstreams.up.CircuitBreaker.MinimumRequests", "expected a whole number from 2 to 1000000, found 1")]
    [InlineData("""{ "Addresses": ["https://a.example"], "CircuitBreaker": { "Break": »"100ms" } }""", "Upstreams.up.CircuitBreaker.Break", "expected a duration of at least 500ms")]
    [InlineData("""{ "Addresses": ["https://a.example"], "AllowPrivateNetworks": »"no" }""", "Upstreams.up.AllowPrivateNetworks", "expected true or false, found a string")]
    public async Task Upstream_Mistake_IsRefused(string marked, string path, string message) => await ShouldRefuseAsync(SampleText.WithUpstream(marked), path, message);

    [Theory]
    [InlineData("""»{ "Upstream": "up" }""", "Routes.r.Match", "this section is required: which requests are meant?")]
    [InlineData("""»{ "Match": { "Path": "/r" } }""", "Routes.r.Upstream", "this key is required")]
    [InlineData("""{ "Upstream": "up", "Match": »{ "Methods": ["POST"] } }""", "Routes.r.Match.Path", "this key is required")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r", »"Method": ["POST"] } }""", "Routes.r.Match.Method", "unknown key; did you mean 'Methods'?")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r" }, "Path": »"v1" }""", "Routes.r.Path", "expected a path that begins with '/'")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r" }, "Path": »"/v1?x=1" }""", "Routes.r.Path", "has no query and no parameters")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r" }, "Path": »"/v1/{id}" }""", "Routes.r.Path", "has no query and no parameters")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r" }, "Clients": »["c"] }""", "Routes.r.Clients", "does not have this yet: remove the key")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r" }, "RequireStepUp": »true }""", "Routes.r.RequireStepUp", "only false is accepted")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r" }, "Mode": »"report" }""", "Routes.r.Mode", "only enforce is accepted")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r" }, "Delivery": { "Mode": »"durable" } }""", "Routes.r.Delivery.Mode", "only synchronous is accepted")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r" }, "Response": { "Errors": »"none" } }""", "Routes.r.Response.Errors", "expected one of generic, passthrough, found 'none'")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r" }, "Response": { "MaxBody": »"1GiB" } }""", "Routes.r.Response.MaxBody", "expected a size from 1 to 256MiB, found '1GiB'")]
    [InlineData("""{ "Upstream": "up", "Match": { "Path": "/r" }, "Response": { "Cache": { "Enabled": »true } } }""", "Routes.r.Response.Cache.Enabled", "only false is accepted")]
    public async Task Route_Mistake_IsRefused(string marked, string path, string message) => await ShouldRefuseAsync(SampleText.WithRoute(marked), path, message);

    [Theory]
    [InlineData("""»{}""", "", "the section is empty")]
    [InlineData("""»5""", "", "expected an object, found a number")]
    [InlineData("""»{ "Permits": 5 }""", ".Per", "this key is required")]
    [InlineData("""»{ "Per": "1s" }""", ".Permits", "this key is required")]
    [InlineData("""{ "Permits": »0, "Per": "1s" }""", ".Permits", "expected a whole number from 1 to 1000000, found 0")]
    [InlineData("""{ "Permits": »-1, "Per": "1s" }""", ".Permits", "expected a whole number from 1 to 1000000, found -1")]
    [InlineData("""{ "Permits": »1.5, "Per": "1s" }""", ".Permits", "expected a whole number from 1 to 1000000, found 1.5")]
    [InlineData("""{ "Permits": »"5", "Per": "1s" }""", ".Permits", "expected a whole number from 1 to 1000000, found a string")]
    [InlineData("""{ "Permits": 5, "Per": »"0s" }""", ".Per", "expected a duration longer than 0 and at most 24h, found '0s'")]
    [InlineData("""{ "Permits": 5, "Per": »"25h" }""", ".Per", "expected a duration longer than 0 and at most 24h, found '25h'")]
    [InlineData("""{ "Permits": 5, "Per": »1 }""", ".Per", "expected a duration such as 500ms, 10s, 5m or 24h, found a number")]
    [InlineData("""{ "Permits": 5, "Per": "1s", "Burst": »4 }""", ".Burst", "4 would never hold the 5 that come in 1s: write 5 or more, or leave it out")]
    [InlineData("""{ "Permits": 5, "Per": "1s", "Burst": »0 }""", ".Burst", "expected a whole number from 1 to 1000000, found 0")]
    [InlineData("""{ "Permits": 5, "Per": "1s", "Queue": »-1 }""", ".Queue", "expected a whole number from 0 to 10000, found -1")]
    [InlineData("""{ "Permits": 5, "Per": "1s", "Queue": »10001 }""", ".Queue", "expected a whole number from 0 to 10000, found 10001")]
    [InlineData("""{ "Permits": 5, "Per": "1s", "By": »"client" }""", ".By", "to count by client, Gateway must know its callers: that needs the section Clients, which this version does not have yet; write route, address or header:NAME")]
    [InlineData("""{ "Permits": 5, "Per": "1s", "By": »"adress" }""", ".By", "expected route, address or header:NAME, found 'adress'; did you mean 'address'?")]
    [InlineData("""{ "Permits": 5, "Per": "1s", "By": »"Route" }""", ".By", "found 'Route'; did you mean 'route'?")]
    [InlineData("""{ "Permits": 5, "Per": "1s", "By": »"hedaer:X-Api-Key" }""", ".By", "did you mean 'header:NAME'?")]
    [InlineData("""{ "Permits": 5, "Per": "1s", "By": »"header" }""", ".By", "did you mean 'header:NAME'?")]
    [InlineData("""{ "Permits": 5, "Per": "1s", "By": »"something else" }""", ".By", "expected route, address or header:NAME, found 'something else'")]
    [InlineData("""{ "Permits": 5, "Per": "1s", "By": »"header:" }""", ".By", "expected the name of a header after 'header:', such as header:X-Api-Key")]
    [InlineData("""{ "Permits": 5, "Per": "1s", "By": »"header:X Api" }""", ".By", "expected the name of a header after 'header:', such as header:X-Api-Key")]
    [InlineData("""{ "Permits": 5, "Per": "1s", »"Permit": 5 }""", ".Permit", "unknown key; did you mean 'Permits'?")]
    public async Task RateLimit_Mistake_IsRefused(string marked, string key, string message) =>
        await ShouldRefuseAsync(SampleText.WithRoute($$"""{ "Upstream": "up", "Match": { "Path": "/r" }, "RateLimit": {{marked}} }"""), $"Routes.r.RateLimit{key}", message);

    [Theory]
    [InlineData("""{ "Permits": 50, "Per": "1s", "Burst": 100, "By": "header:X-Api-Key", "Queue": 10 }""", false)]
    [InlineData("""{ "Permits": 1, "Per": "1s", "Queue": 30 }""", false)]
    [InlineData("""{ "Permits": 1, "Per": "1s", "Queue": 31 }""", true)]
    [InlineData("""{ "Permits": 1, "Per": "24h", "Queue": 1 }""", true)]
    public async Task RateLimit_WithALongWait_IsTakenWithAWarning(string limit, bool warns)
    {
        using var bench = new ConfigurationBench();

        var result = await bench.LoadAsync(SampleText.WithRoute($$"""{ "Upstream": "up", "Match": { "Path": "/r" }, "RateLimit": {{limit}} }"""));

        ConfigurationBench.Errors(result).ShouldBeEmpty();
        ConfigurationBench.Warnings(result).Any(static warning => warning.Path == "Routes.r.RateLimit.Queue").ShouldBe(warns);
    }

    [Fact]
    public async Task RateLimit_ThatSaysLittle_HasDefaults_AndCanBeOverlaid()
    {
        using var bench = new ConfigurationBench();
        bench.Settings.Add("Routes.r.RateLimit.Permits=7");

        var result = await bench.LoadAsync(SampleText.WithRoute("""{ "Upstream": "up", "Match": { "Path": "/r" }, "RateLimit": { "Permits": 5, "Per": "2m" } }"""));

        result.Generation!.Options.Routes.Single().RateLimit.ShouldBe(new RateLimitOptions(7, TimeSpan.FromMinutes(2), 7, PartitionBy.Route, null, 0));
    }

    [Theory]
    [InlineData("""{ "MaxBody": »"64KB" }""", "MaxBody", "expected a size such as 512, 64KiB, 1MiB or 1GiB, found '64KB'")]
    [InlineData("""{ "ReadTimeout": »"1h" }""", "ReadTimeout", "expected a duration longer than 0 and at most 5m, found '1h'")]
    [InlineData("""{ "ContentTypes": »[] }""", "ContentTypes", "the list is empty: it would take no content type at all")]
    [InlineData("""{ "Keep": »[] }""", "Keep", "the list is empty: it would keep nothing; leave it out to keep everything")]
    [InlineData("""{ "Keep": »{ "$.a": true } }""", "Keep", "expected an array of strings, found an object")]
    [InlineData("""{ "Json": »{} }""", "Json", "the section is empty")]
    [InlineData("""{ "Json": { "MaxDepth": »0 } }""", "Json.MaxDepth", "expected a whole number from 1 to 1000, found 0")]
    [InlineData("""{ "Json": { "DuplicateKeys": »"last" } }""", "Json.DuplicateKeys", "expected one of reject, allow, found 'last'")]
    [InlineData("""{ "Formats": »"check" }""", "Formats", "expected one of assert, annotate, found 'check'")]
    [InlineData("""{ "Errors": »"full" }""", "Errors", "expected one of generic, detailed, found 'full'")]
    [InlineData("""{ "Inspect": »"block" }""", "Inspect", "only off is accepted")]
    [InlineData("""{ "Sign": »{ "Signer": "x" } }""", "Sign", "does not have this yet: remove the key")]
    [InlineData("""{ "Inject": { »"Header": { "a": "b" } } }""", "Inject.Header", "unknown key; did you mean 'Headers'?")]
    [InlineData("""{ "Encrypt": »{ "Key": "key" } }""", "Encrypt.Envelope", "this key is required")]
    [InlineData("""{ "Encrypt": »{ "Envelope": "report-ghosting" } }""", "Encrypt.Key", "this key is required")]
    [InlineData("""{ "Encrypt": »{ "Envelope": "visa-mle", "Key": "key" } }""", "Encrypt.Headers", "say KeyId")]
    [InlineData("""{ "Encrypt": »{ "Envelope": "alipay", "Key": "key" } }""", "Encrypt.Waivers", "Waivers: [\"static-iv\"]")]
    [InlineData("""{ "Encrypt": »{ "Envelope": "icici", "Key": "key" } }""", "Encrypt.Waivers", "Waivers: [\"rsa-pkcs1\"]")]
    [InlineData("""{ "Encrypt": { "Envelope": "report-ghosting", "Key": "key", "OnMissing": »"ignore" } }""", "Encrypt.OnMissing", "reject")]
    [InlineData("""{ "Encrypt": { "Envelope": "report-ghosting", "Key": "key", "Fields": »[] } }""", "Encrypt.Fields", "the list is empty")]
    [InlineData("""{ "Encrypt": { "Envelope": "report-ghosting", "Key": "key", "Fields": [{ "From": »"card" }] } }""", "Encrypt.Fields[0].From", "$")]
    [InlineData("""{ "Encrypt": { "Envelope": "report-ghosting", "Key": "key", "Body": { "d": "{sealed}" }, "Text": »true } }""", "Encrypt.Text", "either the bare message or the template under Body")]
    [InlineData("""{ "Encrypt": { "Envelope": "report-ghosting", "Key": "key", "ContentType": »"json" } }""", "Encrypt.ContentType", "expected a media type such as application/json")]
    [InlineData("""{ "Encrypt": { "Envelope": "report-ghosting", "Key": "key", "ContentType": »"text/plain\r\nX: y" } }""", "Encrypt.ContentType", "without control characters")]
    public async Task Request_Mistake_IsRefused(string marked, string path, string message) =>
        await ShouldRefuseAsync(SampleText.WithRequest(marked), $"Routes.r.Request.{path}", message);

    private static async Task ShouldRefuseAsync(string marked, string path, string message)
    {
        using var bench = new ConfigurationBench();
        await bench.ShouldRefuseAsync(marked, path, message);
    }
}
