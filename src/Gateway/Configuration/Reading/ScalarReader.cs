using System.Globalization;

namespace Gateway.Configuration.Reading;

/// <summary>Reads the single values of a section that are more than text: flags, numbers, quantities, words of a list. What is not acceptable is reported, and answered with the default.</summary>
internal static class ScalarReader
{
    public static bool Flag(this SectionReader section, string key, bool otherwise = false) =>
        section.Scalar(key, "true or false", ScalarKind.Boolean) is not { } scalar ? otherwise
        : bool.TryParse(scalar.Text, out var flag) ? flag
        : section.Refusals.WrongValue(key, scalar, "true or false", otherwise);

    public static int Integer(this SectionReader section, string key, int otherwise, int least, int most)
    {
        var wanted = string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}");
        return section.Scalar(key, wanted, ScalarKind.Number) is not { } scalar ? otherwise
            : int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : section.Refusals.WrongValue(key, scalar, wanted, otherwise);
    }

    /// <summary>A share: above 0, at most 1.</summary>
    public static double Ratio(this SectionReader section, string key, double otherwise)
    {
        const string Wanted = "a number above 0 and at most 1, such as 0.5";
        return section.Scalar(key, Wanted, ScalarKind.Number) is not { } scalar ? otherwise
            : double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1 ? number
            : section.Refusals.WrongValue(key, scalar, Wanted, otherwise);
    }

    /// <summary>A size in bytes, from 1 to <paramref name="most"/>.</summary>
    public static long Size(this SectionReader section, string key, long otherwise, long most)
    {
        const string Wanted = $"a size such as {HumanUnits.SizeForms}";
        return section.Scalar(key, Wanted, ScalarKind.Text, ScalarKind.Number) is not { } scalar ? otherwise
            : !HumanUnits.TryParseSize(scalar.Text, out var bytes) ? section.Refusals.WrongValue(key, scalar, Wanted, otherwise)
            : bytes < 1 || bytes > most ? section.Refusals.WrongValue(key, scalar, $"a size from 1 to {HumanUnits.Format(most)}", otherwise)
            : bytes;
    }

    /// <summary>A duration up to <paramref name="most"/>, and longer than none unless <paramref name="mayBeNone"/>.</summary>
    public static TimeSpan Duration(this SectionReader section, string key, TimeSpan otherwise, TimeSpan most, bool mayBeNone = false)
    {
        const string Wanted = $"a duration such as {HumanUnits.DurationForms}";
        return section.Scalar(key, Wanted, ScalarKind.Text) is not { } scalar ? otherwise
            : !HumanUnits.TryParseDuration(scalar.Text, out var duration) ? section.Refusals.WrongValue(key, scalar, Wanted, otherwise)
            : duration > most || (duration <= TimeSpan.Zero && !mayBeNone)
                ? section.Refusals.WrongValue(key, scalar, $"a duration {(mayBeNone ? "of" : "longer than 0 and")} at most {HumanUnits.Format(most)}", otherwise)
            : duration;
    }

    /// <summary>One of the words of <paramref name="choices"/>.</summary>
    public static T Choice<T>(this SectionReader section, string key, T otherwise, params (string Word, T Value)[] choices)
    {
        var wanted = $"one of {string.Join(", ", choices.Select(static choice => choice.Word))}";
        if (section.Scalar(key, wanted, ScalarKind.Text) is not { } scalar)
        {
            return otherwise;
        }

        foreach (var (word, value) in choices)
        {
            if (scalar.Text == word)
            {
                return value;
            }
        }

        return section.Refusals.WrongValue(key, scalar, wanted, otherwise);
    }
}
