// Draws values of any type that a request may hold, most of them at the ends of what the type or a limit allows.
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AdSelect.Tests.Requests;

internal sealed class BoundaryValues(Random random)
{
    private static readonly long[] s_bounds =
    [
        0, 1, 2, 31, 32, 63, 64, 255, 256, byte.MaxValue, ushort.MaxValue, int.MaxValue, uint.MaxValue, long.MaxValue, int.MinValue, long.MinValue,
        int.MaxValue / 1_000, long.MaxValue / 1_000_000, TimeSpan.TicksPerSecond, TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks,
        AdSelectLimits.MaxBreakAds,
        AdSelectLimits.MaxBreakMilliseconds,
        AdSelectLimits.MaxDurationMilliseconds,
        AdSelectLimits.MaxMoneyMicros,
        AdSelectLimits.MaxPixels,
    ];

    private static readonly double[] s_doubles =
    [
        0, 1, 0.5, double.NaN, double.PositiveInfinity, double.MaxValue, double.Epsilon, 1e-300, 1e300, 1 - 1e-16, 1e15, 4.5e15, long.MaxValue,
    ];

    private static readonly int[] s_lengths = [0, 1, 1, 2, 3, 8, 9, 16, 17, 32, 33, 100];

    private static readonly ConcurrentDictionary<Type, Delegate> s_factories = [];

    static BoundaryValues()
    {
        Draw(static values => values.Below(2) == 0);
        Draw(static values => values.Number());
        Draw(static values => unchecked((ulong)values.Number()));
        Draw(static values => unchecked((int)values.Number()));
        Draw(static values => unchecked((uint)values.Number()));
        Draw(static values => values.Double());
        Draw(static values => new TimeSpan(values.Number()));
        Draw(static values => values.Time());
        Draw(static values => new RequestId(values.Next<ulong>()));
        Draw(static values => new ExposureKey(values.Next<ulong>()));
        Draw(static values => new AdComSet(values.Next<ulong>()));
        Draw(static values => new Consent(values.Next<bool>(), values.Next<uint>()));
        Draw(static values => values.Slot());
        Draw(static values => new BreakSpot(values.Slot(), values.Next<BreakSpotKind>()));
        Draw<ReadOnlySpan<Slot>>(static values => values.List(static values => values.Slot()));
        Draw<ReadOnlySpan<BreakSpot>>(static values => values.List(static values => values.Next<BreakSpot>()));
        Draw<ReadOnlySpan<double>>(static values => values.List(static values => values.Double()));
        Draw<ReadOnlySpan<byte>>(static values => values.Bytes());
        Draw<ReadOnlySpan<char>>(static values => values.List(static values => unchecked((char)values.Number())));
        Draw(static values => values.Break());
        Draw(static values => values.Histories());
    }

    /// <summary>Profiles and histories that are valid, to be given as they are or damaged.</summary>
    public IReadOnlyList<byte[]> GoodBytes { get; init; } = [];

    public int Below(int end) => random.Next(end);

    /// <summary>Anything of a type.</summary>
    public T Next<T>()
        where T : allows ref struct
    {
        if (!s_factories.TryGetValue(typeof(T), out Delegate? factory))
        {
            Assert.True(typeof(T).IsEnum, $"{nameof(BoundaryValues)} draws no {typeof(T)} yet, which a settable member now has: add it.");
            MethodInfo method = typeof(BoundaryValues).GetMethod(nameof(Undefined), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(typeof(T));
            s_factories[typeof(T)] = factory = method.CreateDelegate<Func<BoundaryValues, T>>();
        }

        return ((Func<BoundaryValues, T>)factory)(this);
    }

    public long Number()
    {
        long bound = s_bounds[Below(s_bounds.Length)];
        return Below(8) switch
        {
            0 => unchecked(-bound),
            1 => unchecked(bound + 1),
            2 => unchecked(bound - 1),
            3 => random.NextInt64(long.MinValue, long.MaxValue) >> Below(64),
            _ => bound,
        };
    }

    public double Double()
    {
        double number = s_doubles[Below(s_doubles.Length)];
        return Below(6) switch
        {
            0 => -number,
            1 => BitConverter.Int64BitsToDouble(Number()),
            2 => random.NextDouble(),
            _ => number,
        };
    }

    private static void Draw<T>(Func<BoundaryValues, T> factory)
        where T : allows ref struct => s_factories[typeof(T)] = factory;

    // Values of an enumeration that are defined, and that are not.
    private static T Undefined<T>(BoundaryValues values)
        where T : struct, Enum
    {
        long bits = values.Below(3) == 0 ? values.Number() : values.Below(5);
        return MemoryMarshal.Read<T>(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in bits))[..Unsafe.SizeOf<T>()]);
    }

    private DateTimeOffset Time()
    {
        TimeSpan offset = TimeSpan.FromMinutes(Below(2) == 0 ? 0 : Below(2 * 14 * 60) - (14 * 60));
        try
        {
            return Below(5) switch
            {
                0 => DateTimeOffset.MinValue,
                1 => DateTimeOffset.MaxValue,
                2 => new DateTimeOffset(DateTime.MinValue.Ticks + (Number() & 0xFF_FFFF_FFFF), offset),
                3 => new DateTimeOffset(DateTime.MaxValue.Ticks - (Number() & 0xFF_FFFF_FFFF), offset),
                _ => new DateTimeOffset(random.NextInt64(DateTime.MaxValue.Ticks), offset),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            // In universal time it would be before the first date or after the last.
            return DateTimeOffset.UnixEpoch;
        }
    }

    private Slot Slot()
    {
        var slot = new Slot { Format = (AdFormat)Below(3) };
        SettableMembers<Slot>.Fill(ref slot, this);
        try
        {
            for (int i = Below(4); i > 0; i--)
            {
                slot.AddDurationFloor(Next<int>(), Next<int>(), Number());
                slot.RequireDuration(Next<int>());
                slot.AllowMimeType(Next<ReadOnlySpan<char>>());
            }
        }
        catch (AdRequestException)
        {
            // Refused where it was set: the slot is as it was before.
        }

        return slot;
    }

    private AdBreak Break()
    {
        var offer = new AdBreak { DurationMilliseconds = Below(2) * 60_000, Spots = Below(2) == 0 ? [] : List(static values => values.Next<BreakSpot>()) };
        SettableMembers<AdBreak>.Fill(ref offer, this);

        // The longest search that may be asked for is long; it is bounded all the same.
        offer.StepBudget = offer.StepBudget is > 100_000 and <= AdSelectLimits.MaxBreakSteps ? 100_000 : offer.StepBudget;
        return offer;
    }

    private ExposureHistories Histories()
    {
        ExposureHistories histories = default;
        SettableMembers<ExposureHistories>.Fill(ref histories, this);
        histories.Set((CapIdentity)Below(5), Bytes(), Below(2) == 0);
        return histories;
    }

    private byte[] Bytes()
    {
        if (GoodBytes.Count == 0 || Below(6) == 0)
        {
            return List(static values => unchecked((byte)values.Number()));
        }

        byte[] bytes = [.. GoodBytes[Below(GoodBytes.Count)]];
        if (bytes.Length > 0 && Below(3) == 0)
        {
            bytes[Below(bytes.Length)] ^= (byte)(1 << Below(8));
        }

        return bytes;
    }

    private T[] List<T>(Func<BoundaryValues, T> next)
    {
        var list = new T[s_lengths[Below(s_lengths.Length)]];
        for (int i = 0; i < list.Length; i++)
        {
            list[i] = next(this);
        }

        return list;
    }
}
