// Warns of line items none of whose creatives can serve, or has the companions that it wants.
using AdSelect.Indexing;

namespace AdSelect.Compilation;

internal static class LintCreatives
{
    public static void Run(LintInput input)
    {
        for (int i = 0; i < input.Count; i++)
        {
            // Without any creative, and without any time to serve, there is another warning.
            bool isSaid = input.Row(i).CreativeCount == 0 || LintInput.IsFlightEmpty(input.Row(i)) || input.IsOver(input.Row(i));
            if (!isSaid && input.ServableFormats(i) == 0)
            {
                input.Warning(
                    "creative-not-servable",
                    i,
                    ".creatives",
                    "None of the creatives is approved and has a flight of its own that meets the line item's; it never serves. Approve one, change "
                    + "the flights, or attach another.");
            }

            if (input.Row(i).Has(LineItemFlags.NeedsCompanion) && input.Row(i).CreativeCount > 0 && !input.HasCompanions(i))
            {
                input.Warning(
                    "no-companion",
                    i,
                    ".companionDelivery",
                    "It serves only with companions, and none of its creatives has any; it never serves. Give one companions, or make them optional.");
            }
        }
    }
}
