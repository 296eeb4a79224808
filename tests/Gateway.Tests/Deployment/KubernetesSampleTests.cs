using System.Text.Json;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Deployment;

/// <summary>config/kubernetes fits Kubernetes' API, the image, and what the gateway reads.</summary>
public sealed class KubernetesSampleTests : IDisposable
{
    /// <summary>What the sample gives the application itself to stop.</summary>
    private const int ApplicationStopSeconds = 25;

    private readonly DirectoryInfo _mounted = Directory.CreateTempSubdirectory("gateway-test-");

    public void Dispose() => _mounted.Delete(recursive: true);

    [Theory]
    [InlineData("configmap.yaml")]
    [InlineData("deployment.yaml")]
    [InlineData("networkpolicy.yaml")]
    public async Task Manifest_OfTheSample_FitsTheTypesOfTheApi(string file) =>
        (await Samples.FindUnfitAsync("kubernetes", Samples.PathOf("kubernetes", file))).ShouldBeEmpty();

    [Fact]
    public async Task Manifest_WithAFieldThatTheApiDoesNotHave_DoesNotFit()
    {
        var misspelt = (await File.ReadAllTextAsync(Samples.PathOf("kubernetes", "deployment.yaml"))).Replace("readOnlyRootFilesystem", "readOnlyRootFileSystem", StringComparison.Ordinal);
        var path = Path.Combine(_mounted.FullName, "misspelt.yaml");
        await File.WriteAllTextAsync(path, misspelt);

        (await Samples.FindUnfitAsync("kubernetes", path)).ShouldContain("readOnlyRootFileSystem");
    }

    [Fact]
    public async Task Kustomization_ListsEveryManifest()
    {
        var listed = (await Samples.ReadAsync(Samples.PathOf("kubernetes", "kustomization.yaml")))[0].GetProperty("resources").EnumerateArray().Select(static name => name.GetString());

        listed.ShouldBe(
            Directory.GetFiles(Samples.PathOf("kubernetes"), "*.yaml").Select(static path => Path.GetFileName(path)).Where(static name => name != "kustomization.yaml"),
            ignoreOrder: true);
    }

    [Fact]
    public async Task Configuration_AsThePodMountsIt_IsAcceptedByCheck()
    {
        var data = (await Samples.ReadAsync(Samples.PathOf("kubernetes", "configmap.yaml")))[0].GetProperty("data");
        foreach (var item in (await VolumeAsync("gateway-configuration")).GetProperty("configMap").GetProperty("items").EnumerateArray())
        {
            var path = Path.Combine(_mounted.FullName, item.GetProperty("path").GetString()!);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, data.GetProperty(item.GetProperty("key").GetString()!).GetString());
        }

        var run = await ProcessRun.GatewayAsync("check", "--config", Path.Combine(_mounted.FullName, "gateway.json"));

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("valid, 1 route, 2 warnings", customMessage: "but for the two keys, which only the cluster has");
    }

    [Fact]
    public async Task Schema_InTheConfigMap_IsTheRepositorys()
    {
        var data = (await Samples.ReadAsync(Samples.PathOf("kubernetes", "configmap.yaml")))[0].GetProperty("data");

        data.GetProperty("report-ghosting.schema.json").GetString().ShouldBe(await File.ReadAllTextAsync(Samples.PathOf("schemas", "report-ghosting.schema.json")));
    }

    [Fact]
    public async Task Sidecar_IsNativeAndLockedDown()
    {
        var pod = await PodAsync();
        var sidecar = Sidecar(pod);

        sidecar.GetProperty("restartPolicy").GetString().ShouldBe("Always", "an init container that is not restarted would end before the application begins");
        var security = sidecar.GetProperty("securityContext");
        security.GetProperty("runAsUser").GetInt32().ShouldBe(Samples.ImageUser);
        security.GetProperty("readOnlyRootFilesystem").GetBoolean().ShouldBeTrue();
        security.GetProperty("allowPrivilegeEscalation").GetBoolean().ShouldBeFalse();
        security.GetProperty("capabilities").GetProperty("drop").EnumerateArray().Single().GetString().ShouldBe("ALL");
        var podSecurity = pod.GetProperty("securityContext");
        podSecurity.GetProperty("runAsNonRoot").GetBoolean().ShouldBeTrue();
        podSecurity.GetProperty("seccompProfile").GetProperty("type").GetString().ShouldBe("RuntimeDefault");
        podSecurity.GetProperty("fsGroup").GetInt32().ShouldBe(Samples.ImageUser, "the keys are readable by a group");
        sidecar.GetProperty("volumeMounts").EnumerateArray().ShouldAllBe(static mount => mount.GetProperty("readOnly").GetBoolean());
        sidecar.GetProperty("volumeMounts").EnumerateArray().Count(static mount => mount.TryGetProperty("subPath", out _)).ShouldBe(0, "what is mounted so is never updated");
    }

    [Fact]
    public async Task Sidecar_IsStartedAsTheImageIs_WithItsFilesWhereTheyAreLookedFor()
    {
        var sidecar = Sidecar(await PodAsync());
        var configuration = await ConfigurationAsync();
        var mounts = sidecar.GetProperty("volumeMounts").EnumerateArray()
            .ToDictionary(static mount => mount.GetProperty("name").GetString()!, static mount => mount.GetProperty("mountPath").GetString()!);

        sidecar.GetProperty("args").EnumerateArray().Select(static argument => argument.GetString()).ShouldBe(Samples.InstructionOf("CMD"));
        mounts["gateway-configuration"].ShouldBe(Path.GetDirectoryName(Samples.InstructionOf("CMD")[^1]));
        foreach (var secret in configuration.GetProperty("Secrets").EnumerateObject())
        {
            Path.GetDirectoryName(secret.Value.GetProperty("Path").GetString()).ShouldBe(mounts["gateway-keys"], secret.Name);
        }

        var created = (await File.ReadAllTextAsync(Samples.PathOf("kubernetes", "deployment.yaml"))).Split('\n')
            .Single(static line => line.Contains("kubectl create secret", StringComparison.Ordinal));
        created.ShouldContain((await VolumeAsync("gateway-keys")).GetProperty("secret").GetProperty("secretName").GetString()!);
        foreach (var secret in configuration.GetProperty("Secrets").EnumerateObject())
        {
            created.ShouldContain($"--from-file={Path.GetFileName(secret.Value.GetProperty("Path").GetString())}");
        }
    }

    [Fact]
    public async Task Probes_AskTheManagementListener_AndTheDataListenerIsNotExposed()
    {
        var pod = await PodAsync();
        var sidecar = Sidecar(pod);
        var listeners = (await ConfigurationAsync()).GetProperty("Listeners");
        var management = new Uri(listeners.GetProperty("Management").GetProperty("Url").GetString()!);
        var data = new Uri(listeners.GetProperty("Data").GetProperty("Url").GetString()!);

        var port = sidecar.GetProperty("ports").EnumerateArray().ShouldHaveSingleItem();
        port.GetProperty("containerPort").GetInt32().ShouldBe(management.Port);
        foreach (var (probe, path) in new[] { ("startupProbe", "/readyz"), ("readinessProbe", "/readyz"), ("livenessProbe", "/livez") })
        {
            var get = sidecar.GetProperty(probe).GetProperty("httpGet");
            get.GetProperty("path").GetString().ShouldBe(path, probe);
            get.GetProperty("port").GetString().ShouldBe(port.GetProperty("name").GetString(), probe);
        }

        data.IsLoopback.ShouldBeTrue("whoever reaches the data listener can send reports");
        ReportUrlOf(pod.GetProperty("containers")[0]).ShouldBe(new Uri(data, "/report-ghosting"));
    }

    [Fact]
    public async Task Termination_LeavesTimeForTheApplicationAndThenForTheGateway() =>
        (await PodAsync()).GetProperty("terminationGracePeriodSeconds").GetInt32().ShouldBeGreaterThan(ApplicationStopSeconds + Samples.LongestStopSeconds);

    [Fact]
    public async Task Metrics_AreScrapedFromTheManagementListener_ByTheMonitoringNamespaceAlone()
    {
        var port = new Uri((await ConfigurationAsync()).GetProperty("Listeners").GetProperty("Management").GetProperty("Url").GetString()!).Port;
        var annotations = (await DeploymentAsync()).GetProperty("spec").GetProperty("template").GetProperty("metadata").GetProperty("annotations");
        var ingress = (await Samples.ReadAsync(Samples.PathOf("kubernetes", "networkpolicy.yaml")))[0].GetProperty("spec").GetProperty("ingress");

        annotations.GetProperty("prometheus.io/port").GetString().ShouldBe($"{port}");
        var rules = ingress.EnumerateArray().Where(rule => rule.GetProperty("ports").EnumerateArray().Any(allowed => allowed.GetProperty("port").GetInt32() == port)).ToList();
        rules.ShouldHaveSingleItem().GetProperty("from").EnumerateArray().ShouldHaveSingleItem().TryGetProperty("namespaceSelector", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task NetworkPolicy_AndDeployment_MeanTheSamePods()
    {
        var labels = (await DeploymentAsync()).GetProperty("spec").GetProperty("template").GetProperty("metadata").GetProperty("labels").ToString();

        (await Samples.ReadAsync(Samples.PathOf("kubernetes", "networkpolicy.yaml")))[0].GetProperty("spec").GetProperty("podSelector").GetProperty("matchLabels").ToString().ShouldBe(labels);
        (await DeploymentAsync()).GetProperty("spec").GetProperty("selector").GetProperty("matchLabels").ToString().ShouldBe(labels);
    }

    private static Uri ReportUrlOf(JsonElement container) =>
        new(container.GetProperty("env").EnumerateArray().Single(static variable => variable.GetProperty("name").GetString() == "REPORT_URL").GetProperty("value").GetString()!);

    private static JsonElement Sidecar(JsonElement pod) => pod.GetProperty("initContainers").EnumerateArray().ShouldHaveSingleItem();

    private static async Task<JsonElement> DeploymentAsync() => (await Samples.ReadAsync(Samples.PathOf("kubernetes", "deployment.yaml")))[0];

    private static async Task<JsonElement> PodAsync() => (await DeploymentAsync()).GetProperty("spec").GetProperty("template").GetProperty("spec");

    private static async Task<JsonElement> VolumeAsync(string name) =>
        (await PodAsync()).GetProperty("volumes").EnumerateArray().Single(volume => volume.GetProperty("name").GetString() == name);

    private static async Task<JsonElement> ConfigurationAsync() => Samples.ParseConfiguration(
        (await Samples.ReadAsync(Samples.PathOf("kubernetes", "configmap.yaml")))[0].GetProperty("data").GetProperty("gateway.json").GetString()!);
}
