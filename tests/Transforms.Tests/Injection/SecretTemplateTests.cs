using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Injection;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Secrets;
using Gateway.Transforms.Tests.Stages;

namespace Gateway.Transforms.Tests.Injection;

public sealed class SecretTemplateTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{secret:a}", "one")]
    [InlineData("Bearer {secret:a}.{secret:b}!", "Bearer one.two!")]
    [InlineData("{{{secret:a}}}", "{one}")]
    public void TryWrite_SecretsAtHand_ComposesTheText(string template, string expected)
    {
        using var composed = new PooledBuffer();

        SamplePlans.Template(template, TestSecret.Handle("a", "one"), TestSecret.Handle("b", "two")).TryWrite(composed).ShouldBeNull();

        Encoding.UTF8.GetString(composed.WrittenSpan).ShouldBe(expected);
    }

    [Fact]
    public void TryWrite_SecretGone_NamesIt()
    {
        using var composed = new PooledBuffer();

        SamplePlans.Template("{secret:a}", new SecretHandle("a")).TryWrite(composed).ShouldBe("a");
    }

    [Theory]
    [InlineData("{a}", "secrets are written {secret:NAME}")]
    [InlineData("{secret:c}", "'c'")]
    [InlineData("{secret:}", "''")]
    [InlineData("{Secret:a}", "not known")]
    [InlineData("{secret:a", "not closed")]
    public void TryCompile_TemplateThatCannotWork_IsRefusedInWords(string text, string problem)
    {
        SecretTemplate.TryCompile(text, static name => name == "a" ? new SecretHandle(name) : null, out var template).ShouldNotBeNull().ShouldContain(problem);

        template.ShouldBeNull();
    }
}
