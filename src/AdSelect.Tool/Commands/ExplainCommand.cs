// `adselect explain`: why one line item serves or does not serve the requests of a file.
using System.CommandLine;
using AdSelect.Internals;
using AdSelect.Tool.Output;
using AdSelect.Tool.Requests;

namespace AdSelect.Tool.Commands;

internal static class ExplainCommand
{
    public static Command Create(ToolContext context)
    {
        Argument<string> file = SnapshotFile.Argument();
        var lineItem = new Option<string>("--line-item", "-l") { Description = "The line item to explain.", Required = true, HelpName = "ID" };
        var only = new Option<string?>("--request") { Description = "Only the first request with this id.", HelpName = "ID" };
        var command = new Command("explain", "Says step by step why a line item serves or does not serve.") { file, lineItem, only };
        var requests = new RequestOptions(command);
        return command.Does((result, cancellation) =>
        {
            string path = result.GetRequiredValue(file);
            string id = result.GetRequiredValue(lineItem);
            AdSnapshot snapshot = SnapshotFile.Load(path);
            SnapshotFile.FindLineItem(snapshot, path, id);
            var run = new Run(context, new AdSelector(snapshot), id, result.GetValue(only));
            int exitCode = requests.Run(
                context,
                result,
                snapshot,
                run.Answer,
                () => $"{run.Eligible:N0} of {run.Explained:N0} explained are eligible",
                cancellation);
            return run.Explained == 0 && result.GetValue(only) is { } missing
                ? throw new ToolException($"no request has the id '{missing}'{Spelling.Ending(missing, run.OtherIds)}")
                : exitCode;
        });
    }

    private sealed class Run(ToolContext context, AdSelector selector, string lineItemId, string? only)
    {
        // More than that nobody mistypes an id among.
        private const int MaxOtherIds = 10_000;

        private readonly Term[] _terms = new Term[AdSelectLimits.MaxRequestTerms];

        /// <summary>Ids of requests that were passed over, the first of them.</summary>
        public List<string> OtherIds { get; } = [];

        public long Explained { get; private set; }

        public long Eligible { get; private set; }

        public bool Answer(RequestLine line)
        {
            if (only is not null && line.DisplayId != only)
            {
                if (OtherIds.Count < MaxOtherIds)
                {
                    OtherIds.Add(line.DisplayId);
                }

                return true;
            }

            line.RequireSelectable();
            var request = new AdRequest(_terms);
            line.Fill(ref request);
            Explanation explanation = selector.Explain(in request, lineItemId);
            Explained++;
            Eligible += explanation.IsEligible ? 1 : 0;
            ExplanationTable.Write(context.OutputConsole, line.DisplayId, explanation);
            return only is null;
        }
    }
}
