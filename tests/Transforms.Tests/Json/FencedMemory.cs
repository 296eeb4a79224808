using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Transforms.Tests.Json;

/// <summary>Bytes that end where the address space does, as far as this process can tell: reading one byte further ends it.</summary>
internal sealed class FencedMemory : SafeHandleMinusOneIsInvalid
{
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    /// <summary>A multiple of every page's size.</summary>
    private const int Room = 1 << 20;

    private static readonly nint Page = Environment.SystemPageSize;

    public FencedMemory()
        : base(ownsHandle: true)
    {
        SetHandle(Map(0, Room + Page, ReadWrite, PrivateAnonymous, -1, 0));
        if (IsInvalid || Protect(handle + Room, Page, 0) != 0)
        {
            throw new Win32Exception();
        }
    }

    /// <summary>Copies <paramref name="bytes"/> to just before the fence.</summary>
    public ReadOnlySpan<byte> Place(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, Room, nameof(bytes));
        var span = MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), handle + Room - bytes.Length), bytes.Length);
        bytes.CopyTo(span);
        return span;
    }

    protected override bool ReleaseHandle() => Unmap(handle, Room + Page) == 0;

    [DllImport("libc", EntryPoint = "mmap", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Map(nint address, nint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "mprotect", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Protect(nint address, nint length, int protection);

    [DllImport("libc", EntryPoint = "munmap", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Unmap(nint address, nint length);
}
