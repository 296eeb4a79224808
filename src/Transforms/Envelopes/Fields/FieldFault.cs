namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>Why the fields of a body could not be replaced.</summary>
internal enum FieldFault
{
    /// <summary>They were replaced.</summary>
    None,

    /// <summary>A field is not there, or what stands where elements are wanted is no array.</summary>
    Missing,

    /// <summary>Where the result belongs stands something already: a body that was sealed before looks like this.</summary>
    Occupied,

    /// <summary>There is no object for the result to go into, or a name on the way occurs twice, so that it is unclear which is meant.</summary>
    Unplaceable,

    /// <summary>The transform refused a value.</summary>
    Failed,
}
