using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Keywords;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>Everything that may stand in a schema, readable in one place.</summary>
internal static class KeywordTable
{
    /// <summary>In the order of evaluation: what is cheap comes first, and refuses before what is dear is asked.</summary>
    public static IReadOnlyList<KeywordRule> Rules { get; } =
    [
        new(TypeKeyword.Compile, ("type", Draft.Both)),
        new(ConstKeyword.Compile, ("const", Draft.Both)),
        new(EnumKeyword.Compile, ("enum", Draft.Both)),
        new(BoundKeyword.Compile, ("minimum", Draft.Both), ("maximum", Draft.Both), ("exclusiveMinimum", Draft.Both), ("exclusiveMaximum", Draft.Both)),
        new(MultipleOfKeyword.Compile, ("multipleOf", Draft.Both)),
        new(LengthKeyword.Compile, ("minLength", Draft.Both), ("maxLength", Draft.Both)),
        new(FormatKeyword.Compile, ("format", Draft.Both)),
        new(PatternKeyword.Compile, ("pattern", Draft.Both)),
        new(SizeKeyword.Compile, ("minItems", Draft.Both), ("maxItems", Draft.Both), ("minProperties", Draft.Both), ("maxProperties", Draft.Both)),
        new(MembersKeyword.Compile, ("properties", Draft.Both), ("patternProperties", Draft.Both), ("additionalProperties", Draft.Both), ("required", Draft.Both)),
        new(PropertyNamesKeyword.Compile, ("propertyNames", Draft.Both)),
        new(DependenciesKeyword.Compile, ("dependentRequired", Draft.Draft202012), ("dependentSchemas", Draft.Draft202012), ("dependencies", Draft.Draft7)),
        new(ItemsKeyword.Compile, ("items", Draft.Both), ("prefixItems", Draft.Draft202012), ("additionalItems", Draft.Draft7)),
        new(ContainsKeyword.Compile, ("contains", Draft.Both), ("minContains", Draft.Draft202012), ("maxContains", Draft.Draft202012)),
        new(UniqueItemsKeyword.Compile, ("uniqueItems", Draft.Both)),
        new(RefKeyword.Compile, ("$ref", Draft.Both)),
        new(AllOfKeyword.Compile, ("allOf", Draft.Both)),
        new(AnyOfKeyword.Compile, ("anyOf", Draft.Both)),
        new(OneOfKeyword.Compile, ("oneOf", Draft.Both)),
        new(NotKeyword.Compile, ("not", Draft.Both)),
        new(ConditionalKeyword.Compile, ("if", Draft.Both), ("then", Draft.Both), ("else", Draft.Both)),

        new(Definitions.Compile, ("$defs", Draft.Both), ("definitions", Draft.Both)),
        new(RootKeywords.Compile, ("$schema", Draft.Both), ("$id", Draft.Both)),
        Annotation("a string", [JsonKind.String], ("title", Draft.Both), ("description", Draft.Both), ("$comment", Draft.Both), ("contentMediaType", Draft.Both), ("contentEncoding", Draft.Both)),
        Annotation("true or false", [JsonKind.True, JsonKind.False], ("readOnly", Draft.Both), ("writeOnly", Draft.Both), ("deprecated", Draft.Draft202012)),
        Annotation("an array", [JsonKind.Array], ("examples", Draft.Both)),
        Annotation("a schema", [JsonKind.Object, JsonKind.True, JsonKind.False], ("contentSchema", Draft.Draft202012)),
        new(static _ => { }, ("default", Draft.Both)),
    ];

    /// <summary>Keywords of the specification that a later version will know. They restrict, so passing over them would be unsafe.</summary>
    public static IReadOnlyCollection<string> NotSupported { get; } =
    [
        "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$vocabulary", "unevaluatedItems", "unevaluatedProperties",
    ];

    /// <summary>Each keyword's drafts, by its name.</summary>
    public static IReadOnlyDictionary<string, Draft> Drafts { get; } =
        Rules.SelectMany(rule => rule.Names).ToDictionary(keyword => keyword.Name, keyword => keyword.Drafts, StringComparer.Ordinal);

    private static KeywordRule Annotation(string wanted, JsonKind[] kinds, params (string Name, Draft Drafts)[] names) =>
        new(
            scope =>
            {
                foreach (var (name, _) in names)
                {
                    if (scope.TryGet(name, out var value) && !kinds.Contains(value.Kind))
                    {
                        value.Refuse($"'{name}' must be {wanted}.");
                    }
                }
            },
            names);
}
