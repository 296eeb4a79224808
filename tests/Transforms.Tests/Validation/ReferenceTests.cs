using System.Text;
using Gateway.Transforms.Validation;

namespace Gateway.Transforms.Tests.Validation;

/// <summary>References beyond the document, dialects and vocabularies: what the official suite does not ask.</summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData("https://json-schema.org/draft/2020-12/schema", "{'type':'object','properties':{'a':{'minLength':1}}}", true)]
    [InlineData("https://json-schema.org/draft/2020-12/schema", "{'properties':{'a':{'minLength':-1}}}", false)]
    [InlineData("https://json-schema.org/draft/2020-12/schema", "{'properties':{'a':{'pattern':'('}}}", false)]
    [InlineData("http://json-schema.org/draft-07/schema#", "{'items':[{'minLength':1}]}", true)]
    [InlineData("http://json-schema.org/draft-07/schema#", "{'items':[{'minLength':-1}]}", false)]
    [InlineData("https://json-schema.org/draft/2020-12/meta/format-assertion", "{'format':1}", false)]
    public void Metaschema_OfEitherDraft_IsBuiltIn(string uri, string schema, bool isValid) =>
        Schemas.IsValid($"{{\"$ref\":\"{uri}\"}}", Quote(schema)).ShouldBe(isValid);

    [Fact]
    public void Metaschema_AsASchema_JudgesItself()
    {
        const string Metaschema = "{'$ref':'https://json-schema.org/draft/2020-12/schema'}";

        Schemas.IsValid(Quote(Metaschema), Quote(Metaschema)).ShouldBeTrue();
    }

    [Fact]
    public void Document_ReferredToByManyReferences_IsReadOnce()
    {
        var reads = new List<string>();
        var compilation = Compile(
            "{'allOf':[{'$ref':'urn:a'},{'$ref':'urn:a#/$defs/x'},{'$ref':'urn:b'}]}",
            uri =>
            {
                reads.Add(uri);
                return uri == "urn:a" ? "{'$defs':{'x':{'$ref':'urn:b'}}}" : "{'$ref':'urn:a#/$defs/y'}".Replace("y", "z", StringComparison.Ordinal);
            });

        reads.ShouldBe(["urn:a", "urn:b"]);
        compilation.Errors.ShouldHaveSingleItem().Location.ShouldBe("urn:b#/$ref");
    }

    [Fact]
    public void Documents_ThatReferToEachOtherInACircle_AreAnError()
    {
        var compilation = Compile("{'$ref':'urn:a'}", uri => uri == "urn:a" ? "{'$ref':'urn:b'}" : "{'$ref':'urn:a'}");

        compilation.Errors.ShouldHaveSingleItem().Message.ShouldContain("break the circle");
    }

    [Fact]
    public void Documents_WithoutEnd_AreCutOff()
    {
        var compilation = Compile("{'$ref':'urn:0'}", uri => $"{{'$ref':'urn:{int.Parse(uri[4..], System.Globalization.CultureInfo.InvariantCulture) + 1}'}}");

        compilation.Errors.ShouldHaveSingleItem().Message.ShouldContain("too many documents");
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("{'a':1,'a':1}", "names a member twice")]
    public void Document_ThatIsNotJson_IsAnErrorOfTheReference(string text, string message)
    {
        var error = Compile("{'not':{'$ref':'urn:a'}}", _ => text).Errors.ShouldHaveSingleItem();

        error.Location.ShouldBe("/not/$ref");
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void Document_OfNoDraftItsOwn_SpeaksAsTheOneThatRefersToIt()
    {
        var compilation = Compile("{" + Schemas.Draft7.Replace('"', '\'') + ",'items':{'$ref':'urn:a'}}", _ => "{'items':[{'type':'null'}]}");

        Judge(compilation, "[[null]]").ShouldBeTrue();
        Judge(compilation, "[[1]]").ShouldBeFalse();
    }

    [Fact]
    public void Vocabulary_ThatIsRequiredAndUnknown_IsAnError()
    {
        const string Metaschema = "{'$vocabulary':{'https://json-schema.org/draft/2020-12/vocab/core':true,'urn:mine':true}}";

        var error = Compile("{'$schema':'urn:meta'}", _ => Metaschema).Errors.ShouldHaveSingleItem();

        error.Location.ShouldBe("/$schema");
        error.Message.ShouldContain("urn:mine");
    }

    [Fact]
    public void Vocabulary_ThatIsLeftOut_SwitchesItsKeywordsOffAndIsAWarning()
    {
        const string Metaschema = "{'$vocabulary':{'https://json-schema.org/draft/2020-12/vocab/applicator':true}}";

        var compilation = Compile("{'$schema':'urn:meta','properties':{'a':{'type':'string'},'b':false}}", _ => Metaschema);

        Judge(compilation, "{'a':1}").ShouldBeTrue();
        Judge(compilation, "{'b':1}").ShouldBeFalse();
        compilation.Warnings.ShouldHaveSingleItem().Location.ShouldBe("/properties/a/type");
    }

    [Fact]
    public void Metaschema_ThatDescribesItself_IsAnError() =>
        Compile("{'$schema':'urn:meta'}", _ => "{'$schema':'urn:meta'}").Errors.ShouldHaveSingleItem().Message.ShouldContain("lead to no draft");

    [Fact]
    public void Metaschema_WithoutVocabularies_SpeaksAsItDoesItself() =>
        Judge(Compile("{'$schema':'urn:meta','items':[false]}", _ => "{" + Schemas.Draft7.Replace('"', '\'') + "}"), "[1]").ShouldBeFalse();

    [Fact]
    public void DynamicReference_IntoResourcesEnteredOnTheWay_LeadsToTheOutermost()
    {
        // The list is strict about its elements only where a schema that extends it says so.
        const string List = "{'$id':'urn:list','items':{'$dynamicRef':'#item'},'$defs':{'any':{'$dynamicAnchor':'item'}}}";
        const string Strict = "{'$id':'urn:strict','$ref':'urn:list','$defs':{'text':{'$dynamicAnchor':'item','type':'string'}}}";

        Judge(Compile(List, _ => "true"), "[1]").ShouldBeTrue();
        Judge(Compile(Strict, _ => List), "[1]").ShouldBeFalse();
        Judge(Compile(Strict, _ => List), "['a']").ShouldBeTrue();
        Judge(Compile("{'prefixItems':[{'$ref':'urn:strict'},{'$ref':'urn:list'}]}", uri => uri == "urn:list" ? List : Strict), "[['a'],[1]]").ShouldBeTrue();
    }

    [Theory]
    [InlineData("https://s.example/b.json", "https://s.example/a.json")]
    [InlineData("https://s.example/a.json", "https://s.example/b.json")]
    public void Document_CopiedWithItsIdentifier_IsAnErrorInAnyOrder(string first, string second)
    {
        const string Original = "{'$id':'https://s.example/a.json','type':'integer'}";
        const string Copy = "{'$id':'https://s.example/a.json'}";

        var errors = Compile($"{{'allOf':[{{'$ref':'{first}'}},{{'$ref':'{second}'}}]}}", Read).Errors;
        errors.ShouldNotBeEmpty();
        errors[0].ToString().ShouldContain("https://s.example/a.json");
        errors[0].ToString().ShouldContain("https://s.example/b.json");

        // The same document under two addresses is one.
        Judge(Compile("{'allOf':[{'$ref':'https://s.example/b.json'},{'$ref':'https://s.example/a.json'}]}", _ => Original), "1").ShouldBeTrue();

        static string Read(string uri) => uri.EndsWith("a.json", StringComparison.Ordinal) ? Original : Copy;
    }

    [Fact]
    public void Document_ThatIsReferredTo_IsWarnedOfByItsAddress()
    {
        var warning = Compile("{'$ref':'https://s.example/a.json'}", _ => "{'$defs':{'a':{'requird':['b']}}}").Warnings.ShouldHaveSingleItem();

        warning.Location.ShouldBe("https://s.example/a.json#/$defs/a/requird");
    }

    private static SchemaCompilation Compile(string schema, Func<string, string> read) =>
        SchemaCompiler.Compile(
            Encoding.UTF8.GetBytes(Quote(schema)),
            new SchemaOptions
            {
                Reader = (uri, out json) =>
                {
                    json = Encoding.UTF8.GetBytes(Quote(read(uri)));
                    return null;
                },
            });

    private static bool Judge(SchemaCompilation compilation, string json)
    {
        compilation.Errors.ShouldBeEmpty();
        using var body = Schemas.Body(Quote(json));
        var isValid = compilation.Plan!.IsValid(body);
        (compilation.Plan.Validate(body, 10).Count == 0).ShouldBe(isValid);
        return isValid;
    }

    private static string Quote(string text) => text.Replace('\'', '"');
}
