using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Patterns;

namespace Gateway.Transforms.Validation.Evaluating;

/// <summary>The state of judging one body: passed by reference through all keywords, so that judging allocates nothing.</summary>
internal struct Evaluation
{
    /// <summary>
    /// As if this many subschemas looked at every value and read every byte: far beyond what a schema for people needs, and still linear.
    /// </summary>
    private const int LooksAtEach = 32;

    /// <summary>Small bodies against large schemas need room as well; this much is spent in a millisecond.</summary>
    private const int BaseBudget = 50_000;

    /// <summary>Bytes that are read in about the time that visiting a subschema takes.</summary>
    public const int BytesPerUnit = 64;

    /// <summary>Steps of a pattern that are looked at in about the time that visiting a subschema takes.</summary>
    private const int StepsPerUnit = 32;

    /// <summary>Members that are gone through in about the time that visiting a subschema takes.</summary>
    private const int MembersPerUnit = 8;

    /// <summary>Subschemas inside one another; those that keep account of what they see count twice. The stack of a request's thread holds several times as many.</summary>
    private const int MaxDepth = 1024;

    /// <summary>What has been looked at of the value that is judged, where the schema asks.</summary>
    public EvaluatedMarks Marks;

    /// <summary>The resources that evaluation came through, where the schema asks.</summary>
    public DynamicScope Scope;

    private readonly ViolationReport? _report;
    private long _budget;
    private int _depth;
    private int _tests;

    public Evaluation(JsonTape body, ViolationReport? report)
    {
        Body = body;
        _report = report;
        _budget = BaseBudget + ((long)LooksAtEach * (body.Count + (body.Json.Length / BytesPerUnit)));
    }

    /// <summary>What is judged.</summary>
    public JsonTape Body { get; }

    /// <summary>Whether judging was given up for its cost. Then no verdict counts, not even that of a <c>not</c>.</summary>
    public readonly bool IsExhausted => _budget < 0;

    /// <summary>Whether to look for further violations after one was found.</summary>
    public readonly bool WantsMore => _report is not null && _tests == 0 && !_report.IsFull && !IsExhausted;

    /// <summary>Begins a subschema, if depth and budget allow.</summary>
    public bool TryEnter()
    {
        if (_depth >= MaxDepth || --_budget < 0)
        {
            return GiveUp();
        }

        _depth++;
        return true;
    }

    /// <summary>Ends a subschema that <see cref="TryEnter"/> began.</summary>
    public void Leave() => _depth--;

    /// <summary>Accounts for reading <paramref name="bytes"/> of a string or number whole.</summary>
    public bool TryRead(int bytes) => TrySpend(bytes / BytesPerUnit);

    /// <summary>Accounts for going through so many members, whatever is then done with them.</summary>
    public bool TryPass(int members) => TrySpend(members / MembersPerUnit);

    /// <summary>Accounts for reading a value with all that is in it.</summary>
    public bool TryReadWhole(int instance) =>
        TrySpend(Body.Next(instance) - instance - 1) && TryRead(Body.Raw(instance).Length);

    /// <summary>Accounts for work worth visiting so many subschemas.</summary>
    public bool TrySpend(int units)
    {
        _budget -= units;
        return _budget >= 0 || GiveUp();
    }

    /// <summary>Whether a text matches a pattern; what that takes is accounted for.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="utf8">The text.</param>
    /// <param name="location">Of the pattern, from the current schema: where judging is given up, if the budget does not suffice.</param>
    public bool Matches(TextPattern pattern, ReadOnlySpan<byte> utf8, string location)
    {
        if (IsExhausted)
        {
            return false;
        }

        var allowance = _budget * StepsPerUnit;
        var left = allowance;
        var isMatch = pattern.IsMatch(utf8, ref left);
        if (left < 0)
        {
            return GiveUp(location);
        }

        // Fewer steps than a unit has are free, as are the bytes of a short text.
        _budget -= (allowance - left) / StepsPerUnit;
        return isMatch;
    }

    /// <summary>Applies a subschema to the same value.</summary>
    public bool Apply(Subschema subschema, int instance)
    {
        if (_report is not { } report)
        {
            return subschema.Node.Accepts(ref this, instance);
        }

        report.EnterKeyword(subschema.Location);
        var valid = subschema.Node.Accepts(ref this, instance);
        report.LeaveKeyword();
        return valid;
    }

    /// <summary>Applies a subschema to the same value for its verdict alone: a branch that does not hold is no violation yet.</summary>
    public bool Test(Subschema subschema, int instance)
    {
        if (Marks.AreKept(instance))
        {
            return TestBranch(subschema, instance);
        }

        _tests++;
        var valid = Apply(subschema, instance);
        _tests--;
        return valid;
    }

    /// <summary>As <see cref="Test"/>, where it counts as little what the subschema looks at as what it says.</summary>
    public bool TestApart(Subschema subschema, int instance)
    {
        var outer = Marks.Suspend();
        var valid = Test(subschema, instance);
        Marks.End(outer, held: false);
        return valid;
    }

    /// <summary>Applies a subschema to the element at <paramref name="position"/> of the array that is being judged.</summary>
    public bool ApplyToElement(Subschema subschema, int instance, int position)
    {
        if (_report is not { } report)
        {
            return subschema.Node.Accepts(ref this, instance);
        }

        // Written out here and below, rather than by Apply, because every call within takes of the stack, a thousand times over.
        report.EnterElement(position);
        report.EnterKeyword(subschema.Location);
        var valid = subschema.Node.Accepts(ref this, instance);
        report.LeaveKeyword();
        report.LeaveInstance();
        return valid;
    }

    /// <summary>As <see cref="ApplyToElement"/>, for the verdict alone.</summary>
    public bool TestElement(Subschema subschema, int instance, int position)
    {
        _tests++;
        var valid = ApplyToElement(subschema, instance, position);
        _tests--;
        return valid;
    }

    /// <summary>Applies a subschema to a member's value, or its name.</summary>
    /// <param name="subschema">The subschema.</param>
    /// <param name="instance">The value, or the name.</param>
    /// <param name="declared">The member's name as the schema declares it, or null when only the body knows it.</param>
    public bool ApplyToMember(Subschema subschema, int instance, string? declared)
    {
        if (_report is not { } report)
        {
            return subschema.Node.Accepts(ref this, instance);
        }

        report.EnterMember(declared);
        report.EnterKeyword(subschema.Location);
        var valid = subschema.Node.Accepts(ref this, instance);
        report.LeaveKeyword();
        report.LeaveInstance();
        return valid;
    }

    /// <summary>Records that the keyword at <paramref name="location"/>, from the current schema, refuses the current value.</summary>
    /// <returns>Always false, the verdict.</returns>
    public readonly bool Refuse(string location)
    {
        if (_tests == 0 && !IsExhausted)
        {
            _report?.Add(location);
        }

        return false;
    }

    /// <summary>Gives back what was rented on the way.</summary>
    public void Release()
    {
        Marks.Release();
        Scope.Release();
    }

    private bool TestBranch(Subschema subschema, int instance)
    {
        if (!TrySpend(Marks.Size))
        {
            return false;
        }

        _tests++;
        var outer = Marks.Branch();
        var valid = Apply(subschema, instance);
        Marks.End(outer, valid);
        _tests--;
        return valid;
    }

    private bool GiveUp(string location = "")
    {
        // For good: what is spent from here on leaves it below zero.
        _budget = long.MinValue / 2;

        // A second pass goes further than the first one did. Only if it found nothing is its cost what the body was refused for.
        if (_report is { Violations.Count: 0 })
        {
            _report.Add(location);
        }

        return false;
    }
}
