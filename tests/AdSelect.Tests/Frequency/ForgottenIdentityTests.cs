// Whom a store has forgotten: known as such, also after a restart, and whichever clock it was.
using static AdSelect.Tests.Frequency.StoreSamples;

namespace AdSelect.Tests.Frequency;

public sealed class ForgottenIdentityTests
{
    // One who was forgotten is not one who never came, also after a restart.
    [Fact]
    public void TheStoreKnowsWhomItHasForgotten()
    {
        var store = new InMemoryExposureStore(new() { MaxBytes = 4 << 20 });
        for (int i = 0; i < 9_000; i++)
        {
            store.Record(OfMany(i), Event(1) with { Time = Now.AddSeconds(i) }, Now.AddSeconds(i));
        }

        DateTimeOffset later = Now.AddDays(1);
        Assert.True(store.ForgottenIdentities > 1_000);
        foreach (InMemoryExposureStore one in new[] { store, Restarted(store) })
        {
            StoredHistory forgotten = one.Read(OfMany(7), later);
            Assert.False(forgotten.IsComplete);
            Assert.Equal(Now.AddSeconds(7), ExposureHistory.IncompleteUntil(forgotten));
            Assert.True(one.Read(OfMany(8_999), later).IsComplete);
            Assert.True(one.Read(new ListenerIdentity(CapIdentity.User, "new"), later).IsComplete);

            // Coming back does not make up for what is missing; 400 days do.
            one.Record(OfMany(7), Event(2) with { Time = later }, later);
            Assert.Equal((2, false), Seen(one.Read(OfMany(7), later)));
            Assert.Equal(Now.AddSeconds(7), ExposureHistory.IncompleteUntil(one.Read(OfMany(7), later)));
            Assert.True(one.Read(OfMany(8), Now.AddDays(402)).IsComplete);
        }
    }

    // Beyond what it may take to remember them, whoever is unknown may be one of them.
    [Fact]
    public void WhoIsUnknownMayBeOneOfTooManyForgotten()
    {
        var store = new InMemoryExposureStore(new() { MaxBytes = 1 << 20 });
        RecordMany(store, Now, CapIdentity.User, 50_000);
        foreach (InMemoryExposureStore one in new[] { store, Restarted(store) })
        {
            Assert.Equal(Now, ExposureHistory.IncompleteUntil(one.Read(new ListenerIdentity(CapIdentity.User, "new"), Now.AddDays(300))));
            Assert.True(one.Read(new ListenerIdentity(CapIdentity.Session, "new"), Now).IsComplete);
        }
    }

    [Fact]
    public void AForgottenSessionIsKnownUntilItHasEnded()
    {
        var store = new InMemoryExposureStore(new() { MaxBytes = 1 << 20 });
        RecordMany(store, Now, CapIdentity.Session, 4_500);
        var first = new ListenerIdentity(CapIdentity.Session, "of many 0");
        Assert.False(store.Read(first, Now.AddHours(23)).IsComplete);
        Assert.Equal((0, true), Seen(store.Read(first, Now.AddHours(25))));
    }

    // A clock that is years ahead forgets nobody without a trace.
    [Fact]
    public void AClockThatLeapsLeavesTheOthersIncomplete()
    {
        var store = new InMemoryExposureStore();
        RecordMany(store, Now);
        RecordMany(store, Now.AddYears(10), CapIdentity.Device);
        for (int i = 0; i < 2_000; i++)
        {
            StoredHistory read = store.Read(OfMany(i), Now.AddMinutes(1));
            Assert.True(read.IsComplete ? ExposureHistory.RecordCount(read) == 1 : ExposureHistory.IncompleteUntil(read) == Now);
        }
    }
}
