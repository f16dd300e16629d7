// The generators reach what they are for: matches, winners, ties and every reason.
namespace AdSelect.Tests.Oracle.Generators;

public sealed class GeneratorTests
{
    private static readonly World[] Worlds = [.. Enumerable.Range(1, 60).Select(seed => World.Generate(seed, 150, 8, Domain.FewCities))];

    [Fact]
    public void LineItemsMatchOftenButNotAlways()
    {
        double[] shares = [.. Worlds.SelectMany(world => world.Requests.Select(request => world.Oracle().Match(request).Length / 150.0))];
        Assert.InRange(shares.Average(), 0.2, 0.7);
    }

    [Fact]
    public void RequestsAreOftenWonOftenContestedAndOftenTied()
    {
        OracleWinner[][] answers =
        [
            .. Worlds.SelectMany(world => world.Requests.Where(request => request.Slots.Count == 1).Select(request => world.Oracle().Select(request, 5))),
        ];
        Assert.InRange(answers.Count(winners => winners.Length > 0), answers.Length / 2, answers.Length);
        Assert.InRange(answers.Count(winners => winners.Length == 5), answers.Length / 5, answers.Length);
        int tied = answers.Count(winners => winners
            .Zip(winners.Skip(1))
            .Any(pair => pair.First.RankScore == pair.Second.RankScore && pair.First.Priority == pair.Second.Priority));
        Assert.InRange(tied, answers.Length / 6, answers.Length);
    }

    [Fact]
    public void EveryReasonOccurs()
    {
        HashSet<RejectionReason> seen = [];
        foreach (World world in Worlds)
        {
            OracleSelector oracle = world.Oracle();
            foreach (PlainRequest request in world.Requests)
            {
                seen.UnionWith(oracle.Catalog.LineItems.Select(item => oracle.Reason(item, oracle.Round(request, request.Slots[0], 1), request.Slots[0])));
            }
        }

        RejectionReason[] ofSlotsAndRanking =
        [
            RejectionReason.SameLineItem,
            RejectionReason.SameAdvertiser,
            RejectionReason.SameExclusionLabel,
            RejectionReason.SameCategory,
            RejectionReason.NotItsTurn,
            RejectionReason.Outranked,
        ];
        Assert.Equal(Enum.GetValues<RejectionReason>().Except(ofSlotsAndRanking), seen.Order());
    }

    [Fact]
    public void DealsAndOpportunityCostsMeetWhatTheyAreAbout()
    {
        var seen = new Dictionary<string, int>();
        void Count(string what, bool isSo) => seen[what] = seen.GetValueOrDefault(what) + (isSo ? 1 : 0);
        foreach (World world in Worlds)
        {
            OracleSelector oracle = world.Oracle();
            foreach (PlainRequest request in world.Requests)
            {
                OracleLineItem[] ranking = oracle.Ranking(request, request.Slots[0]);
                OracleLineItem[] asked = [.. ranking.Where(item => item.CompetingCpmMicros < item.Price.EffectiveCpmMicros)];
                Count("a fixed deal asks less than its holder bids", asked.Length > 0);
                Count("a bid lies between what a fixed deal asks "
                    + "and bids", asked.Any(item => ranking.Any(other => OracleRanking.Tier(other) == OracleRanking.Tier(item)
                    && OracleRanking.Score(other) >= OracleRanking.Score(item)
                    && OracleRanking.Score(other) < OracleRanking.Score(item with { AskMicros = null }))));
                Count(
                    "a deal listed twice with other floors is held",
                    request.Deals.GroupBy(deal => deal.Id).Any(group => group.Distinct().Count() > 1 && ranking.Any(item => item.Deal?.Id == group.Key)));
                Count("equal products of unequal "
                    + "bids tie", ranking.Zip(ranking.Skip(1)).Any(pair => OracleRanking.Tier(pair.First) == OracleRanking.Tier(pair.Second)
                    && pair.First.LineItem is { Weight: null, ShareOfVoice: null }
                    && pair.First.CompetingCpmMicros != pair.Second.CompetingCpmMicros
                    && OracleRanking.Score(pair.First) == OracleRanking.Score(pair.Second)
                    && OracleRanking.Score(pair.First) > 0L));
                Count("equal products tie by a "
                    + "multiplier", ranking.Zip(ranking.Skip(1)).Any(pair => OracleRanking.Tier(pair.First) == OracleRanking.Tier(pair.Second)
                    && pair.First.PacingMultiplier != pair.Second.PacingMultiplier
                    && OracleRanking.Score(pair.First) == OracleRanking.Score(pair.Second)
                    && OracleRanking.Score(pair.First) > 0L));
                OraclePlace[] places = OracleRanking.Places(ranking, 3, request);
                Count(
                    "a guaranteed line item holds back a price of its priority",
                    Enumerable.Range(0, places.Length).Any(at => IsHeldBack(ranking, places, at)));
                Count(
                    "a price exceeds the cost of its own priority",
                    places.Any(place => place.Exceeded is not null
                        && ranking.Any(item => item.LineItem.Kind == LineItemKind.Guaranteed
                            && item.OpportunityCost == place.Exceeded
                            && item.Priority == place.Item.Priority)));
            }
        }

        Assert.All(seen, pair => Assert.True(pair.Value >= 5, $"{pair.Key}: {pair.Value}"));
    }

    private static bool IsHeldBack(OracleLineItem[] ranking, OraclePlace[] places, int at) => places[at].Item.LineItem.Kind == LineItemKind.Guaranteed
        && ranking.Except(places.Take(at).Select(place => place.Item)).First() is { LineItem.Kind: LineItemKind.PricePriority };

    [Fact]
    public void ExperimentsBindOftenAndUnitsThatAreHeldOutHaveGhosts()
    {
        (World World, PlainRequest Request)[] all = [.. Worlds.SelectMany(world => world.Requests.Select(request => (world, request)))];
        int kept = all.Sum(one =>
            one.World.Oracle().Catalog.LineItems.Count(item => OracleExperiments.Reason(item, one.Request, one.World.Catalog) != RejectionReason.None));
        Assert.InRange(kept / (double)all.Length / 150, 0.05, 0.5);
        Assert.InRange(all.Count(one => one.World.Oracle().Ghosts(one.Request, 5).Length > 0), all.Length / 30, all.Length / 2);
    }

    [Fact]
    public void DomainsMeetInManySpellings()
    {
        (string Own, string Blocked)[] met =
        [
            .. from world in Enumerable.Range(1, 1_500).Select(seed => World.Generate(seed, 2, 8, Domain.FewCities))
               from domain in world.Catalog.Advertisers.SelectMany(advertiser => advertiser.Domains)
               from blocked in world.Requests.SelectMany(request => request.BlockedDomains)
               where OracleDomain.IsInside(domain, blocked)
               select (domain, blocked),
        ];
        Assert.True(met.Count(pair => !string.Equals(pair.Own, pair.Blocked, StringComparison.OrdinalIgnoreCase)) > 300);
        Assert.True(met.Count(pair => IsEncoded(pair.Own) != IsEncoded(pair.Blocked)) > 10);
        Assert.True(met.Count(pair => OracleDomain.Canonical(pair.Own)!.Length == 32) > 5);
        Assert.True(met.Count(pair => OracleDomain.Canonical(pair.Own) == "192.0.2.1") > 3);
        string[] parts = ["://", "@", ":8080", "//", "?", "#", "*.", "www.", "。", " "];
        Assert.All(parts, part => Assert.Contains(met, pair => pair.Own.Contains(part, StringComparison.Ordinal) && pair.Own != pair.Blocked));
        static bool IsEncoded(string domain) => domain.Contains("xn--", StringComparison.OrdinalIgnoreCase);
    }

    // Consent refused while caps of persons stand in the catalog: those that allow and those that deny, histories given or not.
    [Fact]
    public void CapsOfPersonsMeetRequestsWithoutConsent()
    {
        var seen = new Dictionary<(MissingIdentity Missing, bool IsGiven, bool Changes), int>();
        foreach (World world in Worlds)
        {
            OracleSelector oracle = world.Oracle();
            var frequency = new OracleFrequency(oracle.Catalog);
            foreach (PlainRequest request in world.Requests.Where(request => !request.Consent.AllowsPersonalData))
            {
                bool isGiven = request.Listener.WithoutPersons().Logs.Count < request.Listener.Logs.Count;
                foreach (OracleLineItem item in oracle.Catalog.LineItems.Where(item => item.LineItem.Caps is [{ Identity: <= CapIdentity.Household }]))
                {
                    RejectionReason reason = frequency.Reason(item, item.Creatives, request, []);
                    bool changes = reason != frequency.Reason(item, item.Creatives, request with { Consent = Consent.Full }, []);
                    (MissingIdentity, bool, bool) key = (item.LineItem.Caps[0].MissingIdentity, isGiven, changes);
                    seen[key] = seen.GetValueOrDefault(key) + 1;
                }
            }
        }

        (MissingIdentity, bool, bool)[] wanted =
        [
            (MissingIdentity.Allow, true, true), (MissingIdentity.Allow, true, false), (MissingIdentity.Allow, false, false),
            (MissingIdentity.Deny, true, true), (MissingIdentity.Deny, false, false),
        ];
        Assert.All(wanted, key => Assert.True(seen.GetValueOrDefault(key) > 10, $"{key}: {seen.GetValueOrDefault(key)}"));
    }

    [Fact]
    public void TheSameSeedGivesTheSameWorld() =>
        Assert.Equal(World.Generate(7, 30, 3, Domain.ManyCities).ToString(), World.Generate(7, 30, 3, Domain.ManyCities).ToString());
}
