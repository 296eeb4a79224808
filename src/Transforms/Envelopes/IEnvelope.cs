namespace Gateway.Transforms.Envelopes;

/// <summary>A generic format that receivers demand, such as JWE. Stateless and thread-safe; what it compiles to does the work.</summary>
public interface IEnvelope
{
    /// <summary>The name by which configuration, logs and metrics know the format.</summary>
    string Name { get; }

    /// <summary>What it is, in one line.</summary>
    string Summary { get; }

    /// <summary>Where it is specified: a standard with its section, or the public page or code that it was read from.</summary>
    string Source { get; }

    /// <summary>
    /// The settings that mean something to the format, beside those of every format (<see cref="EnvelopeSettings.OfEveryFormat"/>), by their
    /// names in the configuration. One that is said though it means nothing is a mistake, and told.
    /// </summary>
    IReadOnlyList<string> Settings { get; }

    /// <summary>How binary parts are written when nothing is said.</summary>
    BinaryEncoding DefaultEncoding => BinaryEncoding.Base64;

    /// <summary>Compiles <paramref name="settings"/>.</summary>
    /// <param name="settings">The settings; nothing is said that is not in <see cref="Settings"/>.</param>
    /// <param name="time">The clock of formats that tell the time.</param>
    /// <param name="report">Told of each problem: the setting's name and what is wrong with it.</param>
    /// <returns>The cipher; null when there was a problem.</returns>
    IMessageCipher? TryCompile(EnvelopeSettings settings, TimeProvider time, Action<string, string> report);
}
