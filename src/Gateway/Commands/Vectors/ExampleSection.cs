namespace Gateway.Commands.Vectors;

/// <summary>One section of an example as it is printed.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Detail">More about it, for behind the title; empty for nothing.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record ExampleSection(string Title, string Detail, IReadOnlyList<string> Lines);
