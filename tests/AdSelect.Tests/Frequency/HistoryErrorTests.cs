// Histories from outside: damage is refused or treated as missing, and no bytes do anything else.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Selection;
using FsCheck.Xunit;

namespace AdSelect.Tests.Frequency;

public sealed class HistoryErrorTests
{
    private static readonly FrequencyCap[] Caps =
    [
        new(2, CapWindow.Day),
        new(3, CapWindow.Session) { Identity = CapIdentity.Device },
        new(2, CapWindow.Lifetime) { Scope = CapScope.Category, Category = "cars" },
        new(1, CapWindow.Rolling(TimeSpan.FromHours(1))) { Identity = CapIdentity.Household, MissingIdentity = MissingIdentity.Allow },
    ];

    private static readonly AdSelector Selector = new(Engine.Compile(SmallCatalog.Of(
        SmallCatalog.Item("a", 2) with { Caps = Caps },
        SmallCatalog.Item("free"))));
    private static readonly byte[] Good = ExposureHistory.Append(
        [],
        Selector.Snapshot.CreateExposure(0, 0, AdEvent.Impression, 1, SmallCatalog.Noon),
        SmallCatalog.Noon);

    [Fact]
    public void DamageIsRefusedWithTheNameOfTheIdentity()
    {
        Assert.Equal((RequestErrorCode.BadHistory, "User"), Ask(Good[..^1], [], DamagedHistory.Refuse).Error);
        Assert.Equal((RequestErrorCode.BadHistory, "Device"), Ask(Good, [.. Good, .. "garbage"u8], DamagedHistory.Refuse).Error);
        Assert.Equal((RequestErrorCode.TooManyValues, "User"), Ask(Many(AdSelectLimits.MaxHistoryRecords + 1), [], DamagedHistory.Refuse).Error);
        Assert.Equal((RequestErrorCode.None, ""), Ask(Many(AdSelectLimits.MaxHistoryRecords), [], DamagedHistory.Refuse).Error);
        Assert.Contains("not an exposure history", new RequestError(RequestErrorCode.BadHistory, "User").ToString(), StringComparison.Ordinal);
        Assert.Throws<AdRequestException>(() => Selector.Select(Request(Good[..^1], [], default), new AdSelection[1]));
    }

    [Fact]
    public void DamageThatCountsAsMissingDeniesWhereTheCapDenies()
    {
        Assert.Equal("a", Ask(Good, [], DamagedHistory.TreatAsMissing).Winner);
        Assert.Equal("free", Ask(Good[..^1], [], DamagedHistory.TreatAsMissing).Winner);
        Assert.Equal("free", Ask(Many(AdSelectLimits.MaxHistoryRecords + 1), [], DamagedHistory.TreatAsMissing).Winner);
    }

    [Property(MaxTest = 3_000)]
    public void NoBytesDoAnythingButBeRefused(byte[] noise, byte[] changes, bool isMissing)
    {
        byte[] bytes = [.. Many(1 + (noise.Length % 7)), .. noise];
        for (int i = 0; i + 1 < changes.Length; i += 2)
        {
            bytes[(changes[i] * 7) % bytes.Length] = changes[i + 1];
        }

        foreach (byte[] history in (byte[][])[bytes, bytes[..(bytes.Length / ExposureHistory.RecordBytes * ExposureHistory.RecordBytes)], noise])
        {
            ((RequestErrorCode code, _), string? winner) = Ask(history, history, isMissing ? DamagedHistory.TreatAsMissing : DamagedHistory.Refuse);
            bool isValid = ExposureHistory.IsValid(history);
            Assert.Equal(isValid || isMissing ? RequestErrorCode.None : RequestErrorCode.BadHistory, code);
            Assert.Equal(code == RequestErrorCode.None, winner is not null);
            AdRequest request = Request(history, [], DamagedHistory.TreatAsMissing);
            Assert.NotNull(Selector.Explain(in request, "a").Steps);
            if (isValid)
            {
                Assert.True(ExposureHistory.IsValid(ExposureHistory.Compact(history, 3)));
            }
            else
            {
                Assert.Throws<FormatException>(() => ExposureHistory.ReadAll(history));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(AdSelectLimits.MaxHistoryRecords)]
    public void SelectingWithHistoriesAllocatesNothing(int events)
    {
        byte[] history = Many(events);
        var winners = new AdSelection[2];
        long allocated = long.MaxValue;
        for (int round = 0; round < 30 && allocated > 0; round++)
        {
            AdRequest request = Request(history, history, default);
            long before = GC.GetAllocatedBytesForCurrentThread();
            int count = Selector.Select(in request, winners);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.NotEqual(0, count);
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void WithoutConsentHistoriesOfPersonsAreStillCheckedForForm()
    {
        byte[] bad = [1, 2, 3];
        AdRequest request = Request(bad, [], default);
        request.Consent = default;
        Assert.False(Selector.TrySelect(in request, new AdSelection[1], out _, out RequestError error));
        Assert.Equal((RequestErrorCode.BadHistory, nameof(ExposureHistories.User)), (error.Code, error.Field));
    }

    [Fact]
    public void WhatDamageDoesMustBeDefined()
    {
        AdRequest request = Request([], [], (DamagedHistory)2);
        Assert.False(Selector.TrySelect(in request, new AdSelection[1], out _, out RequestError error));
        Assert.Equal((RequestErrorCode.OutOfRange, nameof(ExposureHistories.OnDamage)), (error.Code, error.Field));
    }

    private static ((RequestErrorCode Code, string Field) Error, string? Winner) Ask(byte[] user, byte[] device, DamagedHistory onDamage)
    {
        AdRequest request = Request(user, device, onDamage);
        var winners = new AdSelection[1];
        bool isAnswered = Selector.TrySelect(in request, winners, out int count, out RequestError error);
        Assert.Equal(error.Code == RequestErrorCode.None, isAnswered);
        return ((error.Code, error.Field ?? string.Empty), count == 0 ? null : Selector.Snapshot.LineItemId(winners[0].LineItem));
    }

    private static AdRequest Request(byte[] user, byte[] device, DamagedHistory onDamage) => new(new Term[1])
    {
        Id = 7,
        Time = SmallCatalog.Noon,
        Slot = Slot.Audio(),
        Consent = Consent.Full,
        Exposures = new ExposureHistories { User = user, Device = device, SessionId = "session", OnDamage = onDamage },
    };

    private static byte[] Many(int count) =>
        [
            .. Enumerable.Range(1, count)
                .SelectMany(i =>
                    ExposureHistory.Append(
                        [],
                        Selector.Snapshot.CreateExposure(1, 1, AdEvent.Impression, (ulong)i, SmallCatalog.Noon.AddMinutes(-i)),
                        SmallCatalog.Noon)),
        ];
}
