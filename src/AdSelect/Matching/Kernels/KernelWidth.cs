// Which form of the bitmap kernels runs on this machine. Chosen once; every form gives the same answer.
using System.Runtime.Intrinsics;

namespace AdSelect.Matching.Kernels;

/// <summary>Bits that one instruction of a kernel works on.</summary>
internal enum KernelWidth
{
    Scalar = 64,
    Vector128 = 128,
    Vector256 = 256,
    Vector512 = 512,
}

internal static class KernelWidths
{
    /// <summary>The widest that the machine is good at.</summary>
    public static readonly KernelWidth Best =
        Vector512.IsHardwareAccelerated ? KernelWidth.Vector512
        : Vector256.IsHardwareAccelerated ? KernelWidth.Vector256
        : Vector128.IsHardwareAccelerated ? KernelWidth.Vector128
        : KernelWidth.Scalar;
}
