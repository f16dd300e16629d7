// Checks the histories of a request before anything is looked up in them.
namespace AdSelect.Frequency;

internal static class HistoryCheck
{
    /// <summary>The first thing wrong with the histories; those that are to be treated as missing become so.</summary>
    /// <param name="histories">The histories of a request.</param>
    /// <param name="allowsPersonalData">
    /// Whether the listener's consent does. Without it what persons have met is checked like the rest, and then as if it had not been given.
    /// </param>
    public static RequestError Check(ref ExposureHistories histories, bool allowsPersonalData)
    {
        for (int i = 0; i < ExposureTable.Identities; i++)
        {
            var identity = (CapIdentity)i;
            ReadOnlySpan<byte> history = histories[identity];
            RequestErrorCode code = history.Length > AdSelectLimits.MaxHistoryRecords * ExposureRecord.Length ? RequestErrorCode.TooManyValues
                : ExposureHistory.IsValid(history) ? RequestErrorCode.None
                : RequestErrorCode.BadHistory;
            if (code != RequestErrorCode.None && histories.OnDamage != DamagedHistory.TreatAsMissing)
            {
                return new RequestError(code, NameOf(identity));
            }

            if (code != RequestErrorCode.None || (!allowsPersonalData && IsOfPerson(identity)))
            {
                histories.Set(identity, [], isComplete: false);
            }
        }

        return default;
    }

    /// <summary>Whether an identity says who listens. A session or a break does not.</summary>
    public static bool IsOfPerson(CapIdentity identity) => identity is CapIdentity.User or CapIdentity.Device or CapIdentity.Household;

    private static string NameOf(CapIdentity identity) => identity switch
    {
        CapIdentity.User => nameof(ExposureHistories.User),
        CapIdentity.Device => nameof(ExposureHistories.Device),
        CapIdentity.Household => nameof(ExposureHistories.Household),
        CapIdentity.Session => nameof(ExposureHistories.Session),
        _ => nameof(ExposureHistories.Break),
    };
}
