using System.Runtime.CompilerServices;

namespace Gateway.Transforms.Validation.Patterns;

/// <summary>A pattern as steps, with counted repetitions written out (Thompson's construction).</summary>
/// <param name="Steps">The steps; the first is where a match begins.</param>
/// <param name="Alphabet">The code points, as far as the steps tell them apart.</param>
internal sealed record PatternProgram(Instruction[] Steps, PatternAlphabet Alphabet)
{
    /// <summary>Bytes that the steps take.</summary>
    public int Size => Steps.Length * Unsafe.SizeOf<Instruction>();

    /// <summary>Whether a match can begin at the beginning of the text alone, as far as that is plain.</summary>
    public bool IsAnchored => Steps[0].Operation == Operation.Start;
}
