using System.Runtime.CompilerServices;
using System.Text;
using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;
using Gateway.Transforms.Validation.Patterns;
using Gateway.Transforms.Validation.Values;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary>
/// <c>properties</c>, <c>patternProperties</c>, <c>additionalProperties</c> (Core 2020-12 section 10.3.2) and <c>required</c> (Validation section
/// 6.5.3), in one pass over the members.
/// </summary>
internal sealed class MembersKeyword : Keyword
{
    private const int BitsPerWord = 64;

    /// <summary>What has been seen is kept on the stack, a bit each.</summary>
    private const int MaxRequired = 4096;

    /// <summary>A match, even of a short name, takes the time of a few subschemas.</summary>
    private const int PatternUnits = 3;

    /// <summary>Reading a name of so many bytes is part of going through the members.</summary>
    private const int UncountedName = 64;

    private readonly NameTable _names;
    private readonly Member[] _members;
    private readonly (TextPattern Pattern, Subschema Subschema)[] _patterns;
    private readonly Subschema? _additional;
    private readonly int _required;

    private MembersKeyword(List<Member> members, (TextPattern Pattern, Subschema Subschema)[] patterns, Subschema? additional)
        : base(KindSet.Object)
    {
        _members = [.. members];
        _names = new NameTable([.. members.Select(member => Encoding.UTF8.GetBytes(member.Name))]);
        _required = members.Count(member => member.RequiredBit >= 0);
        _patterns = patterns;
        _additional = additional;
    }

    public static void Compile(SchemaScope scope)
    {
        var required = new List<string>();
        if (scope.TryGet("required", out var value) && value.TryGetNames(out required) && required.Count > MaxRequired)
        {
            value.Refuse($"'required' lists more than {MaxRequired} names; split the object.");
        }

        var bits = required.Select(static (name, bit) => (name, bit)).ToDictionary(static entry => entry.name, static entry => entry.bit, StringComparer.Ordinal);
        var members = new List<Member>();
        if (scope.TryGet("properties", JsonKind.Object, "an object of schemas", out value))
        {
            foreach (var (name, member) in value.Members())
            {
                members.Add(new Member(name, scope.Descend(member), bits.GetValueOrDefault(name, -1)));
            }
        }

        var declared = members.Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        members.AddRange(required.Select((name, bit) => new Member(name, null, bit)).Where(member => !declared.Contains(member.Name)));
        var additional = scope.TryGet("additionalProperties", out value) ? scope.Descend(value) : null;
        scope.Add(new MembersKeyword(members, CompilePatterns(scope), additional));
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        if (_required > BitsPerWord)
        {
            return AcceptsMany(ref evaluation, instance);
        }

        var seen = 0UL;
        return Accepts(ref evaluation, instance, new Span<ulong>(ref seen));
    }

    /// <summary>Apart, because a method whose stack has no fixed size is slower throughout.</summary>
    private bool AcceptsMany(ref Evaluation evaluation, int instance)
    {
        Span<ulong> seen = stackalloc ulong[(_required + BitsPerWord - 1) / BitsPerWord];
        seen.Clear();
        return Accepts(ref evaluation, instance, seen);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Accepts(ref Evaluation evaluation, int instance, Span<ulong> seen)
    {
        var valid = true;
        var missing = _required;
        var position = 0;
        var isKept = evaluation.Marks.AreKept(instance);
        var isPlain = !isKept && _patterns.Length == 0;
        var likely = 0;
        var body = evaluation.Body;
        if (!evaluation.TryPass(body.SizeOf(instance)))
        {
            return false;
        }

        var end = body.Next(instance);
        for (var name = instance + 1; name < end; name = body.Next(name + 1))
        {
            var text = body.Text(name);
            if (text.Length > UncountedName && !evaluation.TryRead(text.Length))
            {
                return false;
            }

            var ordinal = _names.Find(text, likely);
            if (ordinal >= 0)
            {
                likely = ordinal + 1;
                missing -= Mark(seen, _members[ordinal].RequiredBit);
            }

            // Most members are declared, and most schemas have no patterns and nobody who asks what was looked at.
            var accepts = isPlain && ordinal >= 0 && _members[ordinal].Subschema is { } declared
                ? evaluation.ApplyToMember(declared, name + 1, _members[ordinal].Step)
                : AcceptsMember(ref evaluation, name, ordinal, position, isKept);
            position++;
            if (!accepts)
            {
                valid = false;
                if (!evaluation.WantsMore)
                {
                    return false;
                }
            }
        }

        return missing == 0 ? valid : evaluation.Refuse("/required");
    }

    /// <summary>Sets a bit, and says how many that adds: a member that is there twice counts once.</summary>
    private static int Mark(Span<ulong> seen, int bit)
    {
        if (bit < 0)
        {
            return 0;
        }

        ref var word = ref seen[bit / BitsPerWord];
        var mask = 1UL << (bit % BitsPerWord);
        var added = (word & mask) == 0 ? 1 : 0;
        word |= mask;
        return added;
    }

    private bool AcceptsMember(ref Evaluation evaluation, int name, int ordinal, int position, bool isKept)
    {
        var valid = true;
        var isEvaluated = false;
        if (ordinal >= 0 && _members[ordinal].Subschema is { } declared)
        {
            isEvaluated = true;
            valid = evaluation.ApplyToMember(declared, name + 1, _members[ordinal].Step);
        }

        foreach (var (pattern, subschema) in _patterns)
        {
            if (!valid && !evaluation.WantsMore)
            {
                return false;
            }

            if (!evaluation.TrySpend(PatternUnits))
            {
                return false;
            }

            if (evaluation.Matches(pattern, evaluation.Body.Text(name), subschema.Location))
            {
                isEvaluated = true;
                valid &= evaluation.ApplyToMember(subschema, name + 1, null);
            }
            else if (evaluation.IsExhausted)
            {
                return false;
            }
        }

        if (!isEvaluated && _additional is not null)
        {
            isEvaluated = true;
            valid = evaluation.ApplyToMember(_additional, name + 1, null);
        }

        if (isEvaluated && isKept)
        {
            evaluation.Marks.Mark(position);
        }

        return valid;
    }

    private static (TextPattern Pattern, Subschema Subschema)[] CompilePatterns(SchemaScope scope)
    {
        if (!scope.TryGet("patternProperties", JsonKind.Object, "an object of schemas, each named by a pattern", out var value))
        {
            return [];
        }

        var patterns = new List<(TextPattern Pattern, Subschema Subschema)>();
        foreach (var (name, member) in value.Members())
        {
            var subschema = scope.Descend(member);
            if (scope.Patterns.TryGet(name, out var pattern, out var problem))
            {
                patterns.Add((pattern, subschema));
            }
            else
            {
                member.Refuse(problem);
            }
        }

        return [.. patterns];
    }

    private sealed record Member(string Name, Subschema? Subschema, int RequiredBit)
    {
        /// <summary>The name as a step of a JSON Pointer, without its slash.</summary>
        public string Step { get; } = SchemaValue.Step(Name)[1..];
    }
}
