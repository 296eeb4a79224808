namespace Gateway.Transforms.Validation.Formats;

/// <summary>Whether a text, in UTF-8, is of a format.</summary>
internal delegate bool FormatCheck(ReadOnlySpan<byte> text);
