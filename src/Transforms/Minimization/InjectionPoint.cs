namespace Gateway.Transforms.Minimization;

/// <summary>A place in a projected body where a value is put in on every attempt.</summary>
/// <param name="Offset">The byte before which the value goes.</param>
/// <param name="Injection">Which of the plan's injections fills it.</param>
public readonly record struct InjectionPoint(int Offset, int Injection);
