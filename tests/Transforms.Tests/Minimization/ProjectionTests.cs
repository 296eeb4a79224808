using System.Security.Cryptography;
using System.Text;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Minimization;
using Gateway.Transforms.Secrets;
using Gateway.Transforms.Tests.Secrets;

namespace Gateway.Transforms.Tests.Minimization;

public sealed class ProjectionTests
{
    private const string Report =
        "{\"email\":\"ann@example.com\",\"phone\":\"+1 555 0123\",\"job\":{\"title\":\"dev\",\"pay\":1.50e3,\"team\":{\"lead\":\"bo\"}},\"cards\":[{\"no\":\"4111\",\"name\":\"Ann\"},{\"no\":\"5500\"}]}";

    [Theory]
    [InlineData("$.email", "{\"email\":\"ann@example.com\"}")]
    [InlineData("$.job", "{\"job\":{\"title\":\"dev\",\"pay\":1.50e3,\"team\":{\"lead\":\"bo\"}}}")]
    [InlineData("$.job.title", "{\"job\":{\"title\":\"dev\"}}")]
    [InlineData("$.job.team.lead", "{\"job\":{\"team\":{\"lead\":\"bo\"}}}")]
    [InlineData("$.cards[*].name", "{\"cards\":[{\"name\":\"Ann\"},{}]}")]
    [InlineData("$.cards[1]", "{\"cards\":[{\"no\":\"5500\"}]}")]
    [InlineData("$.cards[0].no", "{\"cards\":[{\"no\":\"4111\"}]}")]
    [InlineData("$.cards[7]", "{\"cards\":[]}")]
    [InlineData("$.missing", "{}")]
    [InlineData("$.job.missing.too", "{\"job\":{}}")]
    [InlineData("$.email.inside", "{}")]
    [InlineData("$", Report)]
    public void Keep_Path_LeavesItAndWhatLeadsToIt(string path, string expected) =>
        new Route(keepsAll: false).Keep(path).Project(Report).ShouldBe(expected);

    [Theory]
    [InlineData("{\"keep\":[]}", "{\"keep\":[]}")]
    [InlineData("{\"keep\":null,\"x\":1}", "{\"keep\":null}")]
    [InlineData("{\"x\":{\"keep\":1},\"keep\":2}", "{\"keep\":2}")]
    [InlineData("{\"\\u006beep\":\"\\u0041\"}", "{\"\\u006beep\":\"\\u0041\"}")]
    [InlineData("{ \"x\" : 1 , \"keep\" : [ 1 , { } ] }", "{\"keep\":[ 1 , { } ]}")]
    [InlineData("{}", "{}")]
    public void Keep_Value_IsCopiedAsItWasReceived(string body, string expected) =>
        new Route(keepsAll: false).Keep("$.keep").Project(body).ShouldBe(expected);

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("1.10")]
    [InlineData("1e400")]
    [InlineData("12345678901234567890.123456789")]
    [InlineData("1E+2")]
    public void Keep_Number_StaysByteForByte(string number) =>
        new Route(keepsAll: false).Keep("$.a.n").Project($"{{\"a\":{{\"n\":{number},\"m\":{number}}}}}").ShouldBe($"{{\"a\":{{\"n\":{number}}}}}");

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("\"email\"")]
    public void Keep_BodyThatIsNoObject_IsAMismatch(string body) =>
        new Route(keepsAll: false).Keep("$.email").Fault(body).ShouldBe(ProjectionFault.ShapeMismatch);

    [Theory]
    [InlineData("$.email", "{\"a\":1}")]
    [InlineData("$.a", "{\"email\":2}")]
    [InlineData("$.a.b", "{\"email\":2,\"a\":1}")]
    [InlineData("$.a[0]", "{\"email\":2,\"a\":1}")]
    [InlineData("$['\\u0061']", "{\"email\":2}")]
    public void Drop_Path_LeavesEverythingElse(string path, string expected) =>
        new Route(keepsAll: true).Drop(path).Project("{\"email\":2,\"a\":1}").ShouldBe(expected);

    [Theory]
    [InlineData("$.c[1]", "{\"c\":[{\"x\":1,\"y\":2},5]}")]
    [InlineData("$.c[*]", "{\"c\":[]}")]
    [InlineData("$.c[*].x", "{\"c\":[{\"y\":2},{\"z\":4},5]}")]
    [InlineData("$.c[0].y", "{\"c\":[{\"x\":1},{\"x\":3,\"z\":4},5]}")]
    [InlineData("$.c[2]", "{\"c\":[{\"x\":1,\"y\":2},{\"x\":3,\"z\":4}]}")]
    [InlineData("$.c.x", "{\"c\":[{\"x\":1,\"y\":2},{\"x\":3,\"z\":4},5]}")]
    public void Drop_Elements_LeavesTheOthers(string path, string expected) =>
        new Route(keepsAll: true).Drop(path).Project("{\"c\":[{\"x\":1,\"y\":2},{\"x\":3,\"z\":4},5]}").ShouldBe(expected);

    [Fact]
    public void Drop_NameThatTheBodyEscapes_IsDroppedAllTheSame() =>
        new Route(keepsAll: true).Drop("$.email").Project("{\"\\u0065mail\":1,\"x\":2}").ShouldBe("{\"x\":2}");

    [Fact]
    public void Drop_NameUsedTwice_LosesBoth() =>
        new Route(keepsAll: true) { Duplicates = DuplicateKeys.Allow }.Drop("$.a").Project("{\"a\":1,\"b\":2,\"a\":3}").ShouldBe("{\"b\":2}");

    [Fact]
    public void KeepAndDrop_Together_DropInsideOfWhatIsKept() =>
        new Route(keepsAll: false).Keep("$.job").Drop("$.job.pay").Project(Report).ShouldBe("{\"job\":{\"title\":\"dev\",\"team\":{\"lead\":\"bo\"}}}");

    [Theory]
    [InlineData("all", "\"4111222233334444\"", "\"****\"")]
    [InlineData("last4", "\"4111222233334444\"", "\"****4444\"")]
    [InlineData("first2", "\"4111222233334444\"", "\"41****\"")]
    [InlineData("last4", "4111222233334444", "\"****4444\"")]
    [InlineData("last4", "\"12345\"", "\"****2345\"")]
    [InlineData("last4", "\"1234\"", "\"****\"")]
    [InlineData("last4", "\"1\"", "\"****\"")]
    [InlineData("last4", "\"\"", "\"****\"")]
    [InlineData("first4", "\"1234\"", "\"****\"")]
    [InlineData("last2", "true", "\"****\"")]
    [InlineData("last2", "{\"no\":\"4111\"}", "\"****\"")]
    [InlineData("last2", "[4111]", "\"****\"")]
    [InlineData("last2", "null", "null")]
    [InlineData("last2", "\"größe😀é\"", "\"****\\uD83D\\uDE00é\"")]
    [InlineData("first3", "\"😀€éa\"", "\"\\uD83D\\uDE00€é****\"")]
    [InlineData("first4", "\"😀€éa\"", "\"****\"")]
    [InlineData("last2", "\"abc\\\"\\\\\"", "\"****\\\"\\\\\"")]
    [InlineData("first1", "\"\\nabc\"", "\"\\n****\"")]
    [InlineData("last1", "\"abc\\ud83d\\ude00\"", "\"****\\uD83D\\uDE00\"")]
    public void Mask_Value_ShowsNoMoreThanItsStyle(string style, string value, string expected) =>
        new Route(keepsAll: true).Mask("$.v", style).Project($"{{\"v\":{value}}}").ShouldBe($"{{\"v\":{expected}}}");

    [Fact]
    public void Mask_EveryElement_MasksEachAndLeavesTheRest() =>
        new Route(keepsAll: true).Mask("$.cards[*].no", "last2").Project("{\"cards\":[{\"no\":\"4111\",\"n\":1},{\"no\":\"5500\"},7]}")
            .ShouldBe("{\"cards\":[{\"no\":\"****11\",\"n\":1},{\"no\":\"****00\"},7]}");

    [Fact]
    public void Mask_FieldThatIsNotKept_StaysAway() =>
        new Route(keepsAll: false).Keep("$.a").Mask("$.b", "all").Project("{\"a\":1,\"b\":2}").ShouldBe("{\"a\":1}");

    [Fact]
    public void Mask_FieldThatIsKept_LeavesMasked()
    {
        new Route(keepsAll: false).Keep("$.b").Mask("$.b", "all").Project("{\"a\":1,\"b\":2}").ShouldBe("{\"b\":\"****\"}");
        new Route(keepsAll: false).Mask("$.b", "all").Keep("$.b").Project("{\"a\":1,\"b\":2}").ShouldBe("{\"b\":\"****\"}");
    }

    [Theory]
    [InlineData("\"ann\"", "ann")]
    [InlineData("\"\\u0061nn\"", "ann")]
    [InlineData("17", "17")]
    [InlineData("true", "true")]
    [InlineData("\"\"", "")]
    public void Hash_Scalar_IsTheHmacOfItsText(string value, string text)
    {
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData("pepper"u8, Encoding.UTF8.GetBytes(text)));

        new Route(keepsAll: true).Hash("$.id", TestSecret.Handle("pepper", "pepper")).Project($"{{\"id\":{value},\"x\":1}}")
            .ShouldBe($"{{\"id\":\"{expected}\",\"x\":1}}");
    }

    [Fact]
    public void Hash_Null_StaysNull() =>
        new Route(keepsAll: true).Hash("$.id", TestSecret.Handle("pepper", "pepper")).Project("{\"id\":null}").ShouldBe("{\"id\":null}");

    [Fact]
    public void Hash_PepperUnavailable_IsAFault()
    {
        var route = new Route(keepsAll: true).Hash("$.id", new SecretHandle("pepper"));

        route.Fault("{\"id\":1}").ShouldBe(ProjectionFault.SecretUnavailable);
        route.Fault("{\"x\":1}").ShouldBe(ProjectionFault.None);
    }

    [Fact]
    public async Task Hash_PeppersReplacedAllTheTime_HashOneBodyWithOneVersionOfEach()
    {
        using var pepper = TestSecret.Handle("pepper", "0");
        using var salt = TestSecret.Handle("salt", "0");
        var route = new Route(keepsAll: true).Hash("$.ids[*]", pepper).Hash("$.names[*]", salt);
        var values = string.Join(',', Enumerable.Repeat("\"ann\",\"ann\"", 100));
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var rotation = Task.Factory.StartNew(
            () =>
            {
                for (var i = 1; !stop.IsCancellationRequested; i++)
                {
                    pepper.Replace(new SecretValue(BitConverter.GetBytes(i)));
                    salt.Replace(new SecretValue(BitConverter.GetBytes(-i)));
                    begun.TrySetResult();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await begun.Task;

        // On one processor the two may take turns: as many bodies as it takes until some were hashed with others.
        var hashes = new HashSet<string>();
        for (var i = 0; (i < 200 || hashes.Count <= 2) && i < 20_000; i++)
        {
            using var json = System.Text.Json.JsonDocument.Parse(route.Project($"{{\"ids\":[{values}],\"names\":[{values}]}}"));
            foreach (var array in json.RootElement.EnumerateObject())
            {
                hashes.Add(array.Value.EnumerateArray().Select(static hash => hash.GetString()!).Distinct().ShouldHaveSingleItem());
            }
        }

        await stop.CancelAsync();
        await rotation;
        hashes.Count.ShouldBeGreaterThan(2, "they were replaced meanwhile");
    }

    [Fact]
    public void Hash_PepperReplaced_GivesAnotherHash()
    {
        var pepper = TestSecret.Handle("pepper", "one");
        var route = new Route(keepsAll: true).Hash("$.id", pepper);
        var before = route.Project("{\"id\":1}");

        pepper.Replace(new SecretValue("two"u8));

        route.Project("{\"id\":1}").ShouldNotBe(before);
    }

    [Theory]
    [InlineData("{}", "{\"merchant\":<0>}")]
    [InlineData("{\"x\":1}", "{\"x\":1,\"merchant\":<0>}")]
    [InlineData("{\"merchant\":\"mine\",\"x\":1}", "{\"merchant\":<0>,\"x\":1}")]
    [InlineData("{\"merchant\":{\"a\":[1]}}", "{\"merchant\":<0>}")]
    [InlineData("{\"\\u006derchant\":null}", "{\"\\u006derchant\":<0>}")]
    public void Inject_Member_IsFilledWhateverTheCallerWrote(string body, string expected) =>
        new Route(keepsAll: true).Inject("$.merchant", 0).Project(body).ShouldBe(expected);

    [Theory]
    [InlineData("{}", "{\"a\":{\"b\":{\"c\":<0>,\"d\":<1>}}}")]
    [InlineData("{\"a\":{}}", "{\"a\":{\"b\":{\"c\":<0>,\"d\":<1>}}}")]
    [InlineData("{\"a\":{\"b\":{\"d\":5,\"e\":6}},\"z\":7}", "{\"a\":{\"b\":{\"d\":<1>,\"e\":6,\"c\":<0>}},\"z\":7}")]
    [InlineData("{\"z\":7}", "{\"z\":7,\"a\":{\"b\":{\"c\":<0>,\"d\":<1>}}}")]
    public void Inject_NestedMembers_MakeTheObjectsOnTheWay(string body, string expected) =>
        new Route(keepsAll: true).Inject("$.a.b.c", 0).Inject("$.a.b.d", 1).Project(body).ShouldBe(expected);

    [Theory]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("{\"a\":5}")]
    [InlineData("{\"a\":null}")]
    [InlineData("{\"a\":\"text\"}")]
    [InlineData("{\"a\":[]}")]
    public void Inject_NoObjectToGoInto_IsAMismatch(string body)
    {
        new Route(keepsAll: true).Inject("$.a.b", 0).Fault(body).ShouldBe(ProjectionFault.ShapeMismatch);
        new Route(keepsAll: false).Keep("$.x").Inject("$.a.b", 0).Fault(body).ShouldBe(ProjectionFault.ShapeMismatch);
    }

    [Fact]
    public void Inject_NameWithQuotes_IsEscaped() =>
        new Route(keepsAll: true).Inject("$['a\"\\n']", 0).Project("{}").ShouldBe("{\"a\\\"\\n\":<0>}");

    [Fact]
    public void Inject_NotKept_IsFilledAllTheSame() =>
        new Route(keepsAll: false).Keep("$.x").Inject("$.a.b", 0).Project("{\"x\":1,\"a\":{\"b\":2,\"secret\":3},\"y\":4}").ShouldBe("{\"x\":1,\"a\":{\"b\":<0>}}");

    [Fact]
    public void Everything_Together_EachDoesItsPart()
    {
        var hash = Convert.ToHexStringLower(HMACSHA256.HashData("pepper"u8, "u-17"u8));
        var route = new Route(keepsAll: false)
            .Keep("$.email").Keep("$.job").Keep("$.phone").Keep("$.user").Keep("$.cards[*].no")
            .Drop("$.job.pay")
            .Mask("$.phone", "last4").Mask("$.cards[*].no", "last4")
            .Hash("$.user", TestSecret.Handle("pepper", "pepper"))
            .Inject("$.merchant.id", 0).Inject("$.job.source", 1);

        route.Project("{\"user\":\"u-17\",\"email\":\"a@b\",\"phone\":\"5550123\",\"job\":{\"pay\":1,\"title\":\"dev\"},\"cards\":[{\"no\":41111111,\"cvc\":1}],\"ssn\":1}")
            .ShouldBe($"{{\"user\":\"{hash}\",\"email\":\"a@b\",\"phone\":\"****0123\",\"job\":{{\"title\":\"dev\",\"source\":<1>}},\"cards\":[{{\"no\":\"****1111\"}}],\"merchant\":{{\"id\":<0>}}}}");
    }

    [Theory]
    [InlineData("$.c[*].no", "$.c[0].name")]
    [InlineData("$.c[0].name", "$.c[*].no")]
    public void DropForEveryElement_OneElementHasARuleOfItsOwn_IsDroppedThereToo(string first, string second) =>
        new Route(keepsAll: true).Drop(first).Drop(second).Project("{\"c\":[{\"no\":1,\"name\":2,\"z\":3},{\"no\":4,\"name\":5}]}")
            .ShouldBe("{\"c\":[{\"z\":3},{\"name\":5}]}");

    [Fact]
    public void MaskForEveryElement_OneElementHasARuleOfItsOwn_IsMaskedThereToo() =>
        new Route(keepsAll: true).Mask("$.c[*].no", "all").Drop("$.c[1].name").Project("{\"c\":[{\"no\":1,\"name\":2},{\"no\":4,\"name\":5}]}")
            .ShouldBe("{\"c\":[{\"no\":\"****\",\"name\":2},{\"no\":\"****\"}]}");

    [Fact]
    public void KeepForEveryElement_OneElementHasARuleOfItsOwn_IsKeptThereToo() =>
        new Route(keepsAll: false).Keep("$.c[*].name").Keep("$.c[1].no").Mask("$.c[0].name", "all").Project("{\"c\":[{\"no\":1,\"name\":2},{\"no\":4,\"name\":5}]}")
            .ShouldBe("{\"c\":[{\"name\":\"****\"},{\"no\":4,\"name\":5}]}");

    [Fact]
    public void DropForEveryElement_PathIntoOneElementsField_IsDroppedAllTheSame() =>
        new Route(keepsAll: true).Drop("$.c[*].card").Mask("$.c[0].card.no", "all").Project("{\"c\":[{\"card\":{\"no\":1,\"cvc\":2},\"x\":3}]}")
            .ShouldBe("{\"c\":[{\"x\":3}]}");

    [Fact]
    public void RuleForOneElement_SameFieldAsTheRuleForAll_Wins() =>
        new Route(keepsAll: true).Mask("$.c[*]", "all").Mask("$.c[1]", "last1").Project("{\"c\":[11,22,33]}").ShouldBe("{\"c\":[\"****\",\"****2\",\"****\"]}");

    [Fact]
    public void RulesForNestedArrays_OnEitherLevel_AllApply() =>
        new Route(keepsAll: true).Drop("$.m[*][0].x").Drop("$.m[1][*].y").Project("{\"m\":[[{\"x\":1,\"y\":1},{\"x\":2,\"y\":2}],[{\"x\":3,\"y\":3},{\"x\":4,\"y\":4}]]}")
            .ShouldBe("{\"m\":[[{\"y\":1},{\"x\":2,\"y\":2}],[{},{\"x\":4}]]}");

    [Fact]
    public void Project_ManyMembersInTheTree_FindsEach()
    {
        var route = new Route(keepsAll: false);
        for (var i = 0; i < 100; i++)
        {
            route.Keep($"$.k{i}");
        }

        var body = "{" + string.Join(',', Enumerable.Range(0, 100).Select(static i => $"\"k{i}\":{i},\"x{i}\":{i}")) + "}";

        route.Project(body).ShouldBe("{" + string.Join(',', Enumerable.Range(0, 100).Select(static i => $"\"k{i}\":{i}")) + "}");
    }
}
