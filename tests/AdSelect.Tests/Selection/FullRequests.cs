// Requests at every limit at once.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Selection;

public static class FullRequests
{
    /// <summary>A profile with as many values as one may have.</summary>
    public static byte[] Profile(AdSnapshot snapshot)
    {
        var request = new AdRequest(new Term[AdSelectLimits.MaxRequestTerms]);
        AddRest(ref request, Domain.Segments);
        return ListenerProfile.Create(snapshot, request.Terms);
    }

    private static void AddRest(ref AdRequest request, IntegerAttribute attribute)
    {
        for (int value = 0; request.Terms.Length < AdSelectLimits.MaxRequestTerms; value++)
        {
            request.Add(attribute, value);
        }
    }

    /// <summary>Every list as long as it may be.</summary>
    public static AdRequest Of(World world, Span<Term> terms, ReadOnlySpan<byte> profile, ReadOnlySpan<byte> history, AdFormat format)
    {
        PlainRequest plain = world.Requests.First(request => request.Slots.Count == 1 && request.Slots[0].Format == format);
        var request = new AdRequest(terms)
        {
            Id = 7,
            Time = Domain.Now,
            Slot = format == AdFormat.Audio ? Slot.Audio() : Slot.Video(),
            Consent = Consent.Full,
            DynamicAllocation = true,
            DealsFirst = true,
        };
        foreach (PlainValue value in plain.Values.Where(value => value.Attribute != Domain.Segments && value.Attribute != Domain.Age))
        {
            value.AddTo(ref request);
        }

        request.AddDeal("deal-1");
        AddRest(ref request, Domain.Age);
        request.Profile = profile;
        request.ExperimentUnit = new string('u', AdSelectLimits.MaxExperimentUnitLength);
        request.Exposures = new ExposureHistories
        {
            User = history,
            Device = history,
            Household = history,
            Session = history,
            Break = history,
            SessionId = 1,
            BreakId = 1,
        };
        return request;
    }

    /// <summary>A history with as many records as one may have.</summary>
    public static byte[] History()
    {
        byte[] history = new byte[AdSelectLimits.MaxHistoryRecords * ExposureHistory.RecordBytes];
        for (int i = 0; i < AdSelectLimits.MaxHistoryRecords; i++)
        {
            ExposureHistory.Write(
                new Exposure
                {
                    Event = AdEvent.Impression,
                    Id = (ulong)i + 1,
                    Time = Domain.Now.AddDays(-300).AddMinutes(i),
                    LineItemKey = (ulong)i % 64,
                    SessionId = 2,
                },
                Domain.Now,
                history.AsSpan(i * ExposureHistory.RecordBytes));
        }

        return history;
    }
}
