namespace Gateway.Transforms.Validation.Compiling;

/// <summary>Where a keyword's value holds schemas.</summary>
internal enum SchemaShape
{
    /// <summary>Nowhere: what looks like a schema in it is data.</summary>
    None,

    /// <summary>It is one, or, as <c>items</c> of draft-07, an array of them.</summary>
    One,

    /// <summary>It is an array of them.</summary>
    List,

    /// <summary>It is an object, and each member's value is one unless it is an array, as in <c>dependencies</c>.</summary>
    Map,
}
