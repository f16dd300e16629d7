// Generated chains of deltas reach every length and every kind of change, or the properties over them would say little.
using AdSelect.Tests.Oracle.Generators;

namespace AdSelect.Tests.Selection;

public sealed class DeltaCensusTests
{
    private const int Worlds = 600;

    private static readonly string[] s_kinds =
    [
        .. Enumerable.Range(0, AdSelectLimits.MaxDeltas + 1).Select(count => $"{count} deltas"),
        "a line item added",
        "a line item changed",
        "a line item changed twice",
        "a line item of a delta changed",
        "a line item removed",
        "a line item of a delta removed",
        "a line item added again",
        "a line item removed twice",
        "a line item stated unchanged",
        "a delta of nothing",
        "a delta that only removes",
        "a base of nothing",
        "an advertiser first in a delta",
        "a campaign first in a delta",
        "a creative first in a delta",
        "a deal first in a delta",
        "an experiment first in a delta",
        "a creative first in a delta and in a later one too",
    ];

    [Fact]
    public void EveryKindOfChangeOccurs()
    {
        var seen = s_kinds.ToDictionary(kind => kind, _ => 0);
        for (int seed = 0; seed < Worlds; seed++)
        {
            foreach (string kind in KindsOf(DeltaCase.Of(World.Generate(seed, 1 + (seed % 60), 1, Domain.FewCities))).Distinct())
            {
                seen[kind]++;
            }
        }

        Assert.All(seen, pair => Assert.True(pair.Value >= 10, $"{pair.Key}: {pair.Value} of {Worlds}"));
    }

    private static IEnumerable<string> KindsOf(DeltaCase chain)
    {
        yield return $"{chain.Steps.Count} deltas";
        if (!chain.Base.LineItems.Any())
        {
            yield return "a base of nothing";
        }

        var present = chain.Base.LineItems.ToDictionary(item => item.Id);
        HashSet<string> ofDelta = [];
        List<string> changed = [];
        List<string> removed = [];
        foreach ((DeltaStep step, int place) in chain.Steps.Select((step, i) => (step, i)))
        {
            LineItem[] items = [.. step.Changes.LineItems];
            if (items.Length == 0)
            {
                yield return step.Removed.Length == 0 ? "a delta of nothing" : "a delta that only removes";
            }

            foreach (LineItem item in items)
            {
                bool wasThere = present.TryGetValue(item.Id, out LineItem? former);
                bool isSame = wasThere && ReferenceEquals(former, item);
                if (wasThere && !isSame)
                {
                    yield return changed.Contains(item.Id) ? "a line item changed twice" : "a line item changed";
                    changed.Add(item.Id);
                }

                yield return !wasThere ? removed.Contains(item.Id) ? "a line item added again" : "a line item added"
                    : isSame ? "a line item stated unchanged" : ofDelta.Contains(item.Id) ? "a line item of a delta changed" : "a line item changed";
                present[item.Id] = item;
                ofDelta.Add(item.Id);
            }

            foreach (string id in step.Removed)
            {
                yield return removed.Contains(id) ? "a line item removed twice" : ofDelta.Contains(id) ? "a line item of a delta removed" : "a line item removed";
                removed.Add(id);
                present.Remove(id);
            }

            foreach (string kind in ElementsFirstIn(chain, place))
            {
                yield return kind;
            }
        }

        Assert.Equal(chain.Merged.LineItems.Select(item => item.Id).Order(), present.Keys.Order());
    }

    private static IEnumerable<string> ElementsFirstIn(DeltaCase chain, int place)
    {
        Catalog own = chain.Steps[place].Changes;
        Catalog[] earlier = [chain.Base, .. chain.Steps.Take(place).Select(step => step.Changes)];
        Catalog[] later = [.. chain.Steps.Skip(place + 1).Select(step => step.Changes)];
        IEnumerable<string> New(Func<Catalog, IEnumerable<string>> ids) => ids(own).Except(earlier.SelectMany(ids));
        string[] creatives = [.. New(static catalog => catalog.Creatives.Select(creative => creative.Id))];
        return
        [
            .. New(static catalog => catalog.Advertisers.Select(advertiser => advertiser.Id)).Select(static _ => "an advertiser first in a delta"),
            .. New(static catalog => catalog.Campaigns.Select(campaign => campaign.Id)).Select(static _ => "a campaign first in a delta"),
            .. New(static catalog => catalog.Deals.Select(deal => deal.Id)).Select(static _ => "a deal first in a delta"),
            .. New(static catalog => catalog.Experiments.Select(experiment => experiment.Id)).Select(static _ => "an experiment first in a delta"),
            .. creatives.Select(static _ => "a creative first in a delta"),
            .. creatives.Intersect(later.SelectMany(static catalog => catalog.Creatives.Select(creative => creative.Id))).Select(static _ => "a creative first in a delta and in a later one too"),
        ];
    }
}
