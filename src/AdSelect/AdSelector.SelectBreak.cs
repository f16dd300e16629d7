// Filling a break: the public entrances.
using AdSelect.Internals;

namespace AdSelect;

public sealed partial class AdSelector
{
    /// <summary>
    /// Fills <see cref="AdRequest.Break"/>: the ads that are together worth the most, in the order of play. See docs/breaks.md for what is
    /// maximised and which rules hold.
    /// </summary>
    /// <param name="request">The request, with a break.</param>
    /// <param name="ads">Filled in the order of play. Room for all spots and <see cref="AdBreak.MaxAds"/> ads.</param>
    /// <returns>How many ads were written, and how sure it is that nothing is better.</returns>
    /// <exception cref="AdRequestException">The request has an error; nothing was written.</exception>
    public BreakResult SelectBreak(in AdRequest request, Span<AdSelection> ads) => SelectBreak(request, ads, out _);

    /// <summary>As <see cref="SelectBreak(in AdRequest, Span{AdSelection})"/>, and gives the snapshot that decided, which alone resolves the ads (<see cref="AdSnapshot.Describe"/>).</summary>
    /// <exception cref="AdRequestException">The request has an error; nothing was written.</exception>
    public BreakResult SelectBreak(in AdRequest request, Span<AdSelection> ads, out AdSnapshot snapshot) => SelectBreak(request, default(NoPredictor), ads, out snapshot);

    /// <summary>As <see cref="SelectBreak(in AdRequest, Span{AdSelection})"/>, with rates that the host predicts for this request.</summary>
    /// <param name="request">The request, with a break.</param>
    /// <param name="predictor">The host's model, copied; what it throws reaches the caller.</param>
    /// <param name="ads">Filled in the order of play.</param>
    /// <param name="snapshot">The snapshot that decided.</param>
    /// <exception cref="AdRequestException">The request has an error; nothing was written.</exception>
    public BreakResult SelectBreak<TPredictor>(in AdRequest request, TPredictor predictor, Span<AdSelection> ads, out AdSnapshot snapshot)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        Publication current = Volatile.Read(ref _current);
        snapshot = current.Snapshot;
        BreakResult result = default;
        SelectCore(current, request, predictor, ads, out RequestError error, null, isBreak: true, ref result);
        GC.KeepAlive(current);
        if (error.Code != RequestErrorCode.None)
        {
            Throw.Request(error);
        }

        return result;
    }

    /// <summary>As <see cref="SelectBreak(in AdRequest, Span{AdSelection})"/>, with errors as a value instead of an exception.</summary>
    public bool TrySelectBreak(in AdRequest request, Span<AdSelection> ads, out BreakResult result, out RequestError error) =>
        TrySelectBreak(request, ads, out result, out error, out _);

    /// <summary>As <see cref="TrySelectBreak(in AdRequest, Span{AdSelection}, out BreakResult, out RequestError)"/>, and tells which snapshot decided.</summary>
    public bool TrySelectBreak(in AdRequest request, Span<AdSelection> ads, out BreakResult result, out RequestError error, out AdSnapshot snapshot)
    {
        Publication current = Volatile.Read(ref _current);
        snapshot = current.Snapshot;
        result = default;
        SelectCore(current, request, default(NoPredictor), ads, out error, null, isBreak: true, ref result);
        GC.KeepAlive(current);
        return error.Code == RequestErrorCode.None;
    }
}
