// Which arm of an experiment a unit is in, for hosts that count units by arm.
using AdSelect.Indexing;

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
        FrozenCatalog part = _catalog;
        int experiment = part.ExperimentIds.Find(experimentId);
        if (experiment < 0 && View is { } delta)
        {
            part = delta.Catalog;
            experiment = part.ExperimentIds.Find(experimentId);
        }

        if (experiment < 0)
        {
            throw new ArgumentException($"No experiment has the id '{experimentId}'.", nameof(experimentId));
        }

        int arm = UnitArms.Find(part, experiment, unit);
        return Alive(arm < 0 ? null : part.ArmNames[part.Experiments[experiment].FirstArm + arm]);
    }
}
