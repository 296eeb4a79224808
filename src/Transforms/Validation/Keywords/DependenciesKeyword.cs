using System.Text;
using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Values;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary>
/// What the presence of members demands: <c>dependentRequired</c> (Validation 2020-12 section 6.5.4), <c>dependentSchemas</c> (Core 2020-12
/// section 10.2.2.4), and draft-07's <c>dependencies</c>, which is either. One pass over the members finds out which are there.
/// </summary>
internal sealed class DependenciesKeyword : Keyword
{
    private const int BitsPerWord = 64;

    /// <summary>What is there is kept on the stack, a bit for each name.</summary>
    private const int MaxNames = 4096;

    private readonly NameTable _names;
    private readonly int _words;
    private readonly Dependency[] _dependencies;

    private DependenciesKeyword(List<string> names, List<Dependency> dependencies)
        : base(KindSet.Object)
    {
        _names = new NameTable([.. names.Select(Encoding.UTF8.GetBytes)]);
        _words = (names.Count + BitsPerWord - 1) / BitsPerWord;
        _dependencies = [.. dependencies];
    }

    public static void Compile(SchemaScope scope)
    {
        var names = new List<string>();
        var dependencies = new List<Dependency>();
        Compile(scope, "dependentRequired", "an object of lists of member names", static _ => false, names, dependencies);
        Compile(scope, "dependentSchemas", "an object of schemas", static _ => true, names, dependencies);
        Compile(scope, "dependencies", "an object of schemas and lists of member names", static value => value.Kind != JsonKind.Array, names, dependencies);
        if (names.Count > MaxNames)
        {
            scope.Schema.Refuse($"What depends on members names more than {MaxNames} of them; split the object.");
        }
        else if (dependencies.Count > 0)
        {
            scope.Add(new DependenciesKeyword(names, dependencies));
        }
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        var body = evaluation.Body;
        if (!evaluation.TryPass(body.SizeOf(instance)))
        {
            return false;
        }

        Span<ulong> present = stackalloc ulong[_words];
        present.Clear();
        var end = body.Next(instance);
        for (var name = instance + 1; name < end; name = body.Next(name + 1))
        {
            var text = body.Text(name);
            if (!evaluation.TryRead(text.Length))
            {
                return false;
            }

            if (_names.Find(text) is >= 0 and var found)
            {
                present[found / BitsPerWord] |= 1UL << (found % BitsPerWord);
            }
        }

        var valid = true;
        foreach (var dependency in _dependencies)
        {
            if (IsSet(present, dependency.Trigger) && !IsMet(dependency, present, ref evaluation, instance))
            {
                valid = false;
                if (!evaluation.WantsMore)
                {
                    return false;
                }
            }
        }

        return valid;
    }

    private static bool IsMet(Dependency dependency, ReadOnlySpan<ulong> present, ref Evaluation evaluation, int instance)
    {
        foreach (var name in dependency.Required)
        {
            if (!IsSet(present, name))
            {
                return evaluation.Refuse(dependency.Location);
            }
        }

        return dependency.Subschema is null || evaluation.Apply(dependency.Subschema, instance);
    }

    private static bool IsSet(ReadOnlySpan<ulong> bits, int bit) => (bits[bit / BitsPerWord] & (1UL << (bit % BitsPerWord))) != 0;

    private static void Compile(
        SchemaScope scope,
        string keyword,
        string wanted,
        Func<SchemaValue, bool> isSchema,
        List<string> names,
        List<Dependency> dependencies)
    {
        if (!scope.TryGet(keyword, JsonKind.Object, wanted, out var value))
        {
            return;
        }

        var ordinals = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            ordinals.Add(names[i], i);
        }

        foreach (var (name, demand) in value.Members())
        {
            var location = "/" + keyword + SchemaValue.Step(name);
            if (isSchema(demand))
            {
                dependencies.Add(new Dependency(location, OrdinalOf(name), [], scope.InPlace(demand)));
            }
            else if (demand.TryGetNames(out var required))
            {
                dependencies.Add(new Dependency(location, OrdinalOf(name), [.. required.Select(OrdinalOf)], null));
            }
        }

        int OrdinalOf(string name)
        {
            if (!ordinals.TryGetValue(name, out var ordinal))
            {
                ordinal = names.Count;
                ordinals.Add(name, ordinal);
                names.Add(name);
            }

            return ordinal;
        }
    }

    /// <param name="Location">The keyword, with the member's name.</param>
    /// <param name="Trigger">The member, by its ordinal among the names.</param>
    /// <param name="Required">The members that must accompany it.</param>
    /// <param name="Subschema">What the object must satisfy.</param>
    private sealed record Dependency(string Location, int Trigger, int[] Required, Subschema? Subschema);
}
