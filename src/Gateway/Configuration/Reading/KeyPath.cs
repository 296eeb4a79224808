using System.Globalization;

namespace Gateway.Configuration.Reading;

/// <summary>The place of a key in the configuration, such as <c>Routes.report.Request.Keep[1]</c>.</summary>
internal sealed class KeyPath
{
    private readonly string _step;

    private KeyPath(KeyPath? parent, string step)
    {
        Parent = parent;
        _step = step;
    }

    public static KeyPath Root { get; } = new(null, string.Empty);

    public KeyPath? Parent { get; }

    /// <summary>The path of the member <paramref name="key"/>; a key with other characters than a name has is quoted.</summary>
    public KeyPath Key(string key)
    {
        var isPlain = key.Length > 0 && key.All(static c => char.IsLetterOrDigit(c) || c is '-' or '_' or '$');
        return new KeyPath(this, !isPlain ? $"['{key}']" : Parent is null ? key : $".{key}");
    }

    /// <summary>The path of element <paramref name="index"/>.</summary>
    public KeyPath Item(int index) => new(this, string.Create(CultureInfo.InvariantCulture, $"[{index}]"));

    public override string ToString() => Parent is null ? "(root)" : Parent.Parent is null ? _step : $"{Parent}{_step}";
}
