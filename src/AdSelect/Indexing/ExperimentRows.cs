// Experiments as a snapshot has them, and which arm a unit is in.
using System.Runtime.InteropServices;
using AdSelect.Internals;

namespace AdSelect.Indexing;

[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 32)]
internal struct ExperimentRow
{
    /// <summary>Where its part of the namespace begins and ends; 0 for both without one.</summary>
    public double NamespaceFrom;

    public double NamespaceTo;

    /// <summary>The hash after the salt: a unit's hash goes on from it.</summary>
    public uint SaltHash;

    public int FirstArm;
    public byte ArmCount;

    /// <summary>1 + the arm that is held out; 0 when none is.</summary>
    public byte Holdout;
}

/// <summary>The half-open range of hashes that an arm has.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 16)]
internal struct ArmRow
{
    public double From;
    public double To;

    /// <summary>The first arm whose range has a bucket; −1 when none has.</summary>
    public static int Find(ReadOnlySpan<ArmRow> arms, double bucket)
    {
        for (int i = 0; i < arms.Length; i++)
        {
            if (bucket >= arms[i].From && bucket < arms[i].To)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>What a line item or a campaign is bound to.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = 3)]
internal record struct ArmBinding
{
    /// <summary>1 + the experiment; 0 when it is bound to none.</summary>
    public byte Experiment;

    public byte Arm;

    /// <summary>1 when units outside of the experiment do not get it.</summary>
    public byte InsideOnly;

    public readonly bool IsBound => Experiment != 0;
}

internal static class UnitArms
{
    /// <summary>The arm that a unit is in; −1 outside of the experiment.</summary>
    public static int Find(FrozenCatalog catalog, int experiment, ReadOnlySpan<char> unit)
    {
        ref readonly ExperimentRow row = ref catalog.Experiments[experiment];
        ReadOnlySpan<byte> name = catalog.Namespaces.Utf8(experiment);
        if (unit.IsEmpty || !(name.IsEmpty || IsInNamespace(unit, name, row.NamespaceFrom, row.NamespaceTo)))
        {
            return -1;
        }

        return ArmRow.Find(catalog.ArmsOf(experiment), BucketHash.Bucket(BucketHash.Append(row.SaltHash, unit)));
    }

    /// <summary>Whether a unit is in an experiment's holdout arm.</summary>
    public static bool IsHeldOut(FrozenCatalog catalog, int experiment, ReadOnlySpan<char> unit)
    {
        int holdout = catalog.Experiments[experiment].Holdout;
        return holdout != 0 && Find(catalog, experiment, unit) == holdout - 1;
    }

    /// <summary>Whether a unit is in a part of a namespace.</summary>
    public static bool IsInNamespace(ReadOnlySpan<char> unit, ReadOnlySpan<byte> name, double from, double to)
    {
        double bucket = BucketHash.NamespaceBucket(unit, name);
        return bucket >= from && bucket < to;
    }
}
