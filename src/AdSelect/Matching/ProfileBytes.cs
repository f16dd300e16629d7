// The byte form of a profile: a listener's values in the terms of one snapshot, ready to be copied into a request.
using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdSelect.Indexing;

namespace AdSelect.Matching;

/// <summary>
/// A view over a profile's bytes, little-endian. It comes from a store, so nothing in it is trusted: <see cref="Open"/> checks header,
/// length and hash, so that damage makes nobody another listener, and <see cref="ProfileResolver"/> every number.
/// <code>
///  0 magic "ADSP"   4 version u16   6 groups u16   8 content hash of the snapshot, 16 bytes
/// 24 listed values u16   26 unlisted values u16   28 token words u16   30 classes u16   32 places of token words u16   34 spare, 6 bytes
/// 40 XxHash3-64 of all other bytes: of those from 48 on, seeded with that of those before 40
/// 48 groups, 32 bytes each
///    then token words, 8 bytes each: the first ones of the bit set; or, if they have places, those that are not 0
///    then the bits of unlisted values, 8 bytes each   then value ids, 4 bytes each, group after group
///    then classes, 2 bytes each, group after group    then the places, 2 bytes each; zeros to a multiple of 8
/// </code>
/// Tokens and classes are what a request needs. Ids are for programs that ask for them; with the unlisted values they say
/// what another snapshot beside the first is asked with.
/// </summary>
internal readonly ref struct ProfileBytes
{
    public const ushort Version = 3;

    private const uint Magic = 0x5053_4441;
    private const int HashAt = 40;

    private readonly ReadOnlySpan<byte> _bytes;

    private ProfileBytes(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public bool IsEmpty => _bytes.IsEmpty;

    public ReadOnlySpan<Group> Groups => IsEmpty ? [] : At<Group>(Unsafe.SizeOf<Header>(), Head.Groups);

    /// <summary>Words of the bit set of tokens.</summary>
    public ReadOnlySpan<ulong> TokenWords => IsEmpty ? [] : At<ulong>(Head.WordsAt, Head.Words);

    /// <summary>Places of <see cref="TokenWords"/> in the bit set; empty when they are its first ones.</summary>
    public ReadOnlySpan<ushort> WordPlaces => IsEmpty ? [] : At<ushort>(Head.PlacesAt, Head.WordPlaces);

    /// <summary>Classes beyond an attribute's first, group after group.</summary>
    public ReadOnlySpan<ushort> Classes => IsEmpty ? [] : At<ushort>(Head.ClassesAt, Head.Classes);

    /// <summary>Value ids, group after group.</summary>
    public ReadOnlySpan<int> Ids => IsEmpty ? [] : At<int>(Head.IdsAt, Head.Listed);

    /// <summary>Bits of values that the snapshot does not list, group after group.</summary>
    public ReadOnlySpan<long> Unlisted => IsEmpty ? [] : At<long>(Head.UnlistedAt, Head.Unlisted);

    public int ValueCount => IsEmpty ? 0 : Head.Listed + Head.Unlisted;

    private ref readonly Header Head
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert(_bytes.Length >= Unsafe.SizeOf<Header>(), "an opened profile has a header");
            return ref Unsafe.As<byte, Header>(ref MemoryMarshal.GetReference(_bytes));
        }
    }

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

        var opened = new ProfileBytes(bytes);
        ref readonly Header header = ref opened.Head;
        if (header.Magic != Magic || header.Version != Version)
        {
            return RequestErrorCode.BadProfile;
        }

        if (header.ContentHash != catalog.ContentHash)
        {
            return RequestErrorCode.StaleProfile;
        }

        bool isBounded = header.Listed + header.Unlisted <= AdSelectLimits.MaxRequestTerms && header.Groups <= catalog.Attributes.Length
            && header.Classes <= header.Listed + header.Unlisted && (header.WordPlaces == 0 || header.WordPlaces == header.Words);
        if (!isBounded || bytes.Length != header.Size || header.Hash != HashOf(bytes))
        {
            return RequestErrorCode.BadProfile;
        }

        profile = opened;
        return RequestErrorCode.None;
    }

    /// <summary>Ids of a group's listed values.</summary>
    public ReadOnlySpan<int> IdsOf(int group) => Ids.Slice(Groups[group].FirstListed, Groups[group].Listed);

    /// <summary>Bits of a group's other values.</summary>
    public ReadOnlySpan<long> UnlistedOf(int group) => Unlisted.Slice(Groups[group].FirstUnlisted, Groups[group].Unlisted);

    /// <summary>Writes a profile; returns its bytes.</summary>
    public static byte[] Write(FrozenCatalog catalog, in ProfileDraft draft)
    {
        var header = new Header
        {
            Magic = Magic,
            Version = Version,
            Groups = (ushort)draft.Groups.Length,
            ContentHash = catalog.ContentHash,
            Listed = (ushort)draft.Ids.Length,
            Unlisted = (ushort)draft.Unlisted.Length,
            Words = (ushort)draft.Words.Length,
            Classes = (ushort)draft.Classes.Length,
            WordPlaces = (ushort)draft.WordPlaces.Length,
        };
        byte[] bytes = new byte[header.Size];
        MemoryMarshal.Write(bytes, header);
        MemoryMarshal.AsBytes(draft.Groups).CopyTo(bytes.AsSpan(Unsafe.SizeOf<Header>()));
        MemoryMarshal.AsBytes(draft.Words).CopyTo(bytes.AsSpan(header.WordsAt));
        MemoryMarshal.AsBytes(draft.Unlisted).CopyTo(bytes.AsSpan(header.UnlistedAt));
        MemoryMarshal.AsBytes(draft.Ids).CopyTo(bytes.AsSpan(header.IdsAt));
        MemoryMarshal.AsBytes(draft.Classes).CopyTo(bytes.AsSpan(header.ClassesAt));
        MemoryMarshal.AsBytes(draft.WordPlaces).CopyTo(bytes.AsSpan(header.PlacesAt));
        Seal(bytes);
        return bytes;
    }

    /// <summary>Writes the hash of all other bytes.</summary>
    public static void Seal(Span<byte> bytes) => BinaryPrimitives.WriteUInt64LittleEndian(bytes[HashAt..], HashOf(bytes));

    private static ulong HashOf(ReadOnlySpan<byte> bytes) =>
        XxHash3.HashToUInt64(bytes[Unsafe.SizeOf<Header>()..], unchecked((long)XxHash3.HashToUInt64(bytes[..HashAt])));

    // Within the bytes, whose length is what the header's numbers come to.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<T> At<T>(int start, int count)
        where T : unmanaged
    {
        Debug.Assert(start + (count * Unsafe.SizeOf<T>()) <= _bytes.Length, "the length was checked when the profile was opened");
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref Unsafe.Add(ref MemoryMarshal.GetReference(_bytes), start)), count);
    }

    /// <summary>The values of one attribute.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 8, Size = 32)]
    public struct Group
    {
        public ulong AttributeKey;
        public int Attribute;
        public int FirstListed;
        public int Listed;
        public int FirstUnlisted;
        public int Unlisted;

        /// <summary>How many classes: 1 for one value, none for many values of a bucketed attribute.</summary>
        public int Classes;
    }

    [StructLayout(LayoutKind.Explicit, Size = HashAt + sizeof(ulong))]
    private struct Header
    {
        [FieldOffset(0)]
        public uint Magic;

        [FieldOffset(4)]
        public ushort Version;

        [FieldOffset(6)]
        public ushort Groups;

        [FieldOffset(8)]
        private ulong _contentLow;

        [FieldOffset(16)]
        private ulong _contentHigh;

        [FieldOffset(24)]
        public ushort Listed;

        [FieldOffset(26)]
        public ushort Unlisted;

        [FieldOffset(28)]
        public ushort Words;

        [FieldOffset(30)]
        public ushort Classes;

        [FieldOffset(32)]
        public ushort WordPlaces;

        [FieldOffset(HashAt)]
        public readonly ulong Hash;

        public UInt128 ContentHash
        {
            readonly get => new(_contentHigh, _contentLow);
            set => (_contentLow, _contentHigh) = (unchecked((ulong)value), (ulong)(value >> 64));
        }

        public readonly int WordsAt => Unsafe.SizeOf<Header>() + (Groups * Unsafe.SizeOf<Group>());

        public readonly int UnlistedAt => WordsAt + (Words * sizeof(ulong));

        public readonly int IdsAt => UnlistedAt + (Unlisted * sizeof(long));

        public readonly int ClassesAt => IdsAt + (Listed * sizeof(int));

        public readonly int PlacesAt => ClassesAt + (Classes * sizeof(ushort));

        public readonly int Size => (PlacesAt + (WordPlaces * sizeof(ushort)) + 7) & ~7;
    }
}

/// <summary>What a profile is written from; as in <see cref="ProfileBytes"/>.</summary>
internal readonly ref struct ProfileDraft
{
    public required ReadOnlySpan<ProfileBytes.Group> Groups { get; init; }

    public required ReadOnlySpan<ulong> Words { get; init; }

    public required ReadOnlySpan<ushort> WordPlaces { get; init; }

    public required ReadOnlySpan<long> Unlisted { get; init; }

    public required ReadOnlySpan<int> Ids { get; init; }

    public required ReadOnlySpan<ushort> Classes { get; init; }
}
