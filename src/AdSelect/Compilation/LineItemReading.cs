// Reads the line items, once: one thread enumerates, any thread checks and freezes, and batches are taken over in order.
using System.Collections.Concurrent;
using System.Text;

namespace AdSelect.Compilation;

/// <summary>
/// What must not depend on who is first is decided when a batch is taken over, in the catalog's order: which of two line
/// items has an id twice, and where findings stand. All numbers that are given before are provisional.
/// </summary>
internal sealed class LineItemReading
{
    private readonly SchemaIntake _schema;
    private readonly EntityIntake _entities;
    private readonly TargetingPools _pools;
    private readonly DiagnosticBag _diagnostics;
    private readonly ProgressReporter _progress;
    private readonly HashSet<ulong> _keys = [];
    private readonly CodePool _codes = new();
    private readonly List<LineItemColumns> _columns = [];
    private readonly ConcurrentBag<LineItemIntake> _intakes = [];
    private readonly ConcurrentBag<LineItemBatch> _used = [];

    private LineItemReading(SchemaIntake schema, EntityIntake entities, TargetingPools pools, DiagnosticBag diagnostics, ProgressReporter progress)
    {
        _schema = schema;
        _entities = entities;
        _pools = pools;
        _diagnostics = diagnostics;
        _progress = progress;
    }

    /// <summary>All line items as columns; of no use when there are errors.</summary>
    public static LineItemTable Read(
        IEnumerable<LineItem> lineItems,
        SchemaIntake schema,
        EntityIntake entities,
        TargetingPools pools,
        DiagnosticBag diagnostics,
        Crew crew,
        ProgressReporter progress)
    {
        bool isCounted = lineItems.TryGetNonEnumeratedCount(out int count);
        progress.Begin(CompileStage.Reading, isCounted ? count : null);
        var reading = new LineItemReading(schema, entities, pools, diagnostics, progress);
        reading.Run(lineItems, isCounted ? Math.Min(count, AdSelectLimits.MaxLineItems) : 0, crew);
        progress.End();
        return new LineItemTable([.. reading._columns], reading._codes, pools);
    }

    private void Run(IEnumerable<LineItem> lineItems, int count, Crew crew)
    {
        _keys.EnsureCapacity(count);
        var line = new BatchLine<LineItemBatch>(crew, Work, TakeOver);
        try
        {
            Enumerate(lineItems, line);
            line.Complete();
        }
        finally
        {
            line.Drain();
        }

        CheckLimits();
    }

    private void Enumerate(IEnumerable<LineItem> lineItems, BatchLine<LineItemBatch> line)
    {
        LineItemBatch batch = Rent(0);
        int position = 0;
        foreach (LineItem lineItem in lineItems)
        {
            if (position == AdSelectLimits.MaxLineItems)
            {
                line.Post(batch);
                line.Complete();
                _diagnostics.Error("too-many", "lineItems", $"More than {AdSelectLimits.MaxLineItems} line items.");
                return;
            }

            position++;
            batch.Add(lineItem);
            if (batch.IsFull)
            {
                line.Post(batch);
                batch = Rent(position);
            }
        }

        line.Post(batch);
    }

    private void Work(LineItemBatch batch)
    {
        batch.Intake = _intakes.TryTake(out LineItemIntake? free) ? free : new LineItemIntake(_schema, _entities, _pools, new DiagnosticPart(_diagnostics));
        batch.BeginColumns();
        batch.Intake.Read(batch);
        batch.EndColumns();
        if (batch.Intake.Findings.IsEmpty)
        {
            _intakes.Add(batch.Intake);
            batch.Intake = null;
        }
    }

    // Of two line items with one id the first counts; of the other, nothing else is said.
    private void TakeOver(LineItemBatch batch)
    {
        DiagnosticPart? findings = batch.Intake?.Findings;
        for (int i = 0; i < batch.Count; i++)
        {
            if (!batch.IsRefused(i) && !_keys.Add(batch.Columns.Keys[i]))
            {
                string id = Encoding.UTF8.GetString(batch.Columns.Ids[i]);
                findings?.MoveThrough(i - 1);
                findings?.DropThrough(i);
                _diagnostics.Error("duplicate-id", $"lineItems['{id}'].id", $"The id '{id}' is used twice (or its hash is).");
            }
        }

        if (batch.Intake is { } intake)
        {
            intake.Findings.MoveAll();
            _intakes.Add(intake);
            batch.Intake = null;
        }

        batch.MoveCodes(_codes);
        _columns.Add(batch.Columns);
        _progress.Advance(batch.Count);
        _used.Add(batch);
    }

    private LineItemBatch Rent(int firstPosition)
    {
        LineItemBatch batch = _used.TryTake(out LineItemBatch? used) ? used : new LineItemBatch();
        batch.Reset(firstPosition);
        return batch;
    }

    // Who would be the first beyond these limits depends on the order of reading, so the catalog is blamed as a whole.
    private void CheckLimits()
    {
        if (_pools.Values.IsFull)
        {
            _diagnostics.Error("too-many", "lineItems", $"The catalog's targeting lists more than {AdSelectLimits.MaxDistinctValues} distinct values.");
        }

        if (_pools.DaypartGrids.Count > AdSelectLimits.MaxDaypartGrids)
        {
            _diagnostics.Error("too-many", "lineItems", $"Dayparts make more than {AdSelectLimits.MaxDaypartGrids} different weekly grids.");
        }
    }
}
