using Gateway.Transforms.Buffers;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Envelopes.Fields;

/// <summary>What becomes of a field's value. Which values, and where the results go, is the business of <see cref="FieldRewriter"/>.</summary>
internal interface IFieldTransform
{
    /// <summary>Appends the one JSON value that replaces another.</summary>
    /// <param name="mapping">The number of the mapping that names the value, in the order in which they were compiled.</param>
    /// <param name="body">The body as it was received.</param>
    /// <param name="index">The value's position on the tape.</param>
    /// <param name="destination">Where to append; what stands there already is not the transform's.</param>
    /// <returns>False when the value cannot be replaced; what was appended is then meaningless.</returns>
    bool TryTransform(int mapping, JsonTape body, int index, PooledBuffer destination);
}
