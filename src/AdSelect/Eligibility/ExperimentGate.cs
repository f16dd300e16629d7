// Step 10: the unit is in the arm that a line item is bound to.
using AdSelect.Indexing;

namespace AdSelect.Eligibility;

/// <summary>Why an experiment keeps a line item from a unit.</summary>
/// <param name="Reason">None when nothing does.</param>
/// <param name="Experiment">The experiment.</param>
/// <param name="UnitArm">The unit's arm, −1 outside.</param>
/// <param name="BoundArm">The arm that the line item or its campaign is bound to.</param>
internal readonly record struct ExperimentVerdict(RejectionReason Reason, int Experiment = 0, int UnitArm = -1, int BoundArm = 0);

/// <summary>Finds the arm of an experiment when it is first asked for, and keeps it for the rest of the request.</summary>
/// <remarks>
/// One span, because gates are copied for every slot and most catalogs have no experiments: an arm of each experiment, whether what
/// is held out is let pass, and the unit.
/// </remarks>
internal readonly ref struct ExperimentGate
{
    private const char Unknown = '\0';
    private const char Outside = '\x1';
    private const int FirstArm = 2;

    private readonly Span<char> _memory;

    /// <param name="catalog">The catalog of the part whose line items are asked about.</param>
    /// <param name="unit">The request's unit; empty is in no experiment.</param>
    /// <param name="admitsHeldOut">True lets pass what is held out from the unit.</param>
    /// <param name="memory">Uncleared room, at least <see cref="RoomFor"/> it.</param>
    public ExperimentGate(FrozenCatalog catalog, ReadOnlySpan<char> unit, bool admitsHeldOut, Span<char> memory)
    {
        _memory = memory[..RoomFor(catalog, unit)];
        int experiments = catalog.Experiments.Length;
        if (experiments > 0)
        {
            memory[..experiments].Fill(Unknown);
            memory[experiments] = admitsHeldOut ? '1' : '0';
            unit.CopyTo(memory[(experiments + 1)..]);
        }
    }

    public static int RoomFor(FrozenCatalog catalog, ReadOnlySpan<char> unit) =>
        catalog.Experiments.Length == 0 ? 0 : catalog.Experiments.Length + 1 + unit.Length;

    /// <summary>The verdict of the line item's own binding, and if that lets it pass, of its campaign's.</summary>
    public ExperimentVerdict Check(FrozenCatalog catalog, int lineItem, in LineItemRow row)
    {
        if (!row.Has(LineItemFlags.InExperiment))
        {
            return default;
        }

        ExperimentVerdict own = Check(catalog, catalog.TermsOf(lineItem).Experiment);
        return own.Reason != RejectionReason.None ? own : Check(catalog, catalog.Campaigns[row.Campaign].Experiment);
    }

    /// <summary>Whether a unit is in the holdout arm of an experiment that a line item, or its campaign, is bound to.</summary>
    public static bool HoldsOut(FrozenCatalog catalog, ReadOnlySpan<char> unit, int lineItem, in LineItemRow row) => row.Has(LineItemFlags.InExperiment)
        && (HoldsOut(catalog, unit, catalog.TermsOf(lineItem).Experiment) || HoldsOut(catalog, unit, catalog.Campaigns[row.Campaign].Experiment));

    private static bool HoldsOut(FrozenCatalog catalog, ReadOnlySpan<char> unit, in ArmBinding binding) =>
        binding.IsBound && UnitArms.IsHeldOut(catalog, binding.Experiment - 1, unit);

    private ExperimentVerdict Check(FrozenCatalog catalog, in ArmBinding binding)
    {
        if (!binding.IsBound)
        {
            return default;
        }

        int experiment = binding.Experiment - 1;
        int arm = ArmOf(catalog, experiment);
        bool admitsHeldOut = _memory[catalog.Experiments.Length] != '0';
        RejectionReason reason = arm < 0
            ? binding.InsideOnly != 0 ? RejectionReason.NotInExperiment : RejectionReason.None
            : IsHoldout(catalog, experiment, arm)
                ? admitsHeldOut ? RejectionReason.None : RejectionReason.HeldOut
                : arm != binding.Arm ? RejectionReason.OtherExperimentArm : RejectionReason.None;
        return new ExperimentVerdict(reason, experiment, arm, binding.Arm);
    }

    private static bool IsHoldout(FrozenCatalog catalog, int experiment, int arm) => arm >= 0 && catalog.Experiments[experiment].Holdout == arm + 1;

    private int ArmOf(FrozenCatalog catalog, int experiment)
    {
        ref char known = ref _memory[experiment];
        if (known == Unknown)
        {
            int arm = UnitArms.Find(catalog, experiment, _memory[(catalog.Experiments.Length + 1)..]);
            known = arm < 0 ? Outside : (char)(arm + FirstArm);
        }

        return known == Outside ? -1 : known - FirstArm;
    }
}
