using Gateway.Transforms.Validation;

namespace Gateway.Transforms.Tests.Validation;

public sealed class SchemaRootTests
{
    private static readonly SchemaRoot Root = new("https://a.example/s/", Path.Combine(Path.GetTempPath(), "schemas"));

    [Theory]
    [InlineData("https://a.example/s/x.json", "x.json")]
    [InlineData("https://a.example/s/d/x.json", "d/x.json")]
    [InlineData("https://a.example/s/%C3%A9%20.json", "é .json")]
    public void Address_BelowTheRoot_IsAFileBelowTheFolder(string uri, string expected)
    {
        Root.TryFind(uri, out var path).ShouldBeTrue();

        path.ShouldBe(Path.Combine(Root.Directory, expected));
        Root.AddressOf(path).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("https://a.example/s/")]
    [InlineData("https://a.example/t/x.json")]
    [InlineData("http://a.example/s/x.json")]
    [InlineData("https://a.example/s/../x.json")]
    [InlineData("https://a.example/s/d/../../x.json")]
    [InlineData("https://a.example/s/%2e%2e/x.json")]
    [InlineData("https://a.example/s/%2E%2E%2Fx.json")]
    [InlineData("https://a.example/s/..%5Cx.json")]
    [InlineData("https://a.example/s/a%00.json")]
    [InlineData("https://a.example/s/.")]
    [InlineData("https://a.example/s//etc/passwd")]
    [InlineData("https://a.example/s/%2Fetc%2Fpasswd")]
    [InlineData("https://a.example/s/c:x")]
    [InlineData("https://a.example/s/x.json?y")]
    public void Address_ThatWouldLeadElsewhere_IsNoFile(string uri) => Root.TryFind(uri, out _).ShouldBeFalse();

    [Fact]
    public void File_OutsideTheFolder_HasNoAddress()
    {
        Root.AddressOf(Root.Directory + "2/x.json").ShouldBeNull();
        Root.AddressOf(Path.Combine(Path.GetTempPath(), "x.json")).ShouldBeNull();
        Root.AddressOf(Path.Combine(Root.Directory, "d", "x.json")).ShouldBe("https://a.example/s/d/x.json");
    }
}
