// `adselect match`: which line items' targeting matches each request.
using System.CommandLine;
using AdSelect.Tool.Output;
using AdSelect.Tool.Requests;

namespace AdSelect.Tool.Commands;

internal static class MatchCommand
{
    public static Command Create(ToolContext context)
    {
        Argument<string> file = SnapshotFile.Argument();
        var ids = new Option<bool>("--ids") { Description = "List the ids of the line items." };
        Option<string?> output = JsonLines.Option();
        var command = new Command("match", "Writes one JSON line a request: how many line items match by targeting alone.") { file, ids, output };
        var requests = new RequestOptions(command);
        return command.Does((result, cancellation) =>
        {
            AdSnapshot snapshot = SnapshotFile.Load(result.GetRequiredValue(file));
            using JsonLines lines = JsonLines.Open(context, result.GetValue(output), requests.IsInteractive(result));
            var matcher = new Matcher(new AdSelector(snapshot), result.GetValue(ids), new MatchWriter(lines));
            int exitCode = requests.Run(context, result, snapshot, matcher.Answer, () => $"{matcher.Total:N0} matches", cancellation);
            lines.Complete();
            return exitCode;
        });
    }

    private sealed class Matcher(AdSelector selector, bool listsIds, MatchWriter writer)
    {
        private readonly Term[] _terms = new Term[AdSelectLimits.MaxRequestTerms];
        private readonly int[] _lineItems = listsIds ? new int[selector.Snapshot.LineItemCount] : [];

        public long Total { get; private set; }

        public bool Answer(RequestLine line)
        {
            var request = new AdRequest(_terms);
            line.Fill(ref request);
            int count = selector.Match(in request, _lineItems, out AdSnapshot snapshot);
            Total += count;
            writer.Write(line, count, listsIds ? Ids(snapshot, count) : null);
            return true;
        }

        private string[] Ids(AdSnapshot snapshot, int count)
        {
            string[] ids = Array.ConvertAll(_lineItems[..count], lineItem => snapshot.LineItemId(snapshot.LineItemAt(lineItem)));
            Array.Sort(ids, StringComparer.Ordinal);
            return ids;
        }
    }
}
