// `adselect select`: the winners of each request.
using System.CommandLine;
using System.Globalization;
using AdSelect.Tool.Output;
using AdSelect.Tool.Requests;

namespace AdSelect.Tool.Commands;

internal static class SelectCommand
{
    public static Command Create(ToolContext context)
    {
        Argument<string> file = SnapshotFile.Argument();
        Option<string?> output = JsonLines.Option();
        Option<int> top = Top();
        var command = new Command("select", "Writes one JSON line a request: the winners and what they pay.") { file, top, output };
        var requests = new RequestOptions(command);
        return command.Does((result, cancellation) =>
        {
            AdSnapshot snapshot = SnapshotFile.Load(result.GetRequiredValue(file));
            using JsonLines lines = JsonLines.Open(context, result.GetValue(output), requests.IsInteractive(result));
            var run = new Run(new AdSelector(snapshot), result.GetValue(top), new WinnerWriter(lines));
            int exitCode = requests.Run(context, result, snapshot, run.Answer, () => $"{run.Filled:N0} with a winner", cancellation);
            lines.Complete();
            return exitCode;
        });
    }

    private static Option<int> Top()
    {
        var top = new Option<int>("--top", "-n")
        {
            Description = $"How many of the ranking to write when a request offers one slot, 1 to {AdSelectLimits.MaxWinners}.",
            DefaultValueFactory = _ => 1,
            HelpName = "K",
        };
        top.Validators.Add(result =>
        {
            // What is no number at all is reported by the parser itself.
            if (result.Tokens.Count == 1 && long.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out long count) && count is < 1 or > AdSelectLimits.MaxWinners)
            {
                result.AddError($"--top is 1 to {AdSelectLimits.MaxWinners}, not {count}.");
            }
        });
        return top;
    }

    private sealed class Run(AdSelector selector, int top, WinnerWriter writer)
    {
        private readonly Term[] _terms = new Term[AdSelectLimits.MaxRequestTerms];
        private readonly AdSelection[] _winners = new AdSelection[Math.Max(top, AdSelectLimits.MaxSlots)];

        public long Filled { get; private set; }

        public bool Answer(RequestLine line)
        {
            line.RequireSelectable();
            var request = new AdRequest(_terms);
            line.Fill(ref request);
            Span<AdSelection> room = _winners.AsSpan(0, line.Slot is null ? line.Slots.Count : top);
            var answer = new AdAnswer(room);
            if (!selector.TrySelect(in request, ref answer))
            {
                throw new AdRequestException(answer.Error);
            }

            Filled += answer.Winners.IsEmpty ? 0 : 1;
            writer.Write(line, answer.Snapshot, answer.Winners);
            return true;
        }
    }
}
