using System.Collections.Frozen;
using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Keywords;
using static Gateway.Transforms.Validation.Compiling.Draft;
using static Gateway.Transforms.Validation.Compiling.SchemaShape;
using static Gateway.Transforms.Validation.Compiling.Vocabularies;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>Everything that means something in a schema, readable in one place.</summary>
internal static class KeywordTable
{
    /// <summary>
    /// In the order of evaluation: what is cheap comes first, and refuses before what is dear is asked; what judges the rest comes after all else.
    /// </summary>
    public static IReadOnlyList<KeywordRule> Rules { get; } =
    [
        new(TypeKeyword.Compile, new KeywordName("type", Assertion)),
        new(ConstKeyword.Compile, new KeywordName("const", Assertion)),
        new(EnumKeyword.Compile, new KeywordName("enum", Assertion)),
        new(BoundKeyword.Compile, new("minimum", Assertion), new("maximum", Assertion), new("exclusiveMinimum", Assertion), new("exclusiveMaximum", Assertion)),
        new(MultipleOfKeyword.Compile, new KeywordName("multipleOf", Assertion)),
        new(LengthKeyword.Compile, new("minLength", Assertion), new("maxLength", Assertion)),
        new(FormatKeyword.Compile, new KeywordName("format", Format)),
        new(PatternKeyword.Compile, new KeywordName("pattern", Assertion)),
        new(SizeKeyword.Compile, new("minItems", Assertion), new("maxItems", Assertion), new("minProperties", Assertion), new("maxProperties", Assertion)),
        new(
            MembersKeyword.Compile,
            new("properties", Applicator, Both, Map),
            new("patternProperties", Applicator, Both, Map),
            new("additionalProperties", Applicator, Both, One),
            new("required", Assertion)),
        new(PropertyNamesKeyword.Compile, new KeywordName("propertyNames", Applicator, Both, One)),
        new(
            DependenciesKeyword.Compile,
            new("dependentRequired", Assertion, Draft202012),
            new("dependentSchemas", Applicator, Draft202012, Map),
            new("dependencies", Applicator, Both, Map)),
        new(ItemsKeyword.Compile, new("items", Applicator, Both, One), new("prefixItems", Applicator, Draft202012, List), new("additionalItems", Applicator, Draft7, One)),
        new(ContainsKeyword.Compile, new("contains", Applicator, Both, One), new("minContains", Assertion, Draft202012), new("maxContains", Assertion, Draft202012)),
        new(UniqueItemsKeyword.Compile, new KeywordName("uniqueItems", Assertion)),
        new(RefKeyword.Compile, new KeywordName("$ref", Core)),
        new(DynamicRefKeyword.Compile, new KeywordName("$dynamicRef", Core, Draft202012)),
        new(AllOfKeyword.Compile, new KeywordName("allOf", Applicator, Both, List)),
        new(AnyOfKeyword.Compile, new KeywordName("anyOf", Applicator, Both, List)),
        new(OneOfKeyword.Compile, new KeywordName("oneOf", Applicator, Both, List)),
        new(NotKeyword.Compile, new KeywordName("not", Applicator, Both, One)),
        new(ConditionalKeyword.Compile, new("if", Applicator, Both, One), new("then", Applicator, Both, One), new("else", Applicator, Both, One)),
        new(UnevaluatedKeyword.Compile, new("unevaluatedProperties", Unevaluated, Draft202012, One), new("unevaluatedItems", Unevaluated, Draft202012, One)),

        new(Definitions.Compile, new("$defs", Core, Draft202012, Map), new("definitions", Core, Both, Map)),
        Annotation("a string", [JsonKind.String], new("$schema", Core), new("$id", Core), new("$comment", Core), new("title", Metadata), new("description", Metadata)),
        Annotation("a string", [JsonKind.String], new("$anchor", Core, Draft202012), new("$dynamicAnchor", Core, Draft202012)),
        Annotation("a string", [JsonKind.String], new("contentMediaType", Content), new("contentEncoding", Content)),
        Annotation("an object", [JsonKind.Object], new KeywordName("$vocabulary", Core, Draft202012)),
        Annotation("true or false", [JsonKind.True, JsonKind.False], new("readOnly", Metadata), new("writeOnly", Metadata), new("deprecated", Metadata, Draft202012)),
        Annotation("an array", [JsonKind.Array], new KeywordName("examples", Metadata)),
        Annotation("a schema", [JsonKind.Object, JsonKind.True, JsonKind.False], new KeywordName("contentSchema", Content, Draft202012, One)),
        new(static _ => { }, new KeywordName("default", Metadata)),
    ];

    /// <summary>Each keyword by its name.</summary>
    public static FrozenDictionary<string, KeywordName> Names { get; } =
        Rules.SelectMany(rule => rule.Names).ToFrozenDictionary(keyword => keyword.Name, StringComparer.Ordinal);

    private static KeywordRule Annotation(string wanted, JsonKind[] kinds, params KeywordName[] names) =>
        new(
            scope =>
            {
                foreach (var (name, _, _, _) in names)
                {
                    if (scope.TryGet(name, out var value) && !kinds.Contains(value.Kind))
                    {
                        value.Refuse($"'{name}' must be {wanted}.");
                    }
                }
            },
            names);
}
