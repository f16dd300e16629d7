// The byte form of a pre-tokenised profile: a listener's values in the terms of one snapshot.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Matching;

/// <summary>
/// A view over a profile's bytes, little-endian. It comes from a store, so nothing in it is trusted.
/// <code>
///  0 magic "ADSP"   4 version u16   6 groups u16   8 content hash of the snapshot, 16 bytes   24 listed values i32   28 unlisted values i32
/// 32 groups, 24 bytes each   then value ids, 4 bytes each, padded to 8   then the bits of unlisted values, 8 bytes each
/// </code>
/// Unlisted values are kept, because another snapshot beside the first may list them.
/// </summary>
internal readonly ref struct ProfileBytes
{
    private const uint Magic = 0x5053_4441;
    private const ushort Version = 1;

    private ProfileBytes(ReadOnlySpan<Group> groups, ReadOnlySpan<int> ids, ReadOnlySpan<long> unlisted)
    {
        Groups = groups;
        Ids = ids;
        Unlisted = unlisted;
    }

    public ReadOnlySpan<Group> Groups { get; }

    /// <summary>Value ids, group after group.</summary>
    public ReadOnlySpan<int> Ids { get; }

    /// <summary>Bits of values that the snapshot does not list, group after group.</summary>
    public ReadOnlySpan<long> Unlisted { get; }

    public int ValueCount => Ids.Length + Unlisted.Length;

    public static int SizeOf(int groups, int listed, int unlisted) =>
        Unsafe.SizeOf<Header>() + (groups * Unsafe.SizeOf<Group>()) + IdBytes(listed) + (unlisted * sizeof(long));

    /// <summary>Opens a profile that belongs to the catalog. An empty span is the profile of nobody.</summary>
    public static RequestErrorCode Open(ReadOnlySpan<byte> bytes, FrozenCatalog catalog, out ProfileBytes profile)
    {
        profile = default;
        if (bytes.IsEmpty)
        {
            return RequestErrorCode.None;
        }

        if (bytes.Length < Unsafe.SizeOf<Header>())
        {
            return RequestErrorCode.BadProfile;
        }

        Header header = MemoryMarshal.Read<Header>(bytes);
        if (header.Magic != Magic || header.Version != Version)
        {
            return RequestErrorCode.BadProfile;
        }

        if (header.ContentHash != catalog.ContentHash)
        {
            return RequestErrorCode.StaleProfile;
        }

        bool isBounded = (uint)header.Listed <= AdSelectLimits.MaxRequestTerms && (uint)header.Unlisted <= AdSelectLimits.MaxRequestTerms
            && header.Listed + header.Unlisted <= AdSelectLimits.MaxRequestTerms && header.Groups <= catalog.Attributes.Length;
        if (!isBounded || bytes.Length != SizeOf(header.Groups, header.Listed, header.Unlisted))
        {
            return RequestErrorCode.BadProfile;
        }

        ReadOnlySpan<byte> rest = bytes[Unsafe.SizeOf<Header>()..];
        int groupBytes = header.Groups * Unsafe.SizeOf<Group>();
        profile = new ProfileBytes(
            MemoryMarshal.Cast<byte, Group>(rest[..groupBytes]),
            MemoryMarshal.Cast<byte, int>(rest.Slice(groupBytes, header.Listed * sizeof(int))),
            MemoryMarshal.Cast<byte, long>(rest[(groupBytes + IdBytes(header.Listed))..]));
        return RequestErrorCode.None;
    }

    /// <summary>Writes a profile; returns its bytes.</summary>
    public static byte[] Write(FrozenCatalog catalog, ReadOnlySpan<Group> groups, ReadOnlySpan<int> ids, ReadOnlySpan<long> unlisted)
    {
        byte[] bytes = new byte[SizeOf(groups.Length, ids.Length, unlisted.Length)];
        var header = new Header
        {
            Magic = Magic,
            Version = Version,
            Groups = (ushort)groups.Length,
            ContentHash = catalog.ContentHash,
            Listed = ids.Length,
            Unlisted = unlisted.Length,
        };
        MemoryMarshal.Write(bytes, header);
        Span<byte> rest = bytes.AsSpan(Unsafe.SizeOf<Header>());
        MemoryMarshal.AsBytes(groups).CopyTo(rest);
        rest = rest[(groups.Length * Unsafe.SizeOf<Group>())..];
        MemoryMarshal.AsBytes(ids).CopyTo(rest);
        MemoryMarshal.AsBytes(unlisted).CopyTo(rest[IdBytes(ids.Length)..]);
        return bytes;
    }

    private static int IdBytes(int listed) => ((listed * sizeof(int)) + 7) & ~7;

    /// <summary>The values of one attribute.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 8, Size = 24)]
    public struct Group
    {
        public ulong AttributeKey;
        public int Attribute;
        public int Listed;
        public int Unlisted;
    }

    [StructLayout(LayoutKind.Explicit, Size = 32)]
    private struct Header
    {
        [FieldOffset(0)]
        public uint Magic;

        [FieldOffset(4)]
        public ushort Version;

        [FieldOffset(6)]
        public ushort Groups;

        [FieldOffset(8)]
        private ulong _hashLow;

        [FieldOffset(16)]
        private ulong _hashHigh;

        [FieldOffset(24)]
        public int Listed;

        [FieldOffset(28)]
        public int Unlisted;

        public UInt128 ContentHash
        {
            readonly get => new(_hashHigh, _hashLow);
            set => (_hashLow, _hashHigh) = (unchecked((ulong)value), (ulong)(value >> 64));
        }
    }
}
