using System.Xml.Linq;
using Gateway.Commands;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Deployment;

/// <summary>The Dockerfile: what can be read off it. That it builds, and runs locked down, is the container check of <c>.ci/run</c>.</summary>
public sealed class ImageTests
{
    [Fact]
    public void Image_RunsAsTheBasesUser_AndIsToldToStopBySigterm()
    {
        Samples.LinesOf("USER").ShouldBe(["$APP_UID"]);
        Samples.LinesOf("STOPSIGNAL").ShouldBe(["SIGTERM"]);
        Samples.LinesOf("FROM").ShouldHaveSingleItem().ShouldEndWith("-chiseled");
    }

    [Fact]
    public void Commands_OfTheImage_AreInExecFormAndKnownToTheProgram()
    {
        var known = GatewayCommandLine.Create().Subcommands.Select(static command => command.Name).ToList();

        var program = Samples.InstructionOf("ENTRYPOINT").ShouldHaveSingleItem();
        Samples.InstructionOf("HEALTHCHECK").ShouldBe([program, "healthcheck"]);
        known.ShouldContain("healthcheck");
        known.ShouldContain(Samples.InstructionOf("CMD")[0]);
        Samples.LinesOf("COPY").ShouldContain(line => line.EndsWith($"/{program}", StringComparison.Ordinal));
    }

    [Fact]
    public void Configuration_ThatTheImageStartsWith_IsTheSample()
    {
        var started = Samples.InstructionOf("CMD")[^1];

        Samples.LinesOf("COPY").ShouldContain($"config/gateway.json config/gateway.schema.json {Path.GetDirectoryName(started)}/");
        Samples.LinesOf("COPY").ShouldContain($"config/schemas/ {Path.GetDirectoryName(started)}/schemas/");
    }

    [Fact]
    public void Version_OfTheImage_IsTheProducts()
    {
        var product = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

        Samples.LinesOf("ARG").ShouldContain($"VERSION={product}");
    }
}
