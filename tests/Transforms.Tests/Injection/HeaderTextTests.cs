using System.Text;
using Gateway.Transforms.Injection;

namespace Gateway.Transforms.Tests.Injection;

public sealed class HeaderTextTests
{
    [Theory]
    [InlineData("X-Api-Key", true)]
    [InlineData("a!#$%&'*+-.^_`|~9", true)]
    [InlineData("", false)]
    [InlineData("X Key", false)]
    [InlineData("X:Key", false)]
    [InlineData("X\r", false)]
    [InlineData("Ключ", false)]
    public void IsName_Text_IsTrueForTokens(string name, bool expected) => HeaderText.IsName(name).ShouldBe(expected);

    [Theory]
    [InlineData("Bearer a b~", true)]
    [InlineData("", false)]
    [InlineData("a\r\nb", false)]
    [InlineData("a\tb", false)]
    [InlineData("a\u007f", false)]
    [InlineData("é", false)]
    public void IsValue_Text_IsTrueForPrintableAscii(string value, bool expected) => HeaderText.IsValue(Encoding.UTF8.GetBytes(value)).ShouldBe(expected);

    [Theory]
    [InlineData("Authorization", true)]
    [InlineData("subscriptionKey", true)]
    [InlineData("host", false)]
    [InlineData("Content-Length", false)]
    [InlineData("transfer-encoding", false)]
    [InlineData("CONNECTION", false)]
    public void MayBeInjected_Name_IsFalseForWhatDescribesConnectionOrBody(string name, bool expected) => HeaderText.MayBeInjected(name).ShouldBe(expected);
}
