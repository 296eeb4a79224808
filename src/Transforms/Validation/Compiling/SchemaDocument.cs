using Gateway.Transforms.Json;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Compiling;

/// <summary>A JSON text with schemas in it.</summary>
internal sealed class SchemaDocument(string uri, bool isRoot, JsonTape tape)
{
    private readonly Dictionary<int, SchemaNode> _nodes = [];

    /// <summary>The address under which it was found.</summary>
    public string Uri => uri;

    /// <summary>Whether it is the document that is compiled, and not one that it refers to.</summary>
    public bool IsRoot => isRoot;

    public JsonTape Tape => tape;

    /// <summary>Every schema that was found in it, by its position.</summary>
    public Dictionary<int, SchemaPlace> Places { get; } = [];

    /// <summary>A place in it as errors name it.</summary>
    public string Locate(SchemaPointer pointer) => isRoot ? pointer.Shown(tape) : $"{uri}#{pointer.Shown(tape)}";

    /// <summary>The node of the schema at a position, which may be compiled later.</summary>
    public SchemaNode NodeAt(int index)
    {
        if (!_nodes.TryGetValue(index, out var node))
        {
            node = new SchemaNode();
            _nodes.Add(index, node);
        }

        return node;
    }
}
