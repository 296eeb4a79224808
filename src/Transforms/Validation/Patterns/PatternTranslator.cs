namespace Gateway.Transforms.Validation.Patterns;

/// <summary>
/// Reads a pattern of ECMA-262 (with flag <c>u</c>, and annex B's leniency where it cannot be misunderstood). Groups do not capture and lazy quantifiers
/// are greedy: only whether it matches counts. A lookahead right after the <c>^</c> that a pattern begins with is a pattern of its own, which the text
/// must match as well, or must not.
/// </summary>
internal sealed class PatternTranslator
{
    /// <summary>Deeper ones are nobody's intention, and compiling recurses over them.</summary>
    private const int MaxGroups = 50;

    /// <summary>Each is a match of its own.</summary>
    private const int MaxConditions = 20;

    private const string Lookaround =
        "Lookahead and lookbehind need backtracking, which a crafted body could make take for ever, and are not supported, but for up to 20 lookaheads "
        + "right after the ^ at the beginning of a pattern without alternatives; use several patterns under allOf, or not.";

    private readonly List<PatternCondition> _conditions = [];
    private readonly PatternCursor _cursor;
    private readonly EscapeReader _escapes;
    private readonly ClassReader _classes;
    private readonly QuantifierReader _quantifiers;

    /// <summary>What was read, and what it gathered; null where only the syntax counts.</summary>
    private readonly PatternTree? _tree;
    private readonly RangeAllowance? _ranges;

    /// <summary>Whether each group that is open looks ahead or behind.</summary>
    private readonly Stack<bool> _groups = new();
    private string? _unsupported;
    private string? _error;
    private bool _isRepeatable;

    /// <summary>Whether nothing stands before but the ^ that the pattern begins with, and lookaheads.</summary>
    private bool _isAtLookaheads;

    /// <summary>Whether the lookahead that is being read refuses, and where it begins; null outside of one.</summary>
    private (bool IsRefused, int Start)? _lookahead;

    private PatternTranslator(string pattern, bool isSyntaxOnly)
    {
        _tree = isSyntaxOnly ? null : new PatternTree();
        _ranges = isSyntaxOnly ? null : new RangeAllowance();
        _cursor = new PatternCursor(pattern);
        _escapes = new EscapeReader(_cursor, isSyntaxOnly);
        _classes = new ClassReader(_cursor, _escapes, _ranges);
        _quantifiers = new QuantifierReader(_cursor);
    }

    /// <summary>Whether a pattern is one by ECMA-262, be it one that can be run or not: without gathering its classes, for texts of a body.</summary>
    public static bool IsSyntaxValid(string pattern) => new PatternTranslator(pattern, isSyntaxOnly: true).ReadAll() is null;

    public static PatternTranslation Translate(string pattern)
    {
        var translator = new PatternTranslator(pattern, isSyntaxOnly: false);
        if (translator.ReadAll() is { } error)
        {
            return new PatternTranslation(null, [], $"The pattern is not a regular expression of ECMA-262: {error}.", IsSyntaxValid: false);
        }

        return (translator._unsupported ?? translator._quantifiers.Unsupported) is { } problem
            ? new PatternTranslation(null, [], problem, IsSyntaxValid: true)
            : new PatternTranslation(translator._tree!.Take(), translator._conditions, null, IsSyntaxValid: true);
    }

    /// <summary>Reads the pattern to its end, or to its first error, which is returned.</summary>
    private string? ReadAll()
    {
        while (_error is null && !_cursor.IsAtEnd)
        {
            TranslateNext();
        }

        return _error ?? (_groups.Count > 0 ? "a group is not closed" : null);
    }

    private void TranslateNext()
    {
        var isFirst = _cursor.IsAtBeginning;
        if (_cursor.TryTake('^'))
        {
            Append(new PatternNode.Start());
            _isAtLookaheads = isFirst;
        }
        else if (_cursor.TryTake('$'))
        {
            Append(new PatternNode.End());
        }
        else if (_cursor.TryTake('|'))
        {
            // The conditions would hold for the first alternative alone.
            _unsupported ??= _groups.Count == 0 && _conditions.Count > 0 ? Lookaround : null;
            _tree?.Divide();
            Pass(isRepeatable: false);
        }
        else if (_cursor.TryTake('.'))
        {
            Append(PatternAtom.Of(CodePoints.NoLineTerminators));
        }
        else if (_cursor.TryTake('('))
        {
            OpenGroup();
        }
        else if (_cursor.TryTake(')'))
        {
            CloseGroup();
        }
        else if (_cursor.TryTake('['))
        {
            Append(_classes.Read());
        }
        else if (_cursor.TryTake('\\'))
        {
            Append(_escapes.Read(isInClass: false));
        }
        else if (!TranslateQuantifier())
        {
            Append(PatternAtom.Of(_cursor.Take()));
        }
    }

    /// <summary>Leaves behind what was read: whether a quantifier may follow, and no lookahead any more.</summary>
    private void Pass(bool isRepeatable)
    {
        _isRepeatable = isRepeatable;
        _isAtLookaheads = false;
    }

    private void Append(PatternNode assertion)
    {
        _tree?.Append(assertion);
        Pass(isRepeatable: false);
    }

    private void Append(PatternAtom atom)
    {
        _quantifiers.MeetAtom();
        _error = atom.Error;
        _unsupported ??= atom.Unsupported;
        Pass(isRepeatable: !atom.IsAssertion);
        if (_tree is not null && _error is null && _unsupported is null)
        {
            Gather(_tree, atom.Set ?? new CodePointSet().Add(atom.CodePoint!.Value));
        }
    }

    private void Gather(PatternTree tree, CodePointSet set)
    {
        if (_ranges!.TryGather(set.Count))
        {
            tree.Append(new PatternNode.Class(set));
        }

        _unsupported ??= _ranges.Problem;
    }

    private void OpenGroup()
    {
        var isLookaround = false;
        if (_cursor.TryTake("?=") || _cursor.IsAt("?!"))
        {
            isLookaround = true;
            OpenLookahead(isRefused: _cursor.TryTake("?!"));
        }
        else if (_cursor.TryTake("?<=") || _cursor.TryTake("?<!"))
        {
            isLookaround = true;
            _unsupported ??= Lookaround;
        }
        else if (_cursor.TryTake("?<"))
        {
            if (_cursor.TakeUntil('>') is not { } name || !GroupName.IsValid(name))
            {
                _error = "a group's name is not one";
            }
        }
        else if (!_cursor.TryTake("?:") && _cursor.IsAt('?'))
        {
            _error = "a group begins with (? but is of no known kind";
        }

        _groups.Push(isLookaround);
        if (_groups.Count > MaxGroups)
        {
            _unsupported ??= $"Groups are nested more than {MaxGroups} deep, which is not supported; split the pattern.";
        }

        _quantifiers.OpenGroup();
        _tree?.OpenGroup();
        Pass(isRepeatable: false);
    }

    private void OpenLookahead(bool isRefused)
    {
        if (_groups.Count > 0 || _conditions.Count == MaxConditions || !_isAtLookaheads)
        {
            _unsupported ??= Lookaround;
        }
        else
        {
            _lookahead = (isRefused, _cursor.Position);
        }
    }

    private void CloseGroup()
    {
        if (!_groups.TryPop(out var isLookaround))
        {
            _error = "a closing parenthesis has no group; write \\)";
            return;
        }

        _tree?.CloseGroup();
        _quantifiers.CloseGroup();
        Pass(isRepeatable: !isLookaround);
        if (_groups.Count == 0 && _lookahead is var (isRefused, start) && _tree is not null)
        {
            _conditions.Add(new PatternCondition(_tree.Take(), _cursor.TextFrom(start), isRefused));
            Append(new PatternNode.Start());
            _isAtLookaheads = true;
            _lookahead = null;
        }
    }

    private bool TranslateQuantifier()
    {
        if (_quantifiers.TryRead() is not { } quantifier)
        {
            return false;
        }

        _error = _isRepeatable ? _quantifiers.Error : "a quantifier has nothing to repeat";
        _tree?.Repeat(quantifier.Least, quantifier.Most);
        Pass(isRepeatable: false);
        return true;
    }
}
