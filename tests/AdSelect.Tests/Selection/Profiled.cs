// Requests that bring values of the listener by profile.
using AdSelect.Tests.Oracle;

namespace AdSelect.Tests.Selection;

public static class Profiled
{
    /// <summary>The engine's request, with all values in a profile that can be in one.</summary>
    public static AdRequest Fill(AdSnapshot snapshot, PlainRequest plain) => Fill(snapshot, plain, static _ => true);

    /// <summary>The engine's request, with the values of some attributes in a profile; an attribute has all its values on one side.</summary>
    public static AdRequest Fill(AdSnapshot snapshot, PlainRequest plain, Predicate<ulong> isInProfile)
    {
        var whole = new AdRequest(new Term[plain.TermCount]);
        plain.Fill(ref whole);
        Term[] all = whole.Terms.ToArray();
        ulong[] keys =
        [
            .. all.Select(term => term.Key)
                .Distinct()
                .Where(key => !ReservedKeys.Contains(key) && (key & 3) != (ulong)AttributeKind.Location && isInProfile(key)),
        ];
        var request = new AdRequest(new Term[plain.TermCount]);
        (plain with { Values = [], BlockedCategories = [], BlockedDomains = [], BlockedLineItems = [], Deals = [] }).Fill(ref request);
        request.Add([.. all.Where(term => !keys.Contains(term.Key))]);
        request.Profile = ListenerProfile.Create(snapshot, [.. all.Where(term => keys.Contains(term.Key))]);
        return request;
    }
}
