// What auctions are measured on: the shared workload under one rule after another.
using AdSelect.Workload;

namespace AdSelect.Benchmarks;

/// <summary>What decides and prices.</summary>
public enum AuctionCase
{
    /// <summary>Rank alone; everybody pays the own bid.</summary>
    FirstPrice,

    /// <summary>Second price.</summary>
    SecondPrice,

    /// <summary>Vickrey, Clarke and Groves over places of falling weight.</summary>
    Vcg,

    /// <summary>First price, where publishers keep out about 30 % of what matches.</summary>
    Filtered,

    /// <summary>Dynamic allocation, second price: every promise gives way to more than 5.00.</summary>
    Dynamic,

    /// <summary>First price, where sponsorships have shares of voice and the house draws lots.</summary>
    Drawn,
}

/// <summary>A selector and the requests of one case; one instance serves one thread.</summary>
public sealed class AuctionWorkload
{
    private const long OpportunityMicros = 5_000_000;
    private const double Share = 0.3;
    private readonly Term[] _terms = new Term[AdSelectLimits.MaxRequestTerms];
    private readonly Listener[] _listeners;
    private readonly AuctionCase _case;
    private readonly AdSelector _selector;
    private readonly AdSelection[] _winners;
    private readonly double[] _weights;
    private readonly string[] _blocked = [];

    /// <summary>Compiles and, where the case needs it, looks at what matches.</summary>
    public AuctionWorkload(AuctionCase of, int lineItems, int winners)
    {
        _case = of;
        _listeners = BenchmarkWorkload.Listeners();
        _winners = new AdSelection[winners];
        _weights = [.. Enumerable.Range(1, winners).Select(place => 1.0 / place)];
        Catalog catalog = CatalogGenerator.Create(lineItems);
        _selector = of == AuctionCase.Drawn ? new AdSelector(BenchmarkWorkload.Compile(WithDraws(catalog))) : BenchmarkWorkload.Selector(lineItems);
        if (of == AuctionCase.Dynamic)
        {
            foreach (LineItem item in catalog.LineItems.Where(item => item.Kind == LineItemKind.Guaranteed))
            {
                _selector.Delivery.SetOpportunityCost(item.Id, OpportunityMicros);
            }
        }

        if (of == AuctionCase.Filtered)
        {
            _blocked = Industries(catalog);
        }
    }

    /// <summary>How many listeners there are.</summary>
    public int ListenerCount => _listeners.Length;

    /// <summary>Answers one listener's request.</summary>
    public int Select(int listener)
    {
        var request = new AdRequest(_terms);
        _listeners[listener].FillRequest(ref request);
        foreach (string industry in _blocked)
        {
            request.BlockCategory(industry);
        }

        request.DynamicAllocation = _case == AuctionCase.Dynamic;
        request.PriceRule = _case switch
        {
            AuctionCase.SecondPrice or AuctionCase.Dynamic => PriceRule.Second,
            AuctionCase.Vcg => PriceRule.Vcg,
            _ => PriceRule.First,
        };
        if (_case == AuctionCase.Vcg)
        {
            request.PlaceWeights = _weights;
        }

        return _selector.Select(in request, _winners);
    }

    private static Catalog WithDraws(Catalog catalog) => catalog with
    {
        LineItems = catalog.LineItems.Select(static item => item.Kind switch
        {
            LineItemKind.Sponsorship => item with { ShareOfVoice = 5 },
            LineItemKind.House => item with { Weight = 1 },
            _ => item,
        }),
    };

    // Industries, the rarest first, until together they are about the share of what matches.
    private string[] Industries(Catalog catalog)
    {
        Dictionary<string, string> parents = catalog.Categories.ToDictionary(category => category.Id, category => category.ParentId ?? category.Id);
        Dictionary<string, string> ofAdvertiser = catalog.Advertisers.ToDictionary(
            advertiser => advertiser.Id,
            advertiser => parents[advertiser.Categories[0]]);
        Dictionary<string, string> ofCampaign = catalog.Campaigns.ToDictionary(campaign => campaign.Id, campaign => ofAdvertiser[campaign.AdvertiserId]);
        Dictionary<string, string> ofLineItem = catalog.LineItems.ToDictionary(item => item.Id, item => ofCampaign[item.CampaignId]);
        Dictionary<string, int> counts = [];
        int[] matches = new int[_selector.Snapshot.LineItemCount];
        foreach (Listener listener in _listeners)
        {
            var request = new AdRequest(_terms);
            listener.FillRequest(ref request);
            foreach (int lineItem in matches.AsSpan(0, _selector.Match(in request, matches)))
            {
                string industry = ofLineItem[_selector.Snapshot.LineItemId(lineItem)];
                counts[industry] = counts.GetValueOrDefault(industry) + 1;
            }
        }

        double wanted = counts.Values.Sum() * Share;
        return [.. counts.OrderBy(count => count.Value).TakeWhile(count => (wanted -= count.Value) > -count.Value / 2.0).Select(count => count.Key)];
    }
}
