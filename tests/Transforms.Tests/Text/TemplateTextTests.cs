using Gateway.Transforms.Text;

namespace Gateway.Transforms.Tests.Text;

public sealed class TemplateTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("{a}", "<a>")]
    [InlineData("Bearer {secret:payKey}", "Bearer |<secret:payKey>")]
    [InlineData("{a}{b}", "<a>|<b>")]
    [InlineData("x{a}y{b}z", "x|<a>|y|<b>|z")]
    [InlineData("{{a}}", "{a}")]
    [InlineData("{{{a}}}", "{|<a>|}")]
    [InlineData("{{", "{")]
    [InlineData("}}", "}")]
    [InlineData("{}", "<>")]
    public void TryParse_WellFormedText_IsSplit(string text, string expected)
    {
        TemplateText.TryParse(text, out var segments).ShouldBeNull();

        string.Join('|', segments.Select(static segment => segment.IsPlaceholder ? $"<{segment.Text}>" : segment.Text)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("a{b")]
    [InlineData("{{{")]
    [InlineData("}")]
    [InlineData("a}b")]
    [InlineData("{a}}")]
    [InlineData("{{a}")]
    public void TryParse_UnbalancedBrace_IsRefusedInWords(string text)
    {
        TemplateText.TryParse(text, out var segments).ShouldNotBeNullOrEmpty();

        segments.ShouldBeEmpty();
    }
}
