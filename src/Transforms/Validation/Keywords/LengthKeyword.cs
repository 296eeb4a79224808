using Gateway.Transforms.Validation.Compiling;
using Gateway.Transforms.Validation.Evaluating;

namespace Gateway.Transforms.Validation.Keywords;

/// <summary><c>minLength</c> and <c>maxLength</c> (Validation 2020-12 sections 6.3.1 and 6.3.2), in Unicode code points.</summary>
internal sealed class LengthKeyword(int minimum, int maximum) : Keyword(KindSet.String)
{
    private const int MaxBytesPerCodePoint = 4;

    public static void Compile(SchemaScope scope)
    {
        var minimum = 0;
        var maximum = int.MaxValue;
        var valid = (!scope.TryGet("minLength", out var value) || value.TryGetCount(out minimum))
            & (!scope.TryGet("maxLength", out value) || value.TryGetCount(out maximum));
        if (valid)
        {
            scope.Add(new LengthKeyword(minimum, maximum));
        }
    }

    public override bool Accepts(ref Evaluation evaluation, int instance)
    {
        var text = evaluation.Body.Text(instance);

        // The bytes alone often settle it: no more code points than bytes, and no fewer than a quarter of them.
        if (text.Length <= maximum && text.Length / MaxBytesPerCodePoint >= minimum)
        {
            return true;
        }

        var length = evaluation.TryRead(text.Length) ? CountCodePoints(text) : -1;
        if (length < minimum)
        {
            return evaluation.Refuse("/minLength");
        }

        return length <= maximum || evaluation.Refuse("/maxLength");
    }

    /// <summary>Every code point has one byte that is not a continuation; the guard has seen that the text is UTF-8.</summary>
    private static int CountCodePoints(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var b in text)
        {
            count += (b & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }
}
