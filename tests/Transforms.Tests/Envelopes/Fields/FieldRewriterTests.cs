using System.Text;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Envelopes;
using Gateway.Transforms.Envelopes.Fields;
using Gateway.Transforms.Guarding;
using Gateway.Transforms.Json;
using Gateway.Transforms.Tests.Json;

namespace Gateway.Transforms.Tests.Envelopes.Fields;

public sealed class FieldRewriterTests
{
    [Theory]
    [InlineData("$.a", """ { "z" : 1e0, "a" : [ 1 ], "b": 2 } """, """ { "z" : 1e0, "a" : <0:[ 1 ]>, "b": 2 } """)]
    [InlineData("$.a", """{"\u0061":"x\u0041"}""", """{"\u0061":<0:"x\u0041">}""")]
    [InlineData("$.a.b", """{"a":{"c":0,"b":null}}""", """{"a":{"c":0,"b":<0:null>}}""")]
    [InlineData("$.a[1]", """{"a":[1,{"x":2},3]}""", """{"a":[1,<0:{"x":2}>,3]}""")]
    [InlineData("$[0].b", """[{"b":{}}]""", """[{"b":<0:{}>}]""")]
    [InlineData("$.a[*]", """{"a":[1, "2" ,[3]]}""", """{"a":[<0:1>, <0:"2"> ,<0:[3]>]}""")]
    [InlineData("$.a[*][*].b", """{"a":[[{"b":1},{"b":2}],[],[{"b":3}]]}""", """{"a":[[{"b":<0:1>},{"b":<0:2>}],[],[{"b":<0:3>}]]}""")]
    public void Rewrite_InPlace_ReplacesTheValueAndNothingElse(string mapping, string body, string expected) =>
        new Fields(mapping).Rewrite(body, TestTransform.Mark).ShouldBe(expected);

    [Theory]
    [InlineData("$.a -> $.b", """{ "z": 1, "a" : 2 , "y": 3 }""", """{ "z": 1, "b" : <0:2> , "y": 3 }""")]
    [InlineData("$.x.a -> $.x.b", """{"x":{"a":"q"},"b":0}""", """{"x":{"b":<0:"q">},"b":0}""")]
    [InlineData("$.a -> $['q\"\\\\\\u0001é']", """{"a":1}""", """{"q\"\\\u0001é":<0:1>}""")]
    [InlineData("$.l[*].a -> $.l[*].b", """{"l":[{"a":1},{"x":0,"a":2}]}""", """{"l":[{"b":<0:1>},{"x":0,"b":<0:2>}]}""")]
    public void Rewrite_WithinAnObject_TakesThePlaceOfTheMemberUnderTheNewName(string mapping, string body, string expected) =>
        new Fields(mapping).Rewrite(body, TestTransform.Mark).ShouldBe(expected);

    [Theory]
    [InlineData("$.a -> $.x.b", """{"a":1,"x":{"p":2},"z":3}""", """{"x":{"p":2,"b":<0:1>},"z":3}""")]
    [InlineData("$.z -> $.x.b", """{"x":{ },"z":3}""", """{"x":{"b":<0:3> }}""")]
    [InlineData("$.x.z -> $.b", """{"x":{"z":3},"y":0}""", """{"x":{},"y":0,"b":<0:3>}""")]
    [InlineData("$.a -> $.x.y.b", """{"a":1}""", """{"x":{"y":{"b":<0:1>}}}""")]
    [InlineData("$.a -> $.x.y.b", """{"a":1,"x":{"q":[]}}""", """{"x":{"q":[],"y":{"b":<0:1>}}}""")]
    [InlineData("$.l[*].a -> $.l[*].x.b", """{"l":[{"a":1},{"a":2,"x":{"p":0}}]}""", """{"l":[{"x":{"b":<0:1>}},{"x":{"p":0,"b":<0:2>}}]}""")]
    [InlineData("$.l[0].a -> $.l[1].b", """{"l":[{"a":1},{}]}""", """{"l":[{},{"b":<0:1>}]}""")]
    [InlineData("$.l[*].m[1].a -> $.l[*].b", """{"l":[{"m":[0,{"a":1}]}]}""", """{"l":[{"m":[0,{}],"b":<0:1>}]}""")]
    [InlineData("$.a -> $['x\"'].b", """{"a":1}""", """{"x\"":{"b":<0:1>}}""")]
    public void Rewrite_IntoAnotherObject_BecomesItsLastMemberAndLeavesItsOwn(string mapping, string body, string expected) =>
        new Fields(mapping).Rewrite(body, TestTransform.Mark).ShouldBe(expected);

    [Theory]
    [InlineData("""{ "a" : 1 , "b" : 2 , "c" : 3 }""", """{ "b" : 2 ,"x":{"a":<0:1>,"c":<1:3>} }""")]
    [InlineData("""{"a":1,"c":3}""", """{"x":{"a":<0:1>,"c":<1:3>}}""")]
    [InlineData("""{ "c":3, "a":1, "b":{} }""", """{ "b":{},"x":{"a":<0:1>,"c":<1:3>} }""")]
    [InlineData("""{"b":[1,2],"c":3,"a":1}""", """{"b":[1,2],"x":{"a":<0:1>,"c":<1:3>}}""")]
    [InlineData("{\n  \"b\": \"{,\",\n  \"a\": 1,\n  \"c\": 3\n}", "{\n  \"b\": \"{,\",\"x\":{\"a\":<0:1>,\"c\":<1:3>}\n}")]
    [InlineData("""{"a":1,"x":{"k":0},"c":3}""", """{"x":{"k":0,"a":<0:1>,"c":<1:3>}}""")]
    public void Rewrite_MembersTakenOut_LeaveNoCommaBehind(string body, string expected) =>
        new Fields("$.a -> $.x.a", "$.c -> $.x.c").Rewrite(body, TestTransform.Mark).ShouldBe(expected);

    [Fact]
    public void Rewrite_SeveralResultsInNewObjects_ShareThemInTheOrderOfTheMappings()
    {
        var fields = new Fields("$.in.a -> $.x.a", "$.in.b -> $.q", "$.in.c -> $.x.y.c", "$.in.d -> $.z.d", "$.in.e -> $.x.y.e", "$.in.f -> $.x.f", "$.in.g -> $.r");

        fields.Rewrite("""{"in":{"a":0,"b":1,"c":2,"d":3,"e":4,"f":5,"g":6}}""", TestTransform.Mark)
            .ShouldBe("""{"in":{},"x":{"a":<0:0>,"y":{"c":<2:2>,"e":<4:4>},"f":<5:5>},"q":<1:1>,"z":{"d":<3:3>},"r":<6:6>}""");
    }

    [Fact]
    public void Rewrite_OneElementAndEveryElement_ShareTheObjectsThatTheyCreate()
    {
        var fields = new Fields("$.l[0].a -> $.l[0].x.a", "$.l[0].in.b -> $.l[0].y", "$.l[*].c -> $.l[*].x.c") { SkipMissing = true };

        fields.Rewrite("""{"l":[{"a":1,"in":{"b":2},"c":3},{"c":4}]}""", TestTransform.Mark)
            .ShouldBe("""{"l":[{"in":{},"x":{"a":<0:1>,"c":<2:3>},"y":<1:2>},{"x":{"c":<2:4>}}]}""");
    }

    [Fact]
    public void Rewrite_ResultsAtEveryLevel_AreMadeInOneGo()
    {
        var fields = new Fields("$.in.b -> $.out.b", "$.list[*].card -> $.list[*].sealed.card", "$.name", "$.list[*].cvc -> $.list[*].pin", "$.out.old -> $.old");

        fields.Rewrite("""{"out":{"old":1},"in":{"b":2},"list":[{"card":3,"cvc":4}, {"cvc":6,"card":5}],"name":7,"rest":true}""", TestTransform.Mark)
            .ShouldBe("""{"out":{"b":<0:2>},"in":{},"list":[{"pin":<3:4>,"sealed":{"card":<1:3>}}, {"pin":<3:6>,"sealed":{"card":<1:5>}}],"name":<2:7>,"rest":true,"old":<4:1>}""");
    }

    [Fact]
    public void Rewrite_Open_GoesTheMappingsBackwards() =>
        new Fields("$.a -> $.x.b").Rewrite("""{"x":{"b":1,"c":2}}""", TestTransform.Mark, KeyUse.Open).ShouldBe("""{"x":{"c":2},"a":<0:1>}""");

    [Theory]
    [InlineData("$.a", "{}")]
    [InlineData("$.a", "[]")]
    [InlineData("$.a", "\"a\"")]
    [InlineData("$.a.b", """{"a":"b"}""")]
    [InlineData("$.a.b", """{"a":[{"b":1}]}""")]
    [InlineData("$.a[0]", """{"a":[]}""")]
    [InlineData("$.a[0]", """{"a":{"0":1}}""")]
    [InlineData("$.a[1]", """{"a":[[1,2]]}""")]
    [InlineData("$.a[*]", "{}")]
    [InlineData("$.a[*]", """{"a":null}""")]
    [InlineData("$.a[*]", """{"a":{"b":1}}""")]
    [InlineData("$.a[*].b", """{"a":[{"b":1},{}]}""")]
    [InlineData("$.a[*].b[*].c", """{"a":[{"b":[]},{"c":1}]}""")]
    [InlineData("$.a -> $.b", """{"b":1}""")]
    [InlineData("$.a -> $.x.b", "{}")]
    public void Rewrite_FieldThatIsNotThere_IsMissing(string mapping, string body) => new Fields(mapping).Fault(body).ShouldBe(FieldFault.Missing);

    [Theory]
    [InlineData("$.a", "{}")]
    [InlineData("$.a.b", """{"a":null}""")]
    [InlineData("$.a[1]", """{"a":[0]}""")]
    [InlineData("$.a[*]", """ {"a" : null} """)]
    [InlineData("$.a -> $.x.b", """{ "x":7 }""")]
    [InlineData("$.a -> $.x.b", """{"c":0 }""")]
    public void Rewrite_FieldThatIsNotThereAndMayBe_LeavesTheBodyAsItIs(string mapping, string body) =>
        new Fields(mapping) { SkipMissing = true }.Rewrite(body, TestTransform.Mark).ShouldBe(body);

    [Theory]
    [InlineData("$.a", "[]")]
    [InlineData("$.a -> $.x.b", """ "a" """)]
    [InlineData("$.a.b", """{"a":[{"b":1}]}""")]
    [InlineData("$.a[*].b", """{"a":{"b":1}}""")]
    [InlineData("$.a[0]", """{"a":"b"}""")]
    public void Rewrite_SomethingElseWhereTheFieldsContainerBelongs_IsMissingEvenWhereItMayBe(string mapping, string body) =>
        new Fields(mapping) { SkipMissing = true }.Fault(body).ShouldBe(FieldFault.Missing);

    [Fact]
    public void Rewrite_NoFieldButSomethingWhereItsResultBelongs_IsOccupied() =>
        new Fields("$.a -> $.b") { SkipMissing = true }.Fault("""{"b":1}""").ShouldBe(FieldFault.Occupied);

    [Fact]
    public void Rewrite_SomeFieldsNotThereThatMayBe_ReplacesTheOthers() =>
        new Fields("$.a -> $.x.a", "$.b -> $.x.y.b", "$.l[*].c") { SkipMissing = true }
            .Rewrite("""{"a":1,"l":[{"c":2},null,{"d":4}]}""", TestTransform.Mark).ShouldBe("""{"l":[{"c":<2:2>},null,{"d":4}],"x":{"a":<0:1>}}""");

    [Theory]
    [InlineData("$.a[*]", """{"a":[ ]}""")]
    [InlineData("$.a[*].b -> $.a[*].x.c", """{"a":[]}""")]
    [InlineData("$.a[*].b[*].c", """{"a":[{"b":[]}]}""")]
    public void Rewrite_NoElements_IsNotMissing(string mapping, string body) => new Fields(mapping).Rewrite(body, TestTransform.Mark).ShouldBe(body);

    [Theory]
    [InlineData("$.a -> $.b", """{"a":1,"b":2}""")]
    [InlineData("$.a -> $.b", """{"b":null,"a":1}""")]
    [InlineData("$.a -> $.x.b", """{"a":1,"x":{"b":{}}}""")]
    [InlineData("$.l[*].a -> $.l[*].b", """{"l":[{"a":1},{"a":1,"b":2}]}""")]
    [InlineData("$.a -> $.b", """{"a":1,"\u0062":2}""")]
    public void Rewrite_PlaceThatIsTaken_IsOccupied(string mapping, string body)
    {
        new Fields(mapping).Fault(body).ShouldBe(FieldFault.Occupied);
        new Fields(mapping) { SkipMissing = true }.Fault(body).ShouldBe(FieldFault.Occupied);
    }

    [Theory]
    [InlineData("$.a -> $.x.b", """{"a":1,"x":null}""")]
    [InlineData("$.a -> $.x.b", """{"a":1,"x":"b"}""")]
    [InlineData("$.a -> $.x.b", """{"a":1,"x":[]}""")]
    [InlineData("$.a -> $.x.y.b", """{"a":1,"x":{"y":0}}""")]
    [InlineData("$.a -> $.x[0].b", """{"a":1}""")]
    [InlineData("$.a -> $.x[0].b", """{"a":1,"x":[]}""")]
    [InlineData("$.a -> $.x[0].b", """{"a":1,"x":{}}""")]
    [InlineData("$.a -> $.x[0].b", """{"a":1,"x":[2]}""")]
    [InlineData("$.l[*].a -> $.l[*].x.b", """{"l":[{"a":1},{"a":1,"x":2}]}""")]
    public void Rewrite_NoObjectForTheResult_IsUnplaceable(string mapping, string body)
    {
        new Fields(mapping).Fault(body).ShouldBe(FieldFault.Unplaceable);
        new Fields(mapping) { SkipMissing = true }.Fault(body).ShouldBe(FieldFault.Unplaceable);
    }

    [Theory]
    [InlineData("$.a", """{"a":1,"a":2}""")]
    [InlineData("$.a", """{"a":1,"b":0,"\u0061":2}""")]
    [InlineData("$.a.b", """{"a":{"b":1},"a":{}}""")]
    [InlineData("$.a.b", """{"a":{},"a":{"b":1}}""")]
    [InlineData("$.a[*].b", """{"a":[{"b":1},{"b":1,"b":2}]}""")]
    [InlineData("$.a[*].b", """{"a":[],"a":[{"b":1}]}""")]
    [InlineData("$.a -> $.b", """{"a":1,"b":2,"b":3}""")]
    [InlineData("$.a -> $.b", """{"b":1,"a":2,"a":3}""")]
    [InlineData("$.a -> $.x.b", """{"a":1,"x":{},"x":{}}""")]
    public void Rewrite_NameOnAPathTwice_IsUnplaceable(string mapping, string body)
    {
        new Fields(mapping) { Duplicates = DuplicateKeys.Allow }.Fault(body).ShouldBe(FieldFault.Unplaceable);
        new Fields(mapping) { Duplicates = DuplicateKeys.Allow, SkipMissing = true }.Fault(body).ShouldBe(FieldFault.Unplaceable);
    }

    [Fact]
    public void Rewrite_OtherNamesTwice_ChangesNothingAboutThem() =>
        new Fields("$.a -> $.x.b") { Duplicates = DuplicateKeys.Allow }.Rewrite("""{"z":1,"a":2,"z":3,"y":{"a":4,"a":5}}""", TestTransform.Mark)
            .ShouldBe("""{"z":1,"z":3,"y":{"a":4,"a":5},"x":{"b":<0:2>}}""");

    [Theory]
    [InlineData("$.a")]
    [InlineData("$.a -> $.b")]
    [InlineData("$.a -> $.x.b")]
    public void Rewrite_TransformThatRefuses_Fails(string mapping) =>
        new Fields(mapping).TryRewrite("""{"a":1}""", new TestTransform(static (_, _) => null), KeyUse.Seal, out _).ShouldBe(FieldFault.Failed);

    [Fact]
    public void Rewrite_AnythingInTheWay_AsksTheTransformForNothing()
    {
        var asked = 0;
        var transform = new TestTransform((_, value) =>
        {
            asked++;
            return value;
        });

        new Fields("$.a", "$.b").TryRewrite("""{"a":1}""", transform, KeyUse.Seal, out _).ShouldBe(FieldFault.Missing);

        asked.ShouldBe(0);
    }

    [Fact]
    public void Rewrite_MoreFieldsThanSetAside_ReplacesThemAll()
    {
        var items = Enumerable.Range(0, 1000);

        new Fields("$[*].a -> $[*].x.b").Rewrite($"[{string.Join(", ", items.Select(static i => $$"""{"a":{{i}}}"""))}]", TestTransform.Mark)
            .ShouldBe($"[{string.Join(", ", items.Select(static i => $$$"""{"x":{"b":<0:{{{i}}}>}}"""))}]");
    }

    [Fact]
    public void Rewrite_BufferThatHoldsSomething_AppendsToIt()
    {
        using var tape = TestTape.Read("""{"a":1}""");
        using var destination = new PooledBuffer();
        destination.Write("before"u8);

        new Fields("$.a -> $.x.b").Compile().Rewrite(tape, TestTransform.Mark, destination).ShouldBe(FieldFault.None);

        Encoding.UTF8.GetString(destination.WrittenSpan).ShouldBe("""before{"x":{"b":<0:1>}}""");
    }

    [Fact]
    public void Rewrite_OrdinaryBody_AllocatesNothing()
    {
        using var tape = TestTape.Read("""{"name":"x","list":[{"card":1,"cvc":2},{"card":3,"cvc":4}],"in":{"b":5}}""");
        using var destination = new PooledBuffer();
        var transform = new ConstantTransform();
        var rewriter = new Fields("$.name", "$.list[*].card -> $.list[*].enc", "$.list[*].cvc -> $.list[*].x.cvc", "$.in.b -> $.out.b").Compile();
        for (var i = 0; i < 100; i++)
        {
            destination.Clear();
            rewriter.Rewrite(tape, transform, destination).ShouldBe(FieldFault.None);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var faults = 0;
        for (var i = 0; i < 100; i++)
        {
            destination.Clear();
            faults += (int)rewriter.Rewrite(tape, transform, destination);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        faults.ShouldBe(0);
    }

    private sealed class ConstantTransform : IFieldTransform
    {
        public bool TryTransform(int mapping, JsonTape body, int index, PooledBuffer destination)
        {
            destination.Write("0"u8);
            return true;
        }
    }
}
