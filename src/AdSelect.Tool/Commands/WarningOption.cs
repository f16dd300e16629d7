// The option that says how much of the warnings is shown.
using System.CommandLine;
using AdSelect.Tool.Output;

namespace AdSelect.Tool.Commands;

internal static class WarningOption
{
    public static Option<WarningDetail> Create()
    {
        var option = new Option<WarningDetail>("--warnings")
        {
            Description = "Warnings counted by code (summary), every one (all), or not shown (none).",
            DefaultValueFactory = _ => WarningDetail.Summary,
            HelpName = "summary|all|none",
        };
        option.AcceptOnlyFromAmong("summary", "all", "none");
        return option;
    }
}
