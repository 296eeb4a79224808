namespace Gateway.Transforms.Secrets;

/// <summary>Judges whether what was read of a secret is a value that can be used.</summary>
/// <param name="definition">What the configuration says of the secret.</param>
/// <param name="clock">The time.</param>
internal sealed class SecretJudge(SecretDefinition definition, TimeProvider clock)
{
    private IReadOnlyList<Func<SecretValue, string?>> _demands = [];

    /// <summary>What the plans in force want of a value, each giving what is wrong with one.</summary>
    public IReadOnlyList<Func<SecretValue, string?>> Demands
    {
        set => Volatile.Write(ref _demands, value);
    }

    /// <summary>The value of <paramref name="reading"/>, which has no failure.</summary>
    /// <param name="reading">What was read.</param>
    /// <param name="problem">Why there is none, in words that hold nothing of it; empty if there is one.</param>
    /// <param name="isUnfit">Whether the value is good by itself, and a plan has no use for it.</param>
    /// <returns>The value, owned by the caller; null if it cannot be used.</returns>
    public SecretValue? TryAccept(SecretReading reading, out string problem, out bool isUnfit)
    {
        isUnfit = false;
        if (reading is { ExpiresAt: { } end, IsExpiryAdvisory: false } && end <= clock.GetUtcNow())
        {
            problem = "what was read has expired already";
            return null;
        }

        if (SecretDecoder.TryDecode(reading.Raw, definition.Encoding) is not { } value)
        {
            problem = $"its value is empty or not {definition.Encoding.ToString().ToLowerInvariant()}";
            return null;
        }

        problem = FindProblem(value, out isUnfit) ?? string.Empty;
        if (problem.Length == 0)
        {
            return value;
        }

        value.Dispose();
        return null;
    }

    /// <summary>What is wrong with a value, by itself or for the plans in force.</summary>
    private string? FindProblem(SecretValue value, out bool isUnfit)
    {
        isUnfit = false;
        try
        {
            if (SecretDecoder.FindProblem(value, definition.Encoding) is { } problem)
            {
                return problem;
            }

            foreach (var demand in Volatile.Read(ref _demands))
            {
                if (demand(value) is { } misfit)
                {
                    isUnfit = true;
                    return misfit;
                }
            }

            return null;
        }
#pragma warning disable CA1031 // A value that nobody can judge is none, and the store is not to be asked for it at every look.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return $"judging it met a fault ({fault.GetType().Name})";
        }
    }
}
