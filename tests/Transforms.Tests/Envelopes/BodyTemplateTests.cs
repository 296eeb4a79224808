using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;

namespace Gateway.Transforms.Tests.Envelopes;

public sealed class BodyTemplateTests
{
    private static readonly MessagePart[] Parts = [new("sealed", "all of it"), new("iv", "the IV"), new("ciphertext", "the ciphertext")];

    /// <summary>Bytes whose base64 forms use both characters in which the two alphabets differ, and need padding.</summary>
    private static readonly byte[] Whole = [0xFB, 0xEF, 0xFF, 0x00, 0x10];

    [Theory]
    [InlineData("{\"data\":\"{sealed}\"}", BinaryEncoding.Base64, "{\"data\":\"++//ABA=\"}")]
    [InlineData("{\"data\":\"{sealed}\"}", BinaryEncoding.Base64Url, "{\"data\":\"--__ABA\"}")]
    [InlineData("{\"data\":\"{sealed}\"}", BinaryEncoding.Hex, "{\"data\":\"fbefff0010\"}")]
    [InlineData("\"{sealed}\"", BinaryEncoding.Hex, "\"fbefff0010\"")]
    [InlineData("{\"v\":\"a{{b}}\\\"\",\"data\":\"{sealed}\"}", BinaryEncoding.Hex, "{\"v\":\"a{b}\\u0022\",\"data\":\"fbefff0010\"}")]
    [InlineData("[\"{sealed}\"]", BinaryEncoding.Hex, "[\"fbefff0010\"]")]
    [InlineData("{ \"v\" : 1.0, \"e\":{\"c\":\"{ciphertext}\",\"i\":[true,\"{iv}\"]}, \"t\":\"a\\nb\" }", BinaryEncoding.Hex,
        "{ \"v\" : 1.0, \"e\":{\"c\":\"ff0010\",\"i\":[true,\"fbef\"]}, \"t\":\"a\\nb\" }")]
    public void Write_JsonTemplate_PlacesThePartsAndKeepsTheRest(string json, BinaryEncoding encoding, string expected) =>
        Write(Compile(json, encoding)).ShouldBe(expected);

    [Theory]
    [InlineData(BinaryEncoding.Base64, "++//ABA=")]
    [InlineData(BinaryEncoding.Base64Url, "--__ABA")]
    [InlineData(BinaryEncoding.Hex, "fbefff0010")]
    public void Write_Text_IsTheWholeMessage(BinaryEncoding encoding, string expected) => Write(BodyTemplate.Text(Parts, encoding)).ShouldBe(expected);

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("{", "JSON")]
    [InlineData("{\"a\":\"{sealed}\",\"a\":1}", "JSON")]
    [InlineData("{}", "places nothing")]
    [InlineData("{\"data\":\"sealed\"}", "places nothing")]
    [InlineData("{\"{sealed}\":\"x\"}", "places nothing")]
    [InlineData("{\"data\":\"x{sealed}\"}", "whole string")]
    [InlineData("{\"data\":\"{sealed} \"}", "whole string")]
    [InlineData("{\"data\":\"{iv}{ciphertext}\"}", "whole string")]
    [InlineData("{\"data\":\"{{sealed}}\"}", "places nothing")]
    [InlineData("{\"data\":\"{tag}\"}", "{sealed}, {iv}, {ciphertext}")]
    [InlineData("{\"data\":\"{}\"}", "not a part")]
    [InlineData("{\"data\":\"{sealed\"}", "not closed")]
    public void TryCompile_TemplateThatCannotWork_IsRefusedInWords(string json, string problem)
    {
        BodyTemplate.TryCompile(Encoding.UTF8.GetBytes(json), Parts, BinaryEncoding.Base64, out var template)
            .ShouldNotBeNull().ShouldContain(problem);
        template.ShouldBeNull();
    }

    [Theory]
    [InlineData("{\"data\":\"{sealed}\"}")]
    [InlineData("[[{\"a\":[1,\"{sealed}\"]}]]")]
    [InlineData("\"{sealed}\"")]
    [InlineData("{\"x\":{\"y z\":{\"\\u0061\\\"\":\"{sealed}\"}}}")]
    public void TryRead_WhatWasWritten_GivesThePartsBack(string json)
    {
        foreach (var encoding in Enum.GetValues<BinaryEncoding>().Except([BinaryEncoding.Binary]))
        {
            var template = Compile(json, encoding);

            Read(template, Write(template)).ShouldNotBeNull()[0].ShouldBe(Whole);
        }
    }

    [Fact]
    public void TryRead_SeveralParts_GivesEachBack()
    {
        var template = Compile("{\"a\":{\"iv\":\"{iv}\"},\"b\":\"{ciphertext}\"}", BinaryEncoding.Base64);

        var parts = Read(template, Write(template)).ShouldNotBeNull();

        parts[0].ShouldBeEmpty();
        parts[1].ShouldBe(Whole[..2]);
        parts[2].ShouldBe(Whole[2..]);
    }

    [Fact]
    public void TryRead_OtherMembersAndOrder_AreIgnored()
    {
        var template = Compile("{\"iv\":\"{iv}\",\"data\":\"{ciphertext}\",\"v\":1}", BinaryEncoding.Hex);

        var parts = Read(template, "{\"new\":[],\"data\":\"ff\",\"v\":2,\"iv\":\"AB\"}").ShouldNotBeNull();

        parts[1].ShouldBe([0xAB]);
        parts[2].ShouldBe([0xFF]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"data\":null}")]
    [InlineData("{\"data\":5}")]
    [InlineData("{\"data\":[\"++//ABA=\"]}")]
    [InlineData("{\"Data\":\"++//ABA=\"}")]
    [InlineData("{\"data\":\"++//ABA\"}")]
    [InlineData("{\"data\":\"++//ABA=\\n\"}")]
    [InlineData("{\"data\":\" ++//ABA=\"}")]
    [InlineData("{\"data\":\"++//ABA=\",\"data\":\"AAAA\"}")]
    [InlineData("{\"data\":\"++//ABA=\"} x")]
    public void TryRead_Garbage_IsRefused(string body) => Read(Compile("{\"data\":\"{sealed}\"}", BinaryEncoding.Base64), body).ShouldBeNull();

    [Theory]
    [InlineData(BinaryEncoding.Base64, "AAA")]
    [InlineData(BinaryEncoding.Base64, "AA A")]
    [InlineData(BinaryEncoding.Base64, "AAAA\r\n")]
    [InlineData(BinaryEncoding.Base64, "AA-_")]
    [InlineData(BinaryEncoding.Base64, "AA==AAAA")]
    [InlineData(BinaryEncoding.Base64, "ÄÄÄÄ")]
    [InlineData(BinaryEncoding.Base64Url, "AA+/")]
    [InlineData(BinaryEncoding.Base64Url, "A")]
    [InlineData(BinaryEncoding.Base64Url, "AA==")]
    [InlineData(BinaryEncoding.Base64Url, "AA%%")]
    [InlineData(BinaryEncoding.Base64Url, "AAA%")]
    [InlineData(BinaryEncoding.Base64Url, "AA AA")]
    [InlineData(BinaryEncoding.Hex, "abc")]
    [InlineData(BinaryEncoding.Hex, "0xab")]
    [InlineData(BinaryEncoding.Hex, "ab cd")]
    [InlineData(BinaryEncoding.Hex, "zz")]
    public void TryRead_TextNotInTheEncoding_IsRefused(BinaryEncoding encoding, string body) => Read(BodyTemplate.Text(Parts, encoding), body).ShouldBeNull();

    private static BodyTemplate Compile(string json, BinaryEncoding encoding)
    {
        BodyTemplate.TryCompile(Encoding.UTF8.GetBytes(json), Parts, encoding, out var template).ShouldBeNull();
        return template.ShouldNotBeNull();
    }

    private static string Write(BodyTemplate template)
    {
        using var parts = new SealedParts(Parts.Length);
        parts.Buffer.Write(Whole);
        parts.Place(0, ..Whole.Length);
        parts.Place(1, ..2);
        parts.Place(2, 2..Whole.Length);
        using var body = new PooledBuffer();
        template.Write(parts, body);
        return Encoding.UTF8.GetString(body.WrittenSpan);
    }

    private static byte[][]? Read(BodyTemplate template, string body)
    {
        using var parts = new SealedParts(Parts.Length);
        return template.TryRead(Encoding.UTF8.GetBytes(body), parts)
            ? [.. Enumerable.Range(0, Parts.Length).Select(i => parts[i].ToArray())]
            : null;
    }
}
