// Checks frequency caps and freezes them into shared sets.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal sealed class CapIntake(Diagnostics diagnostics, SetPool<CapRow> sets, HashedTexts texts)
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(AdSelectLimits.MaxCapWindowDays);

    /// <summary>Checks and stores the caps of one element; returns the set's index.</summary>
    public int Add(IReadOnlyList<FrequencyCap> caps, TimeSpan recency, Func<string> path)
    {
        if (caps.Count == 0 && recency == TimeSpan.Zero)
        {
            return 0;
        }

        if (caps.Count > AdSelectLimits.MaxCapsPerElement)
        {
            diagnostics.Error("too-many", $"{path()}.caps", $"{caps.Count} caps; at most {AdSelectLimits.MaxCapsPerElement} are allowed.");
            return 0;
        }

        var rows = new List<CapRow>(caps.Count + 1);
        for (int i = 0; i < caps.Count; i++)
        {
            if (Check(caps[i], $"{path()}.caps[{i}]"))
            {
                rows.Add(Freeze(caps[i]));
            }
        }

        if (recency < TimeSpan.Zero || recency > _longest)
        {
            diagnostics.Error("out-of-range", $"{path()}.recency", $"The recency {recency} is not between 0 and {AdSelectLimits.MaxCapWindowDays} days.");
        }
        else if (recency > TimeSpan.Zero)
        {
            rows.Add(new CapRow { Window = CapRow.RecencyWindow, WindowTicks = recency.Ticks, Limit = 1 });
        }

        return sets.Add(rows.ToArray());
    }

    private bool Check(FrequencyCap cap, string path)
    {
        string Path() => path;
        if (cap.Limit is < 1 or > AdSelectLimits.MaxCapLimit)
        {
            diagnostics.Error(
                "out-of-range",
                path,
                $"The limit {cap.Limit} is not between 1 and {AdSelectLimits.MaxCapLimit}{(cap.Limit < 1 ? "; pause the element to stop it" : string.Empty)}.");
            return false;
        }

        bool isRolling = cap.Window.Kind == CapWindowKind.Rolling;
        if (isRolling != (cap.Window.Length > TimeSpan.Zero))
        {
            diagnostics.Error(
                "bad-window",
                path,
                isRolling ? "A rolling window needs a length greater than zero." : $"A window of kind {cap.Window.Kind} takes no length.");
            return false;
        }

        if (cap.Window.Length > _longest)
        {
            diagnostics.Error(
                "out-of-range",
                path,
                $"The window {cap.Window.Length} is longer than the {AdSelectLimits.MaxCapWindowDays} days for which events are kept.");
            return false;
        }

        if (cap.Scope == CapScope.Category && string.IsNullOrEmpty(cap.Category))
        {
            diagnostics.Error("missing", path, "A cap over a category needs the category's label.");
            return false;
        }

        return ElementChecks.CheckDefined(cap.Window.Kind, Path, "window", diagnostics)
            && ElementChecks.CheckDefined(cap.Event, Path, "event", diagnostics)
            && ElementChecks.CheckDefined(cap.Identity, Path, "identity", diagnostics)
            && ElementChecks.CheckDefined(cap.Scope, Path, "scope", diagnostics)
            && ElementChecks.CheckDefined(cap.MissingIdentity, Path, "missingIdentity", diagnostics);
    }

    private CapRow Freeze(FrequencyCap cap) => new()
    {
        WindowTicks = cap.Window.Length.Ticks,
        CategoryKey = cap.Scope == CapScope.Category ? texts.Add(cap.Category!) : 0,
        Limit = cap.Limit,
        Event = cap.Event,
        Identity = cap.Identity,
        Scope = cap.Scope,
        Missing = cap.MissingIdentity,
        Window = (byte)cap.Window.Kind,
    };
}
