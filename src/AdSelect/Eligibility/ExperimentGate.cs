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
internal readonly ref struct ExperimentGate
{
    private const byte Unknown = 0;
    private const byte Outside = 1;
    private const byte FirstArm = 2;

    private readonly FrozenCatalog _catalog;
    private readonly ReadOnlySpan<char> _unit;
    private readonly Span<byte> _arms;
    private readonly bool _admitsHeldOut;

    /// <param name="catalog">The catalog of the part whose line items are asked about.</param>
    /// <param name="unit">The request's unit; empty is in no experiment.</param>
    /// <param name="admitsHeldOut">True lets pass what is held out from the unit.</param>
    /// <param name="arms">Room for an arm of each experiment of the catalog; cleared here.</param>
    public ExperimentGate(FrozenCatalog catalog, ReadOnlySpan<char> unit, bool admitsHeldOut, Span<byte> arms)
    {
        _catalog = catalog;
        _unit = unit;
        _admitsHeldOut = admitsHeldOut;
        _arms = arms;
        arms.Clear();
    }

    /// <summary>The verdict of the line item's own binding, and if that lets it pass, of its campaign's.</summary>
    public ExperimentVerdict Check(int lineItem, in LineItemRow row)
    {
        if (!row.Has(LineItemFlags.InExperiment))
        {
            return default;
        }

        ExperimentVerdict own = Check(_catalog.TermsOf(lineItem).Experiment);
        return own.Reason != RejectionReason.None ? own : Check(_catalog.Campaigns[row.Campaign].Experiment);
    }

    /// <summary>Whether the unit is in the holdout arm of an experiment that the line item, or its campaign, is bound to.</summary>
    public bool HoldsOut(int lineItem, in LineItemRow row) =>
        row.Has(LineItemFlags.InExperiment) && (HoldsOut(_catalog.TermsOf(lineItem).Experiment) || HoldsOut(_catalog.Campaigns[row.Campaign].Experiment));

    private bool HoldsOut(in ArmBinding binding) => binding.IsBound && IsHoldout(binding.Experiment - 1, ArmOf(binding.Experiment - 1));

    private ExperimentVerdict Check(in ArmBinding binding)
    {
        if (!binding.IsBound)
        {
            return default;
        }

        int experiment = binding.Experiment - 1;
        int arm = ArmOf(experiment);
        RejectionReason reason = arm < 0
            ? binding.InsideOnly != 0 ? RejectionReason.NotInExperiment : RejectionReason.None
            : IsHoldout(experiment, arm)
                ? _admitsHeldOut ? RejectionReason.None : RejectionReason.HeldOut
                : arm != binding.Arm ? RejectionReason.OtherExperimentArm : RejectionReason.None;
        return new ExperimentVerdict(reason, experiment, arm, binding.Arm);
    }

    private bool IsHoldout(int experiment, int arm) => arm >= 0 && _catalog.Experiments[experiment].Holdout == arm + 1;

    private int ArmOf(int experiment)
    {
        ref byte known = ref _arms[experiment];
        if (known == Unknown)
        {
            int arm = UnitArms.Find(_catalog, experiment, _unit);
            known = arm < 0 ? Outside : (byte)(arm + FirstArm);
        }

        return known - FirstArm < 0 ? -1 : known - FirstArm;
    }
}
