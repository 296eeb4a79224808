using Gateway.Transforms.Guarding;

namespace Gateway.Transforms.Tests.Validation;

public sealed class KeywordTests
{
    [Theory]
    [InlineData("true", "1", true)]
    [InlineData("false", "1", false)]
    [InlineData("{}", "null", true)]
    [InlineData("{'type':'string'}", "'a'", true)]
    [InlineData("{'type':'string'}", "1", false)]
    [InlineData("{'type':['string','null']}", "null", true)]
    [InlineData("{'type':['string','null']}", "{}", false)]
    [InlineData("{'type':'boolean'}", "false", true)]
    [InlineData("{'type':'integer'}", "1.0", true)]
    [InlineData("{'type':'integer'}", "1e2", true)]
    [InlineData("{'type':'integer'}", "-0.0", true)]
    [InlineData("{'type':'integer'}", "1e-1", false)]
    [InlineData("{'type':'integer'}", "1.5", false)]
    [InlineData("{'type':'integer'}", "true", false)]
    [InlineData("{'type':['integer','string']}", "1.5", false)]
    [InlineData("{'type':['integer','number']}", "1.5", true)]
    [InlineData("{'enum':['a',1,null,[1]]}", "'\\u0061'", true)]
    [InlineData("{'enum':['a',1,null,[1]]}", "1.0", true)]
    [InlineData("{'enum':['a',1,null,[1]]}", "[1]", true)]
    [InlineData("{'enum':['a',1,null,[1]]}", "'b'", false)]
    [InlineData("{'enum':['a',1,null,[1]]}", "false", false)]
    [InlineData("{'enum':[]}", "null", false)]
    [InlineData("{'const':{'a':1,'b':[2]}}", "{'b':[2.0],'a':1}", true)]
    [InlineData("{'const':{'a':1,'b':[2]}}", "{'a':1,'b':[3]}", false)]
    [InlineData("{'const':0}", "-0", true)]
    [InlineData("{'const':0}", "false", false)]
    [InlineData("{'const':false}", "0", false)]
    [InlineData("{'const':100}", "1e2", true)]
    public void Value_OfAnyKind_IsJudged(string schema, string body, bool expected) => Judge(schema, body).ShouldBe(expected);

    [Theory]
    [InlineData("{'minimum':1.1}", "1.1", true)]
    [InlineData("{'minimum':1.1}", "1.09999999999999999999999999", false)]
    [InlineData("{'minimum':-2}", "-1e400", false)]
    [InlineData("{'maximum':1e400}", "9e399", true)]
    [InlineData("{'maximum':1e400}", "1.1e400", false)]
    [InlineData("{'maximum':3}", "'4'", true)]
    [InlineData("{'maximum':3}", "3.000", true)]
    [InlineData("{'maximum':3}", "3.001", false)]
    [InlineData("{'maximum':3.0}", "2.999", true)]
    [InlineData("{'maximum':3}", "-4.5", true)]
    [InlineData("{'maximum':3}", "0.4e1", false)]
    [InlineData("{'exclusiveMinimum':3}", "3.0", false)]
    [InlineData("{'exclusiveMinimum':3}", "3.0000000000000000000000001", true)]
    [InlineData("{'minimum':0}", "-0", true)]
    [InlineData("{'minimum':999999999999999999}", "999999999999999998", false)]
    [InlineData("{'minimum':999999999999999999}", "1000000000000000000", true)]
    [InlineData("{'exclusiveMinimum':0}", "0.0", false)]
    [InlineData("{'exclusiveMinimum':0}", "1e-1000000000", true)]
    [InlineData("{'exclusiveMaximum':18446744073709551616}", "18446744073709551615", true)]
    [InlineData("{'exclusiveMaximum':18446744073709551616}", "18446744073709551616", false)]
    [InlineData("{'maximum':1}", "1e99999999999999999999999", false)]
    [InlineData("{'maximum':1}", "1e-99999999999999999999999", true)]
    [InlineData("{'maximum':0}", "0e99999999999999999999999", true)]
    [InlineData("{'multipleOf':0.01}", "0.1", true)]
    [InlineData("{'multipleOf':0.01}", "0.105", false)]
    [InlineData("{'multipleOf':0.01}", "19.99", true)]
    [InlineData("{'multipleOf':3}", "1e1000000000", false)]
    [InlineData("{'multipleOf':8}", "1e1000000000", true)]
    [InlineData("{'multipleOf':1e10}", "20000000000", true)]
    [InlineData("{'multipleOf':1e10}", "20000000001", false)]
    [InlineData("{'multipleOf':7}", "0", true)]
    [InlineData("{'multipleOf':999999999999999999}", "999999999999999998000000000000000001", true)]
    [InlineData("{'multipleOf':2}", "-3", false)]
    public void Number_OfAnySize_IsJudgedExactly(string schema, string body, bool expected) => Judge(schema, body).ShouldBe(expected);

    [Theory]
    [InlineData("{'minLength':2}", "'ab'", true)]
    [InlineData("{'minLength':2}", "'a'", false)]
    [InlineData("{'minLength':2}", "'\\ud83d\\ude00'", false)]
    [InlineData("{'maxLength':2.0}", "'\\ud83d\\ude00\\ud83d\\ude00'", true)]
    [InlineData("{'maxLength':2}", "'äöü'", false)]
    [InlineData("{'maxLength':1e400}", "'abc'", true)]
    [InlineData("{'minLength':1e400}", "'abc'", false)]
    [InlineData("{'maxLength':0}", "1", true)]
    [InlineData("{'pattern':'b'}", "'abc'", true)]
    [InlineData("{'pattern':'^b'}", "'abc'", false)]
    [InlineData("{'format':'date'}", "'2024-02-29'", true)]
    [InlineData("{'format':'date'}", "'2023-02-29'", false)]
    [InlineData("{'format':'date'}", "20230229", true)]
    public void String_OfAnyLength_IsJudged(string schema, string body, bool expected) => Judge(schema, body).ShouldBe(expected);

    [Theory]
    [InlineData("{'properties':{'a':{'type':'string'}}}", "{'a':'x','b':1}", true)]
    [InlineData("{'properties':{'a':{'type':'string'}}}", "{'\\u0061':1}", false)]
    [InlineData("{'properties':{'a':{'type':'string'}}}", "[]", true)]
    [InlineData("{'required':['a','b']}", "{'b':1,'a':1}", true)]
    [InlineData("{'required':['a','b']}", "{'a':1}", false)]
    [InlineData("{'properties':{'a':true},'additionalProperties':false}", "{'a':1}", true)]
    [InlineData("{'properties':{'a':true},'additionalProperties':false}", "{'a':1,'b':1}", false)]
    [InlineData("{'required':['a'],'additionalProperties':false}", "{'a':1}", false)]
    [InlineData("{'patternProperties':{'^x':{'type':'integer'}},'additionalProperties':{'type':'string'}}", "{'x1':1,'y':'a'}", true)]
    [InlineData("{'patternProperties':{'^x':{'type':'integer'}},'additionalProperties':{'type':'string'}}", "{'x1':'a'}", false)]
    [InlineData("{'patternProperties':{'^x':{'type':'integer'}},'additionalProperties':{'type':'string'}}", "{'y':1}", false)]
    [InlineData("{'properties':{'x1':{'minimum':5}},'patternProperties':{'^x':{'maximum':9}}}", "{'x1':10}", false)]
    [InlineData("{'properties':{'x1':{'minimum':5}},'patternProperties':{'^x':{'maximum':9}}}", "{'x1':7}", true)]
    [InlineData("{'propertyNames':{'maxLength':2}}", "{'ab':1}", true)]
    [InlineData("{'propertyNames':{'maxLength':2}}", "{'abc':1}", false)]
    [InlineData("{'propertyNames':{'type':'string','enum':['a']}}", "{'a':1}", true)]
    [InlineData("{'propertyNames':{'const':'a'}}", "{'b':1}", false)]
    [InlineData("{'minProperties':1,'maxProperties':2}", "{'a':1}", true)]
    [InlineData("{'minProperties':1,'maxProperties':2}", "{}", false)]
    [InlineData("{'minProperties':1,'maxProperties':2}", "{'a':1,'b':1,'c':1}", false)]
    [InlineData("{'dependentRequired':{'a':['b']}}", "{'a':1,'b':1}", true)]
    [InlineData("{'dependentRequired':{'a':['b']}}", "{'a':1}", false)]
    [InlineData("{'dependentRequired':{'a':['b']}}", "{'c':1}", true)]
    [InlineData("{'dependentSchemas':{'a':{'required':['b']}}}", "{'a':1}", false)]
    [InlineData("{'dependentSchemas':{'a':{'required':['b']}}}", "{}", true)]
    public void Object_WithMembers_IsJudged(string schema, string body, bool expected) => Judge(schema, body).ShouldBe(expected);

    [Theory]
    [InlineData("{'items':{'type':'integer'}}", "[1,2]", true)]
    [InlineData("{'items':{'type':'integer'}}", "[1,'a']", false)]
    [InlineData("{'prefixItems':[{'type':'integer'}],'items':false}", "[1]", true)]
    [InlineData("{'prefixItems':[{'type':'integer'}],'items':false}", "[1,2]", false)]
    [InlineData("{'prefixItems':[{'type':'integer'}]}", "['a']", false)]
    [InlineData("{'prefixItems':[{'type':'integer'}]}", "[1,'a']", true)]
    [InlineData("{'contains':{'const':1}}", "[0,1]", true)]
    [InlineData("{'contains':{'const':1}}", "[]", false)]
    [InlineData("{'contains':{'const':1},'minContains':0}", "[]", true)]
    [InlineData("{'contains':{'const':1},'minContains':2}", "[1,0]", false)]
    [InlineData("{'contains':{'const':1},'maxContains':1}", "[1,1]", false)]
    [InlineData("{'minContains':2}", "[]", true)]
    [InlineData("{'minItems':1,'maxItems':2}", "[1]", true)]
    [InlineData("{'minItems':1,'maxItems':2}", "[]", false)]
    [InlineData("{'minItems':1,'maxItems':2}", "[1,2,3]", false)]
    [InlineData("{'uniqueItems':true}", "[1,2,'1',true,null,[],{}]", true)]
    [InlineData("{'uniqueItems':true}", "[1,2,1.0]", false)]
    [InlineData("{'uniqueItems':true}", "[{'a':1,'b':2},{'b':2,'a':1}]", false)]
    [InlineData("{'uniqueItems':true}", "[['a','b'],['b','a'],['ab']]", true)]
    [InlineData("{'uniqueItems':true}", "['a','\\u0061']", false)]
    [InlineData("{'uniqueItems':true}", "[100,1e2]", false)]
    [InlineData("{'uniqueItems':true}", "[12.5,1.25e1]", false)]
    [InlineData("{'uniqueItems':false}", "[1,1]", true)]
    public void Array_WithElements_IsJudged(string schema, string body, bool expected) => Judge(schema, body).ShouldBe(expected);

    [Theory]
    [InlineData("{'allOf':[{'minimum':1},{'maximum':3}]}", "2", true)]
    [InlineData("{'allOf':[{'minimum':1},{'maximum':3}]}", "4", false)]
    [InlineData("{'anyOf':[{'const':1},{'const':2}]}", "2", true)]
    [InlineData("{'anyOf':[{'const':1},{'const':2}]}", "3", false)]
    [InlineData("{'oneOf':[{'minimum':1},{'maximum':3}]}", "4", true)]
    [InlineData("{'oneOf':[{'minimum':1},{'maximum':3}]}", "2", false)]
    [InlineData("{'oneOf':[{'minimum':5},{'maximum':3}]}", "4", false)]
    [InlineData("{'not':{'type':'null'}}", "1", true)]
    [InlineData("{'not':{'type':'null'}}", "null", false)]
    [InlineData("{'if':{'minimum':10},'then':{'multipleOf':10},'else':{'multipleOf':2}}", "20", true)]
    [InlineData("{'if':{'minimum':10},'then':{'multipleOf':10},'else':{'multipleOf':2}}", "12", false)]
    [InlineData("{'if':{'minimum':10},'then':{'multipleOf':10},'else':{'multipleOf':2}}", "4", true)]
    [InlineData("{'if':{'minimum':10},'then':{'multipleOf':10},'else':{'multipleOf':2}}", "5", false)]
    [InlineData("{'then':false}", "5", true)]
    [InlineData("{'$ref':'#/$defs/a%20b','maximum':3,'$defs':{'a b':{'minimum':1}}}", "2", true)]
    [InlineData("{'$ref':'#/$defs/a~1b~0c','maximum':3,'$defs':{'a/b~c':{'minimum':1}}}", "0", false)]
    [InlineData("{'$ref':'#/$defs/a','maximum':3,'$defs':{'a':{'minimum':1}}}", "4", false)]
    [InlineData("{'properties':{'next':{'$ref':'#'}},'additionalProperties':false}", "{'next':{'next':{}}}", true)]
    [InlineData("{'properties':{'next':{'$ref':'#'}},'additionalProperties':false}", "{'next':{'next':{'a':1}}}", false)]
    [InlineData("{'allOf':[{'const':1},{'$ref':'#/allOf/0'}]}", "1", true)]
    public void Composition_OfSchemas_IsJudged(string schema, string body, bool expected) => Judge(schema, body).ShouldBe(expected);

    [Theory]
    [InlineData("'items':[{'type':'integer'}],'additionalItems':false", "[1]", true)]
    [InlineData("'items':[{'type':'integer'}],'additionalItems':false", "[1,2]", false)]
    [InlineData("'items':{'type':'integer'},'additionalItems':false", "[1,2]", true)]
    [InlineData("'additionalItems':false", "[1]", true)]
    [InlineData("'dependencies':{'a':['b'],'c':{'required':['d']}}", "{'a':1,'b':1,'c':1,'d':1}", true)]
    [InlineData("'dependencies':{'a':['b'],'c':{'required':['d']}}", "{'a':1}", false)]
    [InlineData("'dependencies':{'a':['b'],'c':{'required':['d']}}", "{'c':1}", false)]
    [InlineData("'$ref':'#/definitions/a','maximum':3,'definitions':{'a':{'minimum':1}}", "4", true)]
    [InlineData("'$ref':'#/definitions/a','maximum':3,'definitions':{'a':{'minimum':1}}", "0", false)]
    public void Draft7_WhereItDiffers_IsFollowed(string keywords, string body, bool expected) =>
        Judge("{" + Schemas.Draft7 + "," + keywords + "}", body).ShouldBe(expected);

    [Fact]
    public void Annotations_OfAnyContent_RefuseNothing() =>
        Judge("{'title':'t','description':'d','default':1,'examples':[1],'deprecated':true,'readOnly':true,'writeOnly':false,'$comment':'c',"
            + "'contentMediaType':'a/b','contentEncoding':'base64','contentSchema':false,'x-owner':{'minimum':7},'$id':'https://example.com/s'}", "'!'").ShouldBeTrue();

    [Fact]
    public void Required_TwiceInABody_CountsOnce()
    {
        JsonGuard.TryRead(
            "{\"a\":1,\"a\":2}"u8.ToArray(),
            new JsonGuardOptions(DuplicateKeys: DuplicateKeys.Allow),
            out var body);

        using (body.ShouldNotBeNull())
        {
            Schemas.Plan("{\"required\":[\"a\",\"b\"]}").IsValid(body).ShouldBeFalse();
        }
    }

    [Fact]
    public void Required_OfManyNames_MissesNone()
    {
        var names = Enumerable.Range(0, 200).Select(i => $"name{i}").ToList();
        var schema = "{'required':[" + string.Join(",", names.Select(name => $"'{name}'")) + "]}";

        Judge(schema, "{" + string.Join(",", names.Select(name => $"'{name}':1")) + "}").ShouldBeTrue();
        foreach (var missing in names)
        {
            Judge(schema, "{" + string.Join(",", names.Where(name => name != missing).Select(name => $"'{name}':1")) + "}").ShouldBeFalse();
        }
    }

    private static bool Judge(string schema, string body) =>
        Schemas.IsValid(schema.Replace('\'', '"'), body.Replace('\'', '"'));
}
