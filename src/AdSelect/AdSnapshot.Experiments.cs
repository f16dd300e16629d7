// Which arm of an experiment a unit is in, for hosts that count units by arm.
using AdSelect.Indexing;
using AdSelect.Internals;

namespace AdSelect;

public sealed partial class AdSnapshot
{
    /// <summary>
    /// The name of the arm that a unit is in; null outside of the experiment. It is a function of the experiment and the unit alone,
    /// so that units can be counted by arm whether or not they are served anything. Allocates the name.
    /// </summary>
    /// <param name="experimentId">The experiment.</param>
    /// <param name="unit">As in <see cref="AdRequest.ExperimentUnit"/>.</param>
    /// <exception cref="ArgumentException">No experiment has the id.</exception>
    public string? ExperimentArmOf(string experimentId, ReadOnlySpan<char> unit)
    {
        ArgumentNullException.ThrowIfNull(experimentId);
        int experiment = ValidText.Is(experimentId) ? Segments.Find(ElementKind.Experiment, System.Text.Encoding.UTF8.GetBytes(experimentId)) : -1;
        if (experiment < 0)
        {
            throw new ArgumentException($"No experiment has the id '{experimentId}'.", nameof(experimentId));
        }

        FrozenCatalog part = PartOf(ElementKind.Experiment, ref experiment);
        int arm = UnitArms.Find(part, experiment, unit);
        return Alive(arm < 0 ? null : part.ArmNames[part.Experiments[experiment].FirstArm + arm]);
    }
}
