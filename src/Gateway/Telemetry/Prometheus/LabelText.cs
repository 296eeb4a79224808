using System.Globalization;
using System.Text;
using Gateway.Transforms.Buffers;
using OpenTelemetry;

namespace Gateway.Telemetry.Prometheus;

/// <summary>The labels of one series after another, as text between the braces. Not thread-safe: it keeps its memory from one to the next.</summary>
internal sealed class LabelText : IDisposable
{
    private readonly Dictionary<string, (string Name, byte[] Text)> _names = new(StringComparer.Ordinal);
    private readonly List<(string Name, byte[] Text, object? Value)> _labels = [];
    private readonly PooledBuffer _text = new();

    /// <summary>What <see cref="Set"/> made: <c>a="1",b="2"</c>, or nothing.</summary>
    public ReadOnlySpan<byte> Written => _text.WrittenSpan;

    public void Set(ReadOnlyTagCollection tags)
    {
        _text.Clear();
        _labels.Clear();
        foreach (var (key, value) in tags)
        {
            var (name, text) = NameOf(key);
            _labels.Add((name, text, value));
        }

        for (var i = 0; i < _labels.Count; i++)
        {
            if (!IsNamedBefore(i))
            {
                Write(i);
            }
        }
    }

    public void Dispose() => _text.Dispose();

    private (string Name, byte[] Text) NameOf(string key)
    {
        if (!_names.TryGetValue(key, out var name))
        {
            // A bucket's bound has the name to itself.
            var label = PrometheusName.OfLabel(key) is var text && text == "le" ? "le_" : text;
            name = (label, Encoding.ASCII.GetBytes($"{label}=\""));
            _names.Add(key, name);
        }

        return name;
    }

    private bool IsNamedBefore(int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (_labels[i].Name == _labels[index].Name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes one label, with the values of all tags that came to have its name: a label may not be there twice.</summary>
    private void Write(int index)
    {
        if (_text.Length > 0)
        {
            _text.Write(","u8);
        }

        var (name, text, value) = _labels[index];
        _text.Write(text);
        WriteValue(value);
        for (var i = index + 1; i < _labels.Count; i++)
        {
            if (_labels[i].Name == name)
            {
                _text.Write(";"u8);
                WriteValue(_labels[i].Value);
            }
        }

        _text.Write("\""u8);
    }

    private void WriteValue(object? value)
    {
        switch (value)
        {
            case string text:
                PrometheusText.WriteEscaped(_text, text);
                break;
            case bool truth:
                _text.Write(truth ? "true"u8 : "false"u8);
                break;
            case int number:
                PrometheusText.WriteNumber(_text, number);
                break;
            default:
                PrometheusText.WriteEscaped(_text, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
