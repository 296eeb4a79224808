namespace Gateway.Transforms.Validation.Patterns;

/// <summary>A step of a <see cref="PatternProgram"/>; unless it says otherwise, the next one follows.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Operand">The number of a set, or the step to go to.</param>
internal readonly record struct Instruction(Operation Operation, int Operand = 0);
