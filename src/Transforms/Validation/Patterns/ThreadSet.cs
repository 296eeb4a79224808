namespace Gateway.Transforms.Validation.Patterns;

/// <summary>The steps of a program that are under way at one place of a text, each once. What the two arrays hold to begin with does not matter.</summary>
internal ref struct ThreadSet(Span<int> steps, Span<int> positions)
{
    private readonly Span<int> _steps = steps;
    private readonly Span<int> _positions = positions;

    public int Count { get; private set; }

    public readonly int this[int index] => _steps[index];

    public void Add(int step)
    {
        var position = _positions[step];
        if ((uint)position >= (uint)Count || _steps[position] != step)
        {
            _positions[step] = Count;
            _steps[Count++] = step;
        }
    }

    /// <summary>Adds what is reached from the steps that are there without reading.</summary>
    /// <returns>Whether that is a match.</returns>
    public bool Follow(Instruction[] program, bool isAtStart, bool isAtEnd)
    {
        for (var i = 0; i < Count; i++)
        {
            var step = _steps[i];
            var (operation, operand) = program[step];
            switch (operation)
            {
                case Operation.Fork:
                    Add(step + 1);
                    Add(operand);
                    break;
                case Operation.Jump:
                    Add(operand);
                    break;
                case Operation.Start when isAtStart:
                case Operation.End when isAtEnd:
                    Add(step + 1);
                    break;
                case Operation.Match:
                    return true;
            }
        }

        return false;
    }

    public void Clear() => Count = 0;
}
