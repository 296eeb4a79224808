namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>What of a field that is a string is sealed.</summary>
public enum FieldText
{
    /// <summary>Its JSON text, quotes and all, as of any other value.</summary>
    Json,

    /// <summary>Its characters in UTF-8; a field that is no string cannot be sealed then.</summary>
    Bare,
}
