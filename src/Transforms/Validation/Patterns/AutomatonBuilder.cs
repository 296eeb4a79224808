using System.Runtime.InteropServices;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>Finds all states that a program can be in, where these are few, as they are of nearly all patterns that people write.</summary>
internal ref struct AutomatonBuilder
{
    /// <summary>Entries of the table, of two bytes each.</summary>
    private const int MaxEntries = 1 << 15;

    /// <summary>Steps that are looked at while building: a few milliseconds.</summary>
    private const int MaxWork = 1 << 18;

    private readonly PatternProgram _program;
    private readonly Dictionary<string, ushort> _known = new(StringComparer.Ordinal);

    /// <summary>The steps of each state that read, or wait for the end, in order. The first two states have none.</summary>
    private readonly List<string> _states = [string.Empty, string.Empty];
    private readonly List<bool> _matchesAtEnd = [false, true];
    private readonly List<ushort> _next = [];
    private ThreadSet _threads;
    private readonly long _maxWork;
    private long _work;

    private AutomatonBuilder(PatternProgram program, long maxWork)
    {
        _program = program;
        _maxWork = maxWork;
        var size = program.Steps.Length;
        _threads = new ThreadSet(new int[size], new int[size]);
    }

    private readonly bool IsTooLarge => _work > _maxWork || _states.Count * _program.Alphabet.Count > MaxEntries;

    /// <summary>The automaton; null when it would be too large, or the budget does not allow to look for it.</summary>
    public static PatternAutomaton? Build(PatternProgram program, PatternBudget budget)
    {
        if (budget.Search == 0)
        {
            return null;
        }

        var builder = new AutomatonBuilder(program, Math.Min(MaxWork, budget.Search));
        var automaton = builder.Build();
        budget.SpendSearch(builder._work + builder._next.Count);
        return automaton;
    }

    private PatternAutomaton? Build()
    {
        var letters = _program.Alphabet.Count;
        for (var i = 0; i < 2 * letters; i++)
        {
            _next.Add(i < letters ? PatternAutomaton.Dead : PatternAutomaton.Matched);
        }

        _threads.Add(0);
        var start = Enter(isAtStart: true);
        for (var state = PatternAutomaton.Matched + 1; state < _states.Count; state++)
        {
            for (var letter = 0; letter < letters; letter++)
            {
                if (IsTooLarge)
                {
                    return null;
                }

                Read(_states[state], letter);
                _next.Add(Enter(isAtStart: false));
            }
        }

        return new PatternAutomaton([.. _next], [.. _matchesAtEnd], start, _program.Alphabet);
    }

    private void Read(string state, int letter)
    {
        _threads.Clear();
        _work += state.Length;
        foreach (var step in state)
        {
            if (_program.Steps[step] is { Operation: Operation.Read, Operand: var set } && _program.Alphabet.Contains(set, letter))
            {
                _threads.Add(step + 1);
            }
        }

        if (!_program.IsAnchored)
        {
            _threads.Add(0);
        }
    }

    /// <summary>The state of what is under way now; a new one where it was not met before.</summary>
    private ushort Enter(bool isAtStart)
    {
        var isMatch = _threads.Follow(_program.Steps, isAtStart, isAtEnd: false);
        _work += _threads.Count;
        if (isMatch)
        {
            return PatternAutomaton.Matched;
        }

        var steps = new List<char>();
        for (var i = 0; i < _threads.Count; i++)
        {
            if (_program.Steps[_threads[i]].Operation is Operation.Read or Operation.End)
            {
                // A program is shorter than the numbers that a char holds.
                steps.Add((char)_threads[i]);
            }
        }

        steps.Sort();
        var key = new string(CollectionsMarshal.AsSpan(steps));
        if (key.Length == 0 && _program.IsAnchored)
        {
            return PatternAutomaton.Dead;
        }

        if (!isAtStart && _known.TryGetValue(key, out var state))
        {
            return state;
        }

        state = (ushort)_states.Count;
        _states.Add(key);
        _matchesAtEnd.Add(_threads.Follow(_program.Steps, isAtStart, isAtEnd: true));

        // The beginning is no state to come back to: an empty text may match at it alone.
        if (!isAtStart)
        {
            _known.Add(key, state);
        }

        return state;
    }
}
