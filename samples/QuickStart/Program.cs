// The main job from end to end: catalog, compile, snapshot file, load, select for a stream of listeners, explain.
using System.Diagnostics;
using AdSelect;
using AdSelect.Workload;
using QuickStart;

const int LineItems = 5_000;
const int Listeners = 2_000;
const int Shown = 12;

var report = new Report();

report.Step("1", "Make a catalog");
Catalog catalog = CatalogGenerator.Create(LineItems);
report.Catalog(catalog, LineItems);

report.Step("2", "Compile it");
var clock = Stopwatch.StartNew();
CompileResult result = SnapshotCompiler.Compile(catalog);
report.Compiled(result, clock.Elapsed);
if (result.Snapshot is null)
{
    return 1;
}

report.Step("3", "Save the snapshot, and load it as a host would");
string path = Path.Combine(Path.GetTempPath(), "adselect-quickstart.snapshot");
result.Snapshot.Save(path);
clock.Restart();
AdSnapshot snapshot = AdSnapshot.Load(path);
report.Loaded(path, new FileInfo(path).Length, snapshot, clock.Elapsed);

report.Step("4", "Select ads for a stream of listeners");
var selector = new AdSelector(snapshot);
Listener[] listeners = ListenerGenerator.CreateMany(Listeners);
report.Winners(selector, listeners.AsSpan(0, Shown));

report.Step("5", "Measure it");
Measurement measurement = Measurement.Run(selector, listeners);
report.Measured(measurement);

report.Step("6", "Why did this line item not serve?");
bool explained = report.Explained(selector, listeners[0]);

return measurement.AllocatedBytes == 0 && measurement.Winners > 0 && explained ? 0 : 1;
