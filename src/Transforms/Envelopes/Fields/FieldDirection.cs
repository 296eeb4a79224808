namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>Which way a <see cref="FieldMapping"/> is gone.</summary>
internal enum FieldDirection
{
    /// <summary>What stands at <see cref="FieldMapping.From"/> leaves, and its replacement stands at <see cref="FieldMapping.To"/>.</summary>
    Seal,

    /// <summary>The way back.</summary>
    Open,
}
