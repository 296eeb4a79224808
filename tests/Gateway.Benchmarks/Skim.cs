using System.Text.Json;

namespace Gateway.Benchmarks;

/// <summary>The least that reading JSON costs with the framework: walking its tokens.</summary>
internal static class Skim
{
    public static int Tokens(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }
}
