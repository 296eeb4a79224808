namespace Gateway.Transforms.Tests.Validation;

public sealed class SchemaViolationTests
{
    [Theory]
    [InlineData("{'type':'string'}", "1", " /type")]
    [InlineData("false", "1", " ")]
    [InlineData("{'properties':{'a':{'items':{'maximum':3}}}}", "{'a':[1,9,2,7]}", "/a/1 /properties/a/items/maximum;/a/3 /properties/a/items/maximum")]
    [InlineData("{'required':['a','b']}", "{}", " /required")]
    [InlineData("{'properties':{'a/b~':false}}", "{'a/b~':1}", "/a~1b~0 /properties/a~1b~0")]
    [InlineData("{'additionalProperties':false}", "{'joe@example.com':1}", "/* /additionalProperties")]
    [InlineData("{'patternProperties':{'@':{'type':'null'}}}", "{'joe@example.com':1}", "/* /patternProperties/@/type")]
    [InlineData("{'propertyNames':{'maxLength':2}}", "{'joe@example.com':1}", "/* /propertyNames/maxLength")]
    [InlineData("{'additionalProperties':{'properties':{'a':{'const':1}}}}", "{'joe':{'a':2}}", "/*/a /additionalProperties/properties/a/const")]
    [InlineData("{'$ref':'#/$defs/x','$defs':{'x':{'minimum':5}}}", "1", " /$ref/minimum")]
    [InlineData("{'allOf':[true,{'minimum':5},{'multipleOf':2}]}", "1", " /allOf/1/minimum; /allOf/2/multipleOf")]
    [InlineData("{'anyOf':[{'minimum':5},{'multipleOf':2}]}", "1", " /anyOf")]
    [InlineData("{'oneOf':[{'minimum':5},{'multipleOf':2}]}", "6", " /oneOf")]
    [InlineData("{'not':{'minimum':5}}", "6", " /not")]
    [InlineData("{'if':{'minimum':5},'then':{'maximum':7},'else':{'minimum':2}}", "9", " /then/maximum")]
    [InlineData("{'if':{'minimum':5},'then':{'maximum':7},'else':{'minimum':2}}", "1", " /else/minimum")]
    [InlineData("{'contains':{'const':1}}", "[2]", " /contains")]
    [InlineData("{'contains':{'const':1},'minContains':2}", "[1]", " /minContains")]
    [InlineData("{'contains':{'const':1},'maxContains':1}", "[1,1]", " /maxContains")]
    [InlineData("{'prefixItems':[{'const':1}],'items':{'const':2}}", "[0,3]", "/0 /prefixItems/0/const;/1 /items/const")]
    [InlineData("{'dependentRequired':{'a':['b']}}", "{'a':1}", " /dependentRequired/a")]
    [InlineData("{'dependentSchemas':{'a':{'required':['b']}}}", "{'a':1}", " /dependentSchemas/a/required")]
    [InlineData("{'properties':{'a':true},'unevaluatedProperties':false}", "{'a':1,'joe@example.com':2}", "/* /unevaluatedProperties")]
    [InlineData("{'prefixItems':[true],'unevaluatedItems':{'type':'null'}}", "[1,null,2]", "/2 /unevaluatedItems/type")]
    [InlineData("{'allOf':[{'properties':{'a':{'type':'null'}}}],'unevaluatedProperties':false}", "{'a':1}", "/a /allOf/0/properties/a/type")]
    [InlineData("{'$dynamicRef':'#a','$defs':{'x':{'$dynamicAnchor':'a','minimum':5}}}", "1", " /$dynamicRef/minimum")]
    public void Violation_OfAKeyword_SaysWhere(string schema, string body, string expected)
    {
        var found = Schemas.Violations(schema.Replace('\'', '"'), body.Replace('\'', '"'))
            .Select(violation => violation.InstanceLocation + " " + violation.KeywordLocation);

        found.ShouldBe(expected.Split(';'));
    }

    [Fact]
    public void Violations_MoreThanWanted_AreNotCollected() =>
        Schemas.Violations("{\"items\":{\"type\":\"null\"}}", "[1,2,3,4]", maxViolations: 2).Count.ShouldBe(2);

    [Fact]
    public void Violations_OfAValidBody_AreNone() => Schemas.Violations("{\"anyOf\":[{\"const\":1},{\"const\":2}]}", "2").ShouldBeEmpty();

    [Fact]
    public void Validate_WantingNoViolation_Throws()
    {
        var plan = Schemas.Plan("false");
        using var body = Schemas.Body("1");

        Should.Throw<ArgumentOutOfRangeException>(() => plan.Validate(body, 0));
    }

    [Fact]
    public void Violation_OfAnyBody_HoldsNothingOfIt()
    {
        const string Canary = "canary7391";
        const string Schema = """
            {"propertyNames":{"maxLength":1},"additionalProperties":{"type":"integer"},"patternProperties":{"^c":{"minLength":99}},
             "anyOf":[{"maxProperties":0}],"properties":{"known":{"enum":["a"],"pattern":"^b","format":"date"}}}
            """;

        var violations = Schemas.Violations(Schema, $$"""{"{{Canary}}":"{{Canary}}","known":"{{Canary}}","x{{Canary}}":["{{Canary}}"]}""");

        violations.Count.ShouldBeGreaterThan(6);
        violations.ShouldAllBe(violation => !violation.ToString().Contains(Canary));
    }
}
