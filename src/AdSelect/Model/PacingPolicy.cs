// How delivery is spread over a flight.
namespace AdSelect;

/// <summary>How delivery is spread over the flight.</summary>
public enum PacingPolicy : byte
{
    /// <summary>As fast as possible.</summary>
    AsFastAsPossible = 0,

    /// <summary>Evenly, by the catalog's traffic curve.</summary>
    Even = 1,

    /// <summary>More in the first half of the flight.</summary>
    FrontLoaded = 2,
}

/// <summary>How what fell behind is caught up.</summary>
public enum CatchUp : byte
{
    /// <summary>Evenly over what is left of the flight.</summary>
    Spread = 0,

    /// <summary>At once.</summary>
    AtOnce = 1,
}
