#pragma warning disable
namespace Gateway.Transforms.Validation;
/// <summary>x</summary>
public static class SchemaCompiler { /// <summary>x</summary>
public static SchemaCompilation Compile(ReadOnlyMemory<byte> schemaUtf8, SchemaOptions options)=>new(new SchemaPlan(), []); }
