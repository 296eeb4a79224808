using Gateway.Configuration.Reading;
using Gateway.Secrets.Exec;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Secrets;

namespace Gateway.Secrets;

/// <summary>
/// <c>Source: exec</c>: a member of the JSON that a program prints, as the credential processes of AWS and the credential plugins of Kubernetes do.
/// </summary>
/// <param name="program">The program.</param>
/// <param name="field">The names that lead to the value.</param>
/// <param name="expiration">The names that lead to the time when it expires.</param>
/// <param name="mustExpire">Whether there is no value without that time.</param>
/// <param name="clock">The time.</param>
internal sealed class ExecSecretSource(SecretProgram program, string[] field, string[] expiration, bool mustExpire, TimeProvider clock) : ISecretSource
{
    /// <summary>As AWS names it.</summary>
    private const string DefaultExpiration = "Expiration";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan MostTimeout = TimeSpan.FromSeconds(30);

    public static ISecretSource Read(SectionReader section, SecretSourceContext context)
    {
        var field = ReadNames(section, "Field", section.RequiredText("Field"), context.Problems);
        var expiration = section.Text("ExpirationField");
        return new ExecSecretSource(
            new SecretProgram(
                ReadCommand(section, context),
                context.BaseDirectory,
                ReadEnvironment(section, context),
                section.Duration("Timeout", DefaultTimeout, MostTimeout),
                context.Clock),
            field,
            ReadNames(section, "ExpirationField", expiration ?? DefaultExpiration, context.Problems),
            mustExpire: expiration is not null,
            context.Clock);
    }

    public async ValueTask<SecretReading> ReadAsync(bool pastCaches, CancellationToken cancellationToken)
    {
        using var output = new PooledBuffer();
        return await program.RunAsync(output, cancellationToken) ?? Read(output.WrittenSpan);
    }

    private SecretReading Read(ReadOnlySpan<byte> json)
    {
        if (!JsonMember.IsObject(json, []))
        {
            return SecretReading.Broken("the program did not print a JSON object and nothing else");
        }

        DateTimeOffset? expiresAt = null;
        if (JsonMember.Has(json, expiration))
        {
            if (!JsonMember.TryReadTime(json, expiration, out var time))
            {
                return SecretReading.Broken("when the value expires, as the program printed it, is not a time such as 2026-01-31T12:00:00Z");
            }

            if (time <= clock.GetUtcNow())
            {
                return SecretReading.Broken("the value that the program printed had expired by its own word");
            }

            expiresAt = time;
        }
        else if (mustExpire)
        {
            return SecretReading.Broken("what the program printed has no member by the names under ExpirationField, or has it twice");
        }

        return JsonMember.TryReadText(json, field, out var text)
            ? SecretReading.Found(text, expiresAt)
            : SecretReading.Broken("what the program printed has no text by the names under Field, or has it twice");
    }

    private static string[] ReadCommand(SectionReader section, SecretSourceContext context)
    {
        var path = section.Path.Key("Command");
        if (section.TextList("Command") is not { Count: > 0 } command)
        {
            if (!section.Has("Command") || section.TextList("Command") is [])
            {
                context.Problems.Error(path, """a program and its arguments are required, such as ["/usr/local/bin/get-secret", "--name", "pay"]""");
            }

            return [];
        }

        for (var i = 0; i < command.Count; i++)
        {
            if (command[i].Contains('\0', StringComparison.Ordinal))
            {
                context.Problems.Error(path.Item(i), "no program can be given an argument with a NUL in it");
            }
        }

        if (command[0].Any(char.IsControl))
        {
            // What says that it is not there repeats it, and a key has line breaks.
            context.Problems.Error(path.Item(0), "expected the path of a program, which has no control characters");
        }

        // Never looked for in PATH: which program gives a secret is not for the environment to say.
        return [Path.GetFullPath(command[0].Replace("\0", string.Empty, StringComparison.Ordinal), context.BaseDirectory), .. command.Skip(1)];
    }

    /// <summary>What programs need to find their way, and what the configuration names besides: the gateway's own environment may hold secrets.</summary>
    private static Dictionary<string, string> ReadEnvironment(SectionReader section, SecretSourceContext context)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in (ReadOnlySpan<string>)["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "TZ"])
        {
            Pass(section.Path.Key("Command"), variable);
        }

        var named = section.TextList("Environment") ?? [];
        for (var i = 0; i < named.Count; i++)
        {
            var path = section.Path.Key("Environment").Item(i);
            if (named[i].AsSpan().ContainsAny('=', '\0'))
            {
                context.Problems.Error(path, "expected the name of an environment variable, whose value the program is then given");
                continue;
            }

            Pass(path, named[i]);
        }

        return environment;

        void Pass(KeyPath at, string variable)
        {
            // Also where it is not set: a configuration that is good here must be good where it is.
            context.PassOn(variable, at);
            if (context.Environment.TryGetValue(variable, out var value))
            {
                environment[variable] = value;
            }
        }
    }

    private static string[] ReadNames(SectionReader section, string key, string text, ProblemList problems)
    {
        var names = text.Split('.');
        if (text.Length > 0 && names.Contains(string.Empty))
        {
            problems.Error(section.Path.Key(key), "expected the name of a member, or names with dots between them, such as status.token");
        }

        return names;
    }
}
