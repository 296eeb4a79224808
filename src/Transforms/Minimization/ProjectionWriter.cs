using System.Security.Cryptography;
using Gateway.Transforms.Buffers;
using Gateway.Transforms.Json;

namespace Gateway.Transforms.Minimization;

/// <summary>One walk of a <see cref="Projection"/> over one body.</summary>
internal struct ProjectionWriter(JsonTape body, PooledBuffer destination, ICollection<InjectionPoint>? injections)
{
    private static ReadOnlySpan<byte> Hidden => "****"u8;

    private ProjectionFault _fault;
    private PepperLeases _peppers;

    public ProjectionFault Write(ProjectionNode root, bool keepsAll)
    {
        try
        {
            if (!WriteValue(root, 0, keepsAll) && _fault == ProjectionFault.None)
            {
                _fault = ProjectionFault.ShapeMismatch;
            }

            return _fault;
        }
        finally
        {
            _peppers.Release();
        }
    }

    /// <summary>Writes the value at <paramref name="index"/>, unless nothing of it is kept.</summary>
    /// <param name="node">The place in the tree.</param>
    /// <param name="index">The value's position.</param>
    /// <param name="kept">Whether it is kept unless something says otherwise.</param>
    /// <returns>Whether anything was written.</returns>
    private bool WriteValue(ProjectionNode node, int index, bool kept)
    {
        kept |= node.Keeps;
        switch (node.Action)
        {
            case FieldAction.Drop:
                return false;
            case FieldAction.Mask when kept:
                WriteMasked(node, index);
                return true;
            case FieldAction.Hash when kept:
                WriteHash(node, index);
                return true;
            case FieldAction.Inject:
                injections!.Add(new InjectionPoint(destination.Length, node.Injection));
                return true;
        }

        if (node.IsLeaf)
        {
            return kept && WriteRaw(index);
        }

        switch (body.KindOf(index))
        {
            case JsonKind.Object:
                WriteObject(node, index, kept);
                return true;
            case JsonKind.Array when !node.Injects:
                WriteArray(node, index, kept);
                return true;
        }

        if (node.Injects)
        {
            _fault = ProjectionFault.ShapeMismatch;
        }

        // The paths lead below, and there is nothing below a scalar or in a container of the other kind.
        return kept && WriteRaw(index);
    }

    private void WriteObject(ProjectionNode node, int index, bool kept)
    {
        Span<bool> met = node.Members.Count <= 64 ? stackalloc bool[node.Members.Count] : new bool[node.Members.Count];
        destination.Write("{"u8);
        var isFirst = true;
        for (var name = index + 1; name < body.Next(index); name = body.Next(name + 1))
        {
            var member = node.IndexOf(body.Text(name));
            if (member >= 0)
            {
                met[member] = true;
            }
            else if (!kept)
            {
                continue;
            }

            var start = destination.Length;
            WriteName(body.Raw(name), ref isFirst, out var wasFirst);
            if (member < 0)
            {
                WriteRaw(name + 1);
            }
            else if (!WriteValue(node.Members[member], name + 1, kept))
            {
                destination.Truncate(start);
                isFirst = wasFirst;
            }
        }

        for (var i = 0; i < met.Length; i++)
        {
            if (!met[i] && node.Members[i].Injects)
            {
                WriteAbsent(node.Members[i], ref isFirst);
            }
        }

        destination.Write("}"u8);
    }

    private void WriteArray(ProjectionNode node, int index, bool kept)
    {
        destination.Write("["u8);
        var isFirst = true;
        var number = 0;
        for (var item = index + 1; item < body.Next(index); item = body.Next(item), number++)
        {
            var start = destination.Length;
            var wasFirst = isFirst;
            WriteSeparator(ref isFirst);
            var written = node.ItemAt(number) is { } child ? WriteValue(child, item, kept) : kept && WriteRaw(item);
            if (!written)
            {
                destination.Truncate(start);
                isFirst = wasFirst;
            }
        }

        destination.Write("]"u8);
    }

    /// <summary>Writes a member that the caller left out and that is to be filled, with the objects on the way to it.</summary>
    private readonly void WriteAbsent(ProjectionNode node, ref bool isFirst)
    {
        WriteSeparator(ref isFirst);
        destination.Write("\""u8);
        JsonText.WriteEscaped(node.Name.Span, destination);
        destination.Write("\":"u8);
        if (node.Action == FieldAction.Inject)
        {
            injections!.Add(new InjectionPoint(destination.Length, node.Injection));
            return;
        }

        destination.Write("{"u8);
        var isFirstBelow = true;
        foreach (var member in node.Members)
        {
            if (member.Injects)
            {
                WriteAbsent(member, ref isFirstBelow);
            }
        }

        destination.Write("}"u8);
    }

    private readonly void WriteMasked(ProjectionNode node, int index)
    {
        if (body.KindOf(index) == JsonKind.Null)
        {
            WriteRaw(index);
            return;
        }

        // Of a container nothing is shown; of a scalar the characters asked for, unless that would be all of it.
        var isScalar = body.KindOf(index) is JsonKind.String or JsonKind.Number;
        var text = isScalar ? body.Text(index) : [];
        var shown = node.Mask.First + node.Mask.Last;
        var isShort = Utf8Edge.Count(text) <= shown;
        destination.Write("\""u8);
        JsonText.WriteEscaped(isShort ? [] : Utf8Edge.First(text, node.Mask.First), destination);
        destination.Write(Hidden);
        JsonText.WriteEscaped(isShort ? [] : Utf8Edge.Last(text, node.Mask.Last), destination);
        destination.Write("\""u8);
    }

    private void WriteHash(ProjectionNode node, int index)
    {
        if (body.KindOf(index) == JsonKind.Null)
        {
            WriteRaw(index);
            return;
        }

        if (_peppers.Find(node.Pepper!) is not { } pepper)
        {
            _fault = ProjectionFault.SecretUnavailable;
            return;
        }

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(pepper.Bytes, body.Text(index), hash);
        destination.Write("\""u8);
        Convert.TryToHexStringLower(hash, destination.GetSpan(hash.Length * 2), out var digits);
        destination.Advance(digits);
        destination.Write("\""u8);
    }

    private readonly bool WriteRaw(int index)
    {
        destination.Write(body.Raw(index));
        return true;
    }

    private readonly void WriteName(ReadOnlySpan<byte> rawName, ref bool isFirst, out bool wasFirst)
    {
        wasFirst = isFirst;
        WriteSeparator(ref isFirst);
        destination.Write(rawName);
        destination.Write(":"u8);
    }

    private readonly void WriteSeparator(ref bool isFirst)
    {
        if (!isFirst)
        {
            destination.Write(","u8);
        }

        isFirst = false;
    }
}
