using System.Globalization;
using System.Text;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>
/// Translates a pattern of ECMA-262 (with flag <c>u</c>, and annex B's leniency where it cannot be misunderstood) to a .NET expression of the
/// same language, for an engine that never backtracks. Every class of characters is written out, so that no .NET meaning of <c>\d</c>,
/// <c>\w</c>, <c>\s</c>, <c>.</c> or <c>$</c> remains. Groups do not capture and quantifiers are greedy: only whether it matches counts. A lookahead
/// right after the <c>^</c> that a pattern begins with is a pattern of its own, which the text must match as well, or must not.
/// </summary>
internal sealed class PatternTranslator
{
    /// <summary>Deeper ones are nobody's intention, and engines recurse over them.</summary>
    private const int MaxGroups = 50;

    /// <summary>Counted repetitions are unrolled by an engine without backtracking.</summary>
    private const int MaxRepetitions = 10_000;

    /// <summary>Each is a match of its own.</summary>
    private const int MaxConditions = 20;

    /// <summary>Classes such as <c>\p{L}</c> are written out at some thousands of characters each.</summary>
    private const int MaxExpression = 1 << 20;

    private const string Lookaround =
        "Lookahead and lookbehind need backtracking, which a crafted body could make take for ever, and are not supported, but for up to 20 lookaheads "
        + "right after the ^ at the beginning of a pattern without alternatives; use several patterns under allOf, or not.";

    private readonly List<PatternCondition> _conditions = [];
    private readonly PatternCursor _cursor;
    private readonly EscapeReader _escapes;
    private readonly StringBuilder _output = new();
    private readonly bool _isSyntaxOnly;
    private string? _unsupported;
    private string? _error;
    private int _groups;
    private bool _isRepeatable;

    /// <summary>Whether the lookahead that is being read refuses; null outside of one.</summary>
    private bool? _isRefused;

    private PatternTranslator(string pattern, bool isSyntaxOnly)
    {
        _isSyntaxOnly = isSyntaxOnly;
        _cursor = new PatternCursor(pattern);
        _escapes = new EscapeReader(_cursor, isSyntaxOnly);
    }

    /// <summary>Whether a pattern is one by ECMA-262, be it one that can be translated or not: without writing out its classes, for texts of a body.</summary>
    public static bool IsSyntaxValid(string pattern) => new PatternTranslator(pattern, isSyntaxOnly: true).ReadAll() is null;

    public static PatternTranslation Translate(string pattern)
    {
        var translator = new PatternTranslator(pattern, isSyntaxOnly: false);
        if (translator.ReadAll() is { } error)
        {
            return new PatternTranslation(null, [], $"The pattern is not a regular expression of ECMA-262: {error}.", IsSyntaxValid: false);
        }

        return translator._unsupported is { } problem
            ? new PatternTranslation(null, [], problem, IsSyntaxValid: true)
            : new PatternTranslation(translator._output.ToString(), translator._conditions, null, IsSyntaxValid: true);
    }

    /// <summary>Reads the pattern to its end, or to its first error, which is returned.</summary>
    private string? ReadAll()
    {
        while (_error is null && !_cursor.IsAtEnd)
        {
            TranslateNext();
            if (_output.Length > MaxExpression)
            {
                _unsupported = "The pattern has too many classes of characters, such as \\p{L}; split it into several.";
                _output.Clear();
            }
        }

        return _error ?? (_groups > 0 ? "a group is not closed" : null);
    }

    private void TranslateNext()
    {
        if (_cursor.TryTake('^'))
        {
            Append("^", isRepeatable: false);
        }
        else if (_cursor.TryTake('$'))
        {
            // In .NET $ also matches before a final line feed.
            Append(@"\z", isRepeatable: false);
        }
        else if (_cursor.TryTake('|'))
        {
            // The conditions would hold for the first alternative alone.
            _unsupported ??= _groups == 0 && _conditions.Count > 0 ? Lookaround : null;
            Append("|", isRepeatable: false);
        }
        else if (_cursor.TryTake('.'))
        {
            Append(CodePoints.LineTerminators(), isNegated: true);
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
            TranslateClass();
        }
        else if (_cursor.TryTake('\\'))
        {
            TranslateEscape();
        }
        else if (!TranslateQuantifier())
        {
            Append(new CodePointSet().Add(_cursor.Take()), isNegated: false);
        }
    }

    private void Append(string text, bool isRepeatable)
    {
        _output.Append(text);
        _isRepeatable = isRepeatable;
    }

    private void Append(CodePointSet set, bool isNegated)
    {
        _isRepeatable = true;
        if (_isSyntaxOnly)
        {
            _output.Append('.');
            return;
        }

        (isNegated ? set.Complement() : set).WriteTo(_output);
    }

    private void OpenGroup()
    {
        if (_cursor.TryTake("?=") || _cursor.IsAt("?!"))
        {
            OpenLookahead(isRefused: _cursor.TryTake("?!"));
        }
        else if (_cursor.TryTake("?<=") || _cursor.TryTake("?<!"))
        {
            _unsupported ??= Lookaround;
        }
        else if (_cursor.TryTake("?<"))
        {
            if (_cursor.TakeUntil('>') is not { } name || !IsGroupName(name))
            {
                _error = "a group's name is not one";
            }
        }
        else if (!_cursor.TryTake("?:") && _cursor.IsAt('?'))
        {
            _error = "a group begins with (? but is of no known kind";
        }

        if (++_groups > MaxGroups)
        {
            _error = $"groups are nested more than {MaxGroups} deep";
        }

        Append("(?:", isRepeatable: false);
    }

    private void OpenLookahead(bool isRefused)
    {
        if (_groups > 0 || _conditions.Count == MaxConditions || _output is not { Length: 1 } || _output[0] != '^')
        {
            _unsupported ??= Lookaround;
        }
        else
        {
            _isRefused = isRefused;
        }
    }

    private void CloseGroup()
    {
        if (--_groups < 0)
        {
            _error = "a closing parenthesis has no group; write \\)";
        }

        Append(")", isRepeatable: true);
        if (_groups == 0 && _isRefused is { } isRefused)
        {
            _conditions.Add(new PatternCondition(_output.ToString(), isRefused));
            _output.Clear().Append('^');
            _isRefused = null;
            _isRepeatable = false;
        }
    }

    private bool TranslateQuantifier()
    {
        string quantifier;
        if (_cursor.TryTake('*'))
        {
            quantifier = "*";
        }
        else if (_cursor.TryTake('+'))
        {
            quantifier = "+";
        }
        else if (_cursor.TryTake('?'))
        {
            quantifier = "?";
        }
        else if (_cursor.TakeBraces() is { } braces)
        {
            quantifier = Braces(braces.Minimum, braces.Maximum);
        }
        else
        {
            return false;
        }

        if (!_isRepeatable)
        {
            _error = "a quantifier has nothing to repeat";
        }

        // A lazy quantifier changes what is captured, not whether it matches.
        _cursor.TryTake('?');
        Append(quantifier, isRepeatable: false);
        return true;
    }

    private string Braces(string minimum, string? maximum)
    {
        var least = Count(minimum);
        var most = maximum is null ? int.MaxValue : Count(maximum);
        if (least > most)
        {
            _error = "a quantifier's bounds are out of order";
        }
        else if (least > MaxRepetitions || (maximum is not null && most > MaxRepetitions))
        {
            _unsupported ??= $"A quantifier of more than {MaxRepetitions} is not supported; use minLength and maxLength.";
        }

        var upper = maximum is null ? string.Empty : most.ToString(CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{{{least},{upper}}}");
    }

    private void TranslateEscape()
    {
        var escape = _escapes.Read(isInClass: false);
        _error = escape.Error;
        _unsupported ??= escape.Unsupported;
        if (escape.Set is not null)
        {
            Append(escape.Set, isNegated: false);
        }
        else
        {
            _isRepeatable = escape.IsRepeatable;
        }
    }

    private void TranslateClass()
    {
        var set = new CodePointSet();
        var isNegated = _cursor.TryTake('^');
        while (_error is null && !_cursor.TryTake(']'))
        {
            var first = ReadClassAtom(set);
            if (_error is not null || !_cursor.TryTake('-'))
            {
                Add(set, first);
                continue;
            }

            if (first is null || _cursor.IsAt(']'))
            {
                // Annex B: a hyphen at an end or beside a class stands for itself.
                Add(set, first);
                set.Add('-');
                continue;
            }

            var last = ReadClassAtom(set);
            if (last is null)
            {
                Add(set, first);
                set.Add('-');
            }
            else if (last < first)
            {
                _error = "a range of a class is out of order";
            }
            else
            {
                set.Add(first.Value, last.Value);
            }
        }

        Append(set, isNegated);
    }

    private static void Add(CodePointSet set, int? codePoint)
    {
        if (codePoint is not null)
        {
            set.Add(codePoint.Value);
        }
    }

    /// <summary>A single code point, to be added by the caller; null when it was a whole set, which is added here.</summary>
    private int? ReadClassAtom(CodePointSet set)
    {
        if (_cursor.IsAtEnd)
        {
            _error = "a class is not closed";
            return null;
        }

        if (!_cursor.TryTake('\\'))
        {
            return _cursor.Take();
        }

        var escape = _escapes.Read(isInClass: true);
        _error = escape.Error;
        _unsupported ??= escape.Unsupported;
        if (escape.CodePoint is null && escape.Set is not null)
        {
            set.Add(escape.Set);
        }

        return escape.CodePoint;
    }

    private static int Count(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : int.MaxValue;

    private static bool IsGroupName(string name) =>
        name.Length > 0 && !char.IsDigit(name[0]) && name.All(static c => char.IsLetterOrDigit(c) || c is '_' or '$');
}
