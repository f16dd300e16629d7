// Short forms of the selecting calls, for tests that want one part of an answer.
using AdSelect.Internals;

namespace AdSelect.Tests.Selection;

internal static class ShortForms
{
    public static int Select(this AdSelector selector, in AdRequest request, Span<AdSelection> winners, out AdSnapshot snapshot) =>
        selector.Select(in request, default(NoPredictor), winners, out snapshot);

    public static int Select<TPredictor>(this AdSelector selector, in AdRequest request, TPredictor predictor, Span<AdSelection> winners, out AdSnapshot snapshot)
        where TPredictor : struct, IRatePredictor, allows ref struct => selector.Select(in request, predictor, winners, [], out _, out snapshot);

    public static int Select(this AdSelector selector, in AdRequest request, Span<AdSelection> winners, Span<AdSelection> ghosts, out int ghostCount) =>
        selector.Select(in request, winners, ghosts, out ghostCount, out _);

    public static int Select(this AdSelector selector, in AdRequest request, Span<AdSelection> winners, Span<AdSelection> ghosts, out int ghostCount, out AdSnapshot snapshot) =>
        selector.Select(in request, default(NoPredictor), winners, ghosts, out ghostCount, out snapshot);

    public static int Select<TPredictor>(this AdSelector selector, in AdRequest request, TPredictor predictor, Span<AdSelection> winners, Span<AdSelection> ghosts, out int ghostCount, out AdSnapshot snapshot)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        var answer = new AdAnswer(winners, ghosts);
        if (!selector.TrySelect(in request, predictor, ref answer))
        {
            Throw.Request(answer.Error);
        }

        ghostCount = answer.Ghosts.Length;
        snapshot = answer.Snapshot;
        return answer.Winners.Length;
    }

    public static bool TrySelect(this AdSelector selector, in AdRequest request, Span<AdSelection> winners, out int count, out RequestError error) =>
        selector.TrySelect(in request, winners, out count, out error, out _);

    public static bool TrySelect(this AdSelector selector, in AdRequest request, Span<AdSelection> winners, out int count, out RequestError error, out AdSnapshot snapshot) =>
        selector.TrySelect(in request, winners, [], out count, out _, out error, out snapshot);

    public static bool TrySelect(this AdSelector selector, in AdRequest request, Span<AdSelection> winners, Span<AdSelection> ghosts, out int count, out int ghostCount, out RequestError error, out AdSnapshot snapshot)
    {
        var answer = new AdAnswer(winners, ghosts);
        bool isAnswered = selector.TrySelect(in request, ref answer);
        (count, ghostCount, error, snapshot) = (answer.Winners.Length, answer.Ghosts.Length, answer.Error, answer.Snapshot);
        return isAnswered;
    }

    public static BreakResult SelectBreak(this AdSelector selector, in AdRequest request, Span<AdSelection> ads, out AdSnapshot snapshot) =>
        selector.SelectBreak(in request, default(NoPredictor), ads, out snapshot);

    public static BreakResult SelectBreak<TPredictor>(this AdSelector selector, in AdRequest request, TPredictor predictor, Span<AdSelection> ads, out AdSnapshot snapshot)
        where TPredictor : struct, IRatePredictor, allows ref struct
    {
        var answer = new AdAnswer(ads);
        if (!selector.TrySelectBreak(in request, predictor, ref answer))
        {
            Throw.Request(answer.Error);
        }

        snapshot = answer.Snapshot;
        return answer.Break;
    }

    public static bool TrySelectBreak(this AdSelector selector, in AdRequest request, Span<AdSelection> ads, out BreakResult result, out RequestError error) =>
        selector.TrySelectBreak(in request, ads, out result, out error, out _);

    public static bool TrySelectBreak(this AdSelector selector, in AdRequest request, Span<AdSelection> ads, out BreakResult result, out RequestError error, out AdSnapshot snapshot)
    {
        var answer = new AdAnswer(ads);
        bool isAnswered = selector.TrySelectBreak(in request, ref answer);
        (result, error, snapshot) = (answer.Break, answer.Error, answer.Snapshot);
        return isAnswered;
    }
}
