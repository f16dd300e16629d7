// Lets conversions wrap in assemblies that were built with overflow checks, so that only sums and products are checked.
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using WrapConversions;

foreach (string path in args)
{
    byte[] file = File.ReadAllBytes(path);
    (int wrapped, int kept) = CheckedCode.LetConversionsWrap(file);
    File.WriteAllBytes(path, file);
    Console.WriteLine($"{path}: {wrapped} conversions wrap now, {kept} sums, differences and products are checked");
    if (kept == 0)
    {
        Console.Error.WriteLine("Nothing is checked: it was not built with overflow checks.");
        return 1;
    }
}

return args.Length > 0 ? 0 : 1;

namespace WrapConversions
{
    /// <summary>
    /// The compiler checks sums, products and conversions together or none of them. The library converts on purpose all over:
    /// hashes to keys, ordinals to unsigned numbers for one comparison instead of two. Those are no faults, and marking each
    /// would bury what is marked. A conversion with a check and the one without are both a single byte in the assembly.
    /// </summary>
    internal static class CheckedCode
    {
        private const byte Prefix = 0xFE;
        private const int TinyHeader = 2;
        private const int HeaderMask = 3;
        private const int FatHeaderLength = 12;

        private static readonly OpCode[] All =
        [
            .. typeof(OpCodes).GetFields(BindingFlags.Static | BindingFlags.Public).Select(static field => (OpCode)field.GetValue(null)!),
        ];
        private static readonly Dictionary<byte, OpCode> OneByte = All.Where(static code => code.Size == 1)
            .ToDictionary(static code => unchecked((byte)code.Value));
        private static readonly Dictionary<byte, OpCode> TwoBytes = All.Where(static code => code.Size == 2)
            .ToDictionary(static code => unchecked((byte)code.Value));

        /// <summary>Changes an assembly's bytes; returns how many conversions wrap now, and how many checks are left.</summary>
        public static (int Wrapped, int Kept) LetConversionsWrap(byte[] file)
        {
            using var reader = new PEReader(new MemoryStream((byte[])file.Clone()));
            MetadataReader metadata = reader.GetMetadataReader();
            int wrapped = 0;
            int kept = 0;
            foreach (MethodDefinitionHandle handle in metadata.MethodDefinitions)
            {
                int address = metadata.GetMethodDefinition(handle).RelativeVirtualAddress;
                if (address != 0)
                {
                    SectionHeader section = reader.PEHeaders.SectionHeaders[reader.PEHeaders.GetContainingSectionIndex(address)];
                    Change(CodeOf(file.AsSpan(address - section.VirtualAddress + section.PointerToRawData)), ref wrapped, ref kept);
                }
            }

            return (wrapped, kept);
        }

        private static Span<byte> CodeOf(Span<byte> method) => (method[0] & HeaderMask) == TinyHeader
            ? method.Slice(1, method[0] >> 2)
            : method.Slice(FatHeaderLength, BitConverter.ToInt32(method[4..]));

        private static void Change(Span<byte> code, ref int wrapped, ref int kept)
        {
            for (int at = 0; at < code.Length;)
            {
                OpCode operation = code[at] == Prefix ? TwoBytes[code[at + 1]] : OneByte[code[at]];
                if (Unchecked(operation) is { } wraps)
                {
                    code[at] = unchecked((byte)wraps.Value);
                    wrapped++;
                }
                else if (operation.Name!.Contains(".ovf", StringComparison.Ordinal))
                {
                    kept++;
                }

                at += operation.Size;
                at += OperandLength(operation.OperandType, code[at..]);
            }
        }

        // From what is unsigned, 64 bits are filled with zeros; else with the sign.
        private static OpCode? Unchecked(OpCode operation)
        {
            string[] parts = operation.Name!.Split('.');
            if (parts is not ["conv", "ovf", string target, ..])
            {
                return null;
            }

            string name = (target, parts.Length > 3) switch
            {
                ("i8" or "u8", true) => "conv.u8",
                ("i8" or "u8", false) => "conv.i8",
                ("i" or "u", true) => "conv.u",
                ("i" or "u", false) => "conv.i",
                _ => $"conv.{target}",
            };
            return Array.Find(All, code => code.Name == name);
        }

        private static int OperandLength(OperandType type, ReadOnlySpan<byte> operand) => type switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(operand)),
            _ => 4,
        };
    }
}
