using Gateway.Transforms.Validation.Compiling;

namespace Gateway.Transforms.Tests.Validation;

/// <summary>The examples of RFC 3986 section 5.4, and names that have no path.</summary>
public sealed class SchemaUriTests
{
    [Theory]
    [InlineData("g:h", "g:h")]
    [InlineData("g", "http://a/b/c/g")]
    [InlineData("./g", "http://a/b/c/g")]
    [InlineData("g/", "http://a/b/c/g/")]
    [InlineData("/g", "http://a/g")]
    [InlineData("//g", "http://g")]
    [InlineData("?y", "http://a/b/c/d;p?y")]
    [InlineData("g?y", "http://a/b/c/g?y")]
    [InlineData(";x", "http://a/b/c/;x")]
    [InlineData("", "http://a/b/c/d;p?q")]
    [InlineData(".", "http://a/b/c/")]
    [InlineData("./", "http://a/b/c/")]
    [InlineData("..", "http://a/b/")]
    [InlineData("../g", "http://a/b/g")]
    [InlineData("../..", "http://a/")]
    [InlineData("../../g", "http://a/g")]
    [InlineData("../../../g", "http://a/g")]
    [InlineData("../../../../g", "http://a/g")]
    [InlineData("/./g", "http://a/g")]
    [InlineData("/../g", "http://a/g")]
    [InlineData("g.", "http://a/b/c/g.")]
    [InlineData(".g", "http://a/b/c/.g")]
    [InlineData("g..", "http://a/b/c/g..")]
    [InlineData("..g", "http://a/b/c/..g")]
    [InlineData("./../g", "http://a/b/g")]
    [InlineData("./g/.", "http://a/b/c/g/")]
    [InlineData("g/./h", "http://a/b/c/g/h")]
    [InlineData("g/../h", "http://a/b/c/h")]
    [InlineData("g;x=1/./y", "http://a/b/c/g;x=1/y")]
    [InlineData("g;x=1/../y", "http://a/b/c/y")]
    [InlineData("g?y/./x", "http://a/b/c/g?y/./x")]
    [InlineData("g?y/../x", "http://a/b/c/g?y/../x")]
    public void Reference_AgainstAPath_ResolvesAsTheRfcSays(string reference, string expected) =>
        SchemaUri.Resolve("http://a/b/c/d;p?q", reference).ShouldBe(expected);

    [Theory]
    [InlineData("urn:example:a", "", "urn:example:a")]
    [InlineData("urn:example:a", "urn:example:b", "urn:example:b")]
    [InlineData("http://a", "b", "http://a/b")]
    [InlineData("HTTP://a/b", "c", "http://a/c")]
    [InlineData("http://a/b", "https://x/../y", "https://x/y")]
    public void Reference_AgainstOtherAddresses_Resolves(string address, string reference, string expected) =>
        SchemaUri.Resolve(address, reference).ShouldBe(expected);
}
