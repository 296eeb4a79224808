using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gateway.Listeners;

/// <summary>
/// A socket filter of Linux (SO_ATTACH_FILTER, socket(7)) for a listening socket: the system drops the packets that ask for a connection, and no
/// others. Handshakes that have begun are finished; what was connected can be accepted. Needs no privilege.
/// </summary>
internal static class HandshakeFilter
{
    private const int SocketLevel = 1;
    private const int AttachFilter = 26;

    /// <summary>Where the flags are in a TCP header, with which a packet begins for the filter, and the one that asks for a connection (RFC 9293 section 3.1).</summary>
    private const uint FlagsOffset = 13;

    private const uint Syn = 0x02;

    /// <summary>The program's instructions: opcode, jump if true, jump if false, operand (linux/filter.h).</summary>
    private static readonly (ushort Code, byte IfTrue, byte IfFalse, uint Operand)[] Program =
    [
        (0x30, 0, 0, FlagsOffset),   // A = byte at the offset
        (0x45, 0, 1, Syn),           // if A & Syn
        (0x06, 0, 0, 0),             // then keep 0 bytes of it
        (0x06, 0, 0, uint.MaxValue), // else all
    ];

    /// <exception cref="SocketException">The system has no such filters, or does not allow them here.</exception>
    public static void Attach(Socket socket)
    {
        const int InstructionBytes = 8;
        var code = GC.AllocateArray<byte>(Program.Length * InstructionBytes, pinned: true);
        for (var i = 0; i < Program.Length; i++)
        {
            var instruction = code.AsSpan(i * InstructionBytes);
            MemoryMarshal.Write(instruction, Program[i].Code);
            instruction[2] = Program[i].IfTrue;
            instruction[3] = Program[i].IfFalse;
            MemoryMarshal.Write(instruction[4..], Program[i].Operand);
        }

        // The number of instructions, and, aligned, where they are. The system copies them during the call.
        Span<byte> description = stackalloc byte[2 * nint.Size];
        description.Clear();
        MemoryMarshal.Write(description, (ushort)Program.Length);
        MemoryMarshal.Write(description[nint.Size..], Marshal.UnsafeAddrOfPinnedArrayElement(code, 0));
        socket.SetRawSocketOption(SocketLevel, AttachFilter, description);
        GC.KeepAlive(code);
    }
}
