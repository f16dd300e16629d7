// Why a cap keeps a line item or creative out.
using AdSelect.Indexing;

namespace AdSelect.Frequency;

/// <summary>What carries a cap.</summary>
internal enum CapOwner : byte
{
    LineItem = 0,
    Campaign = 1,
    Advertiser = 2,
    Creative = 3,
}

/// <summary>A cap that was reached, with its counts; the default is none.</summary>
internal struct CapVerdict
{
    public RejectionReason Reason;
    public CapOwner Owner;

    /// <summary>Ordinal of the creative that carries the cap, when one does.</summary>
    public int Creative;

    public CapRow Cap;

    /// <summary>Events recorded in the window.</summary>
    public int Recorded;

    /// <summary>Events that earlier slots of the request bring about.</summary>
    public int Provisional;
}
