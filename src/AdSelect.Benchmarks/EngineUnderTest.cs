// The engine behind the same face as its peers, with requests built inside the measured time.
using AdSelect.Workload;

namespace AdSelect.Benchmarks;

/// <summary>
/// Builds a request from hashed terms and asks the selector. The terms' memory is kept, as a host would keep it; one
/// instance serves one thread.
/// </summary>
internal sealed class EngineUnderTest(AdSelector selector, Listener[] listeners)
{
    private readonly Term[] _terms = new Term[AdSelectLimits.MaxRequestTerms];
    private readonly AdSelection[] _winners = new AdSelection[AdSelectLimits.MaxWinners];
    private int[] _matches = [];
    private byte[][]? _profiles;
    private long _touched;
    private TasteModel? _model;
    private float[] _tastes = [];

    public AdSelector Selector => selector;

    public int ListenerCount => listeners.Length;

    /// <summary>What the last call of <see cref="Match"/> found, as ordinals.</summary>
    public ReadOnlySpan<int> Matches => _matches;

    /// <summary>What the last call of <see cref="Select"/> found.</summary>
    public ReadOnlySpan<AdSelection> Winners => _winners;

    public int Select(int listener, int winners)
    {
        var request = new AdRequest(_terms);
        listeners[listener].FillRequest(ref request);
        return selector.Select(in request, _winners.AsSpan(0, winners));
    }

    /// <summary>As <see cref="Select"/>, with the segments from a profile.</summary>
    public int SelectByProfile(int listener, int winners)
    {
        _profiles ??= Array.ConvertAll(listeners, one => one.CreateProfile(selector.Snapshot));
        var request = new AdRequest(_terms);
        listeners[listener].FillRequest(ref request, _profiles[listener]);
        return selector.Select(in request, _winners.AsSpan(0, winners));
    }

    /// <summary>Makes the model that <see cref="SelectPredicted"/> asks.</summary>
    public void Learn(Catalog catalog)
    {
        _model = new TasteModel(selector.Snapshot, catalog);
        _tastes = new float[listeners.Length * TasteModel.Dimensions];
        for (int i = 0; i < listeners.Length; i++)
        {
            TasteModel.Taste(ulong.MaxValue - (ulong)i, _tastes.AsSpan(i * TasteModel.Dimensions, TasteModel.Dimensions));
        }
    }

    /// <summary>As <see cref="Select"/>, with rates predicted for the listener.</summary>
    public int SelectPredicted(int listener, int winners)
    {
        var request = new AdRequest(_terms);
        listeners[listener].FillRequest(ref request);
        TasteModel.Predictor predictor = _model!.For(_tastes.AsSpan(listener * TasteModel.Dimensions, TasteModel.Dimensions));
        return selector.Select(in request, predictor, _winners.AsSpan(0, winners));
    }

    public int Match(int listener)
    {
        if (_matches.Length == 0)
        {
            _matches = new int[selector.Snapshot.LineItemCount];
        }

        var request = new AdRequest(_terms);
        listeners[listener].FillRequest(ref request);
        return selector.Match(in request, _matches);
    }

    public int CountMatches(int listener)
    {
        var request = new AdRequest(_terms);
        listeners[listener].FillRequest(ref request);
        return selector.CountMatches(in request);
    }

    /// <summary>Brings what the caller holds of a request into the caches: its hashed values and the memory for its terms.</summary>
    public void TouchRequest(int listener)
    {
        var request = new AdRequest(_terms);
        listeners[listener].FillRequest(ref request);
        _touched += request.Terms.Length;
    }

    public Explanation Explain(int listener, string lineItemId)
    {
        var request = new AdRequest(_terms);
        listeners[listener].FillRequest(ref request);
        return selector.Explain(in request, lineItemId);
    }
}
