using System.Text;
using Gateway.Transforms.Validation;

namespace Gateway.Transforms.Tests.Validation;

public sealed class SchemaCompilerTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{'type':'string','type':'null'}")]
    [InlineData("\u00ef{}")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("'a'")]
    public void Document_ThatIsNoSchema_IsRefusedAtItsRoot(string schema) =>
        Schemas.Errors(Quote(schema)).ShouldHaveSingleItem().Location.ShouldBeEmpty();

    [Theory]
    [InlineData("'type':'strnig'", "/type", "did you mean 'string'")]
    [InlineData("'type':'any'", "/type", "types are")]
    [InlineData("'type':[]", "/type", "at least one")]
    [InlineData("'type':7", "/type", "string or an array")]
    [InlineData("'type':['null','null']", "/type/1", "twice")]
    [InlineData("'enum':'a'", "/enum", "an array")]
    [InlineData("'const':1e9999999999999999999", "/const", "18 digits")]
    [InlineData("'enum':[{'a':[1e9999999999999999999]}]", "/enum/0/a/0", "18 digits")]
    [InlineData("'minimum':'1'", "/minimum", "a number")]
    [InlineData("'exclusiveMaximum':true", "/exclusiveMaximum", "a number")]
    [InlineData("'multipleOf':0", "/multipleOf", "greater than zero")]
    [InlineData("'multipleOf':-1", "/multipleOf", "greater than zero")]
    [InlineData("'multipleOf':1234567890123456789", "/multipleOf", "18 significant digits")]
    [InlineData("'minLength':-1", "/minLength", "non-negative integer")]
    [InlineData("'maxLength':1.5", "/maxLength", "non-negative integer")]
    [InlineData("'maxItems':'1'", "/maxItems", "non-negative integer")]
    [InlineData("'minProperties':null", "/minProperties", "non-negative integer")]
    [InlineData("'minContains':-1", "/minContains", "non-negative integer")]
    [InlineData("'required':'a'", "/required", "array of member names")]
    [InlineData("'required':[1]", "/required/0", "must be a string")]
    [InlineData("'required':['a','a']", "/required/1", "twice")]
    [InlineData("'properties':[]", "/properties", "object of schemas")]
    [InlineData("'properties':{'a~b/c':1}", "/properties/a~0b~1c", "must be an object, true or false")]
    [InlineData("'patternProperties':{'(':true}", "/patternProperties/(", "not closed")]
    [InlineData("'additionalProperties':'no'", "/additionalProperties", "must be an object, true or false")]
    [InlineData("'dependentRequired':{'a':'b'}", "/dependentRequired/a", "array of member names")]
    [InlineData("'dependentSchemas':{'a':['b']}", "/dependentSchemas/a", "must be an object, true or false")]
    [InlineData("'items':[true]", "/items", "prefixItems")]
    [InlineData("'prefixItems':[]", "/prefixItems", "at least one")]
    [InlineData("'uniqueItems':1", "/uniqueItems", "true or false")]
    [InlineData("'pattern':1", "/pattern", "a string")]
    [InlineData("'pattern':'(?=a)'", "/pattern", "backtracking")]
    [InlineData("'pattern':'(a)\\\\1'", "/pattern", "backtracking")]
    [InlineData("'format':'iban'", "/format", "date-time")]
    [InlineData("'format':1", "/format", "a string")]
    [InlineData("'allOf':{}", "/allOf", "array of schemas")]
    [InlineData("'anyOf':[]", "/anyOf", "at least one")]
    [InlineData("'not':1", "/not", "must be an object, true or false")]
    [InlineData("'then':1", "/then", "must be an object, true or false")]
    [InlineData("'title':1", "/title", "a string")]
    [InlineData("'examples':{}", "/examples", "an array")]
    [InlineData("'readOnly':'yes'", "/readOnly", "true or false")]
    [InlineData("'$schema':'http://json-schema.org/draft-04/schema#'", "/$schema", "not supported")]
    [InlineData("'$schema':1", "/$schema", "a string")]
    [InlineData("'$id':1", "/$id", "a string")]
    [InlineData("'$ref':1", "/$ref", "a string")]
    [InlineData("'$ref':'#/$defs/a'", "/$ref", "leads nowhere")]
    [InlineData("'$ref':'#/~2'", "/$ref", "not a JSON Pointer")]
    [InlineData("'$ref':'#/%zz'", "/$ref", "not a JSON Pointer")]
    [InlineData("'$ref':'#/properties','properties':{}", "/$ref", "not a schema")]
    [InlineData("'$ref':'#/allOf/01','allOf':[true,true]", "/$ref", "leads nowhere")]
    [InlineData("'$ref':'#name'", "/$ref", "called 'name'")]
    [InlineData("'$ref':'other.json'", "/$ref", "has no '$id'")]
    [InlineData("'$ref':'https://example.com/s#/a'", "/$ref", "SchemaRoots")]
    [InlineData("'$id':'https://a.example/x','$ref':'y'", "/$ref", "https://a.example/y")]
    [InlineData("'$anchor':'a b'", "/$anchor", "begin with a letter")]
    [InlineData("'$anchor':1", "/$anchor", "a string")]
    [InlineData("'$dynamicAnchor':'1'", "/$dynamicAnchor", "begin with a letter")]
    [InlineData("'$defs':{'a':{'$anchor':'x'},'b':{'$anchor':'x'}}", "/$defs/b/$anchor", "Two schemas")]
    [InlineData("'$defs':{'a':{'$id':'urn:x'},'b':{'$id':'urn:x'}}", "/$defs/b/$id", "Two schemas")]
    [InlineData("'$id':'urn:x#y'", "/$id", "fragment")]
    [InlineData("'$dynamicRef':'#a'", "/$dynamicRef", "called 'a'")]
    [InlineData("'$dynamicRef':1", "/$dynamicRef", "a string")]
    [InlineData("'$vocabulary':[]", "/$vocabulary", "an object")]
    [InlineData("'unevaluatedItems':1", "/unevaluatedItems", "must be an object, true or false")]
    [InlineData("'unevaluatedProperties':'no'", "/unevaluatedProperties", "must be an object, true or false")]
    [InlineData("'not':{'$schema':'https://json-schema.org/draft/2020-12/schema'}", "/not/$schema", "root of a document")]
    [InlineData("'$schema':'https://example.com/meta'", "/$schema", "SchemaRoots")]
    public void Keyword_InError_IsNamedWithItsPlace(string keywords, string location, string message)
    {
        var error = Schemas.Errors(Quote("{" + keywords + "}")).ShouldHaveSingleItem();

        error.Location.ShouldBe(location);
        error.Message.ShouldContain(message, Case.Sensitive);
    }

    [Theory]
    [InlineData("'minlength':1", "/minlength", "did you mean 'minLength'")]
    [InlineData("'require':['a']", "/require", "did you mean 'required'")]
    [InlineData("'if':true,'them':true", "/them", "did you mean 'then'")]
    [InlineData("'properties':{'a':{'Type':'string'}}", "/properties/a/Type", "did you mean 'type'")]
    [InlineData("'additionalItems':false", "/additionalItems", "belongs to draft-07")]
    [InlineData("'property':{'a':true}", "/property", "did you mean 'properties'")]
    [InlineData("'nto':true", "/nto", "did you mean 'not'")]
    [InlineData("'id':'a'", "/id", "did you mean '$id'")]
    [InlineData("'$recursiveRef':'#'", "/$recursiveRef", "2019-09, which is not supported, and has no effect; in 2020-12 use '$dynamicRef'")]
    [InlineData("'$recursiveAnchor':true", "/$recursiveAnchor", "use '$dynamicAnchor'")]
    public void Member_ThatLooksLikeAKeyword_IsAWarning(string keywords, string location, string message)
    {
        var compilation = SchemaCompiler.Compile(Encoding.UTF8.GetBytes(Quote("{" + keywords + "}")), new SchemaOptions());

        compilation.Plan.ShouldNotBeNull();
        var warning = compilation.Warnings.ShouldHaveSingleItem();
        warning.Location.ShouldBe(location);
        warning.Message.ShouldContain(message, Case.Sensitive);
    }

    [Theory]
    [InlineData("'nullable':true")]
    [InlineData("'x-require':true")]
    [InlineData("'note':'a'")]
    [InlineData("'$ref':'https://json-schema.org/draft/2020-12/schema'")]
    [InlineData("'$ref':'http://json-schema.org/draft-07/schema'")]
    [InlineData("'properties':{'minlength':{}}")]
    [InlineData("'const':{'minlength':1}")]
    [InlineData("'dependencies':{'a':['b']}")]
    public void Member_ThatLooksLikeNone_IsLetPass(string keywords) =>
        SchemaCompiler.Compile(Encoding.UTF8.GetBytes(Quote("{" + keywords + "}")), new SchemaOptions()).Warnings.ShouldBeEmpty();

    [Theory]
    [InlineData("'prefixItems':[true]", "/prefixItems")]
    [InlineData("'dependentRequired':{}", "/dependentRequired")]
    [InlineData("'minContains':1", "/minContains")]
    [InlineData("'contentSchema':true", "/contentSchema")]
    [InlineData("'deprecated':true", "/deprecated")]
    [InlineData("'unevaluatedProperties':false", "/unevaluatedProperties")]
    public void Keyword_OfTheOtherDraft_IsAWarning(string keywords, string location)
    {
        var compilation = SchemaCompiler.Compile(Encoding.UTF8.GetBytes(Quote("{" + Schemas.Draft7 + "," + keywords + "}")), new SchemaOptions());

        compilation.Plan.ShouldNotBeNull();
        var warning = compilation.Warnings.ShouldHaveSingleItem();
        warning.Location.ShouldBe(location);
        warning.Message.ShouldContain("belongs to 2020-12");
    }

    [Theory]
    [InlineData("{'$ref':'#'}", "/$ref")]
    [InlineData("{'$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':'#/$defs/a'}}}", "/$defs/b/$ref")]
    [InlineData("{'allOf':[{'not':{'anyOf':[{'$ref':'#'}]}}]}", "/allOf/0/not/anyOf/0/$ref")]
    [InlineData("{'if':{'$ref':'#'},'then':true}", "/if/$ref")]
    [InlineData("{'dependentSchemas':{'a':{'$ref':'#'}}}", "/dependentSchemas/a/$ref")]
    public void Reference_ThatNeverDescends_IsAnError(string schema, string location)
    {
        var error = Schemas.Errors(Quote(schema)).ShouldHaveSingleItem();

        error.Location.ShouldBe(location);
        error.Message.ShouldContain("break the circle");
    }

    [Theory]
    [InlineData("{'items':{'$ref':'#'}}")]
    [InlineData("{'properties':{'a':{'allOf':[{'$ref':'#'}]}}}")]
    [InlineData("{'contains':{'$ref':'#'}}")]
    [InlineData("{'propertyNames':{'$ref':'#'}}")]
    public void Reference_ThatDescends_Compiles(string schema) => Schemas.Errors(Quote(schema)).ShouldBeEmpty();

    [Fact]
    public void Reference_OfDraft7_FormsNoCircleThroughIgnoredSiblings() =>
        Schemas.Errors(Quote("{" + Schemas.Draft7 + ",'$ref':'#/definitions/a','allOf':[{'$ref':'#'}],'definitions':{'a':true}}")).ShouldBeEmpty();

    [Fact]
    public void Errors_InSeveralPlaces_AreAllReported() =>
        Schemas.Errors(Quote("{'type':'strnig','properties':{'a':{'minLength':-1,'maxLength':-1},'b':{'$ref':'#/no'}},'required':'a'}"))
            .Select(error => error.Location)
            .ShouldBe(["/type", "/properties/a/minLength", "/properties/a/maxLength", "/properties/b/$ref", "/required"], ignoreOrder: true);

    [Fact]
    public void Format_WhereFormatsAnnotate_IsIgnored()
    {
        Schemas.Errors(Quote("{'format':'iban'}"), FormatMode.Annotate).ShouldBeEmpty();
        Schemas.IsValid(Quote("{'format':'date'}"), Quote("'yesterday'"), FormatMode.Annotate).ShouldBeTrue();
    }

    [Fact]
    public void Plan_AfterItsBytesChange_IsUnharmed()
    {
        var bytes = Encoding.UTF8.GetBytes("{\"const\":\"abc\"}");
        var plan = SchemaCompiler.Compile(bytes, new SchemaOptions()).Plan.ShouldNotBeNull();
        Array.Clear(bytes);

        using var body = Schemas.Body("\"abc\"");
        plan.IsValid(body).ShouldBeTrue();
    }

    [Fact]
    public void Document_NestedTooDeep_IsRefused() =>
        Schemas.Errors(string.Concat(Enumerable.Repeat("{\"not\":", 300)) + "true" + new string('}', 300))
            .ShouldHaveSingleItem().Message.ShouldContain("deeper");

    private static string Quote(string text) => text.Replace('\'', '"');
}
