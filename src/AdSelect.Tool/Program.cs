// The entrance of the `adselect` command.
using AdSelect.Tool;

return await AdSelectCommandLine.RunAsync(args, ToolContext.OfProcess());
