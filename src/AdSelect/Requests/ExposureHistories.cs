// What a request says about who listens and what they have met.
namespace AdSelect;

/// <summary>What becomes of a request with a history whose bytes are damaged or foreign.</summary>
public enum DamagedHistory : byte
{
    /// <summary>The request is refused with <see cref="RequestErrorCode.BadHistory"/>.</summary>
    Refuse = 0,

    /// <summary>The identity counts as missing: caps that deny without it deny, the others count nothing.</summary>
    TreatAsMissing = 1,
}

/// <summary>
/// The exposure histories of a request, one for each identity it knows, with the session and the break it belongs to. An identity
/// that is assigned is present, also with an empty history: it is known, and has met nothing. One that is not assigned is missing.
/// Assign what a store gave as it is, <c>User = store.Read(anna, now)</c>: where events may be missing from it, it says so itself.
/// </summary>
public ref struct ExposureHistories
{
    private ReadOnlySpan<byte> _user;
    private ReadOnlySpan<byte> _device;
    private ReadOnlySpan<byte> _household;
    private ReadOnlySpan<byte> _session;
    private ReadOnlySpan<byte> _break;
    private const int PersonBits = (1 << (int)CapIdentity.User) | (1 << (int)CapIdentity.Device) | (1 << (int)CapIdentity.Household);
    private byte _complete;

    /// <summary>What the signed-in person has met.</summary>
    public ReadOnlySpan<byte> User
    {
        readonly get => _user;
        set => Set(CapIdentity.User, value);
    }

    /// <summary>What was met on the device.</summary>
    public ReadOnlySpan<byte> Device
    {
        readonly get => _device;
        set => Set(CapIdentity.Device, value);
    }

    /// <summary>What the household has met.</summary>
    public ReadOnlySpan<byte> Household
    {
        readonly get => _household;
        set => Set(CapIdentity.Household, value);
    }

    /// <summary>What was met in the session.</summary>
    public ReadOnlySpan<byte> Session
    {
        readonly get => _session;
        set => Set(CapIdentity.Session, value);
    }

    /// <summary>What was met in the ad break.</summary>
    public ReadOnlySpan<byte> Break
    {
        readonly get => _break;
        set => Set(CapIdentity.Break, value);
    }

    /// <summary>The session under way: windows of kind <see cref="CapWindowKind.Session"/> count its events.</summary>
    public ExposureKey SessionId { get; set; }

    /// <summary>The ad break under way: windows of kind <see cref="CapWindowKind.Break"/> count its events.</summary>
    public ExposureKey BreakId { get; set; }

    /// <summary>What damaged bytes do to the request.</summary>
    public DamagedHistory OnDamage { get; set; }

    /// <summary>Bit n: the n-th identity is present, and was not given as incomplete.</summary>
    internal readonly byte Complete => _complete;

    /// <summary>Whether any identity has a history that is not empty.</summary>
    internal readonly bool IsAnyGiven => (_user.Length | _device.Length | _household.Length | _session.Length | _break.Length) != 0;

    /// <summary>Takes over histories that are all empty: which identities are known, as far as the consent lets it count.</summary>
    internal void TakeKnown(scoped in ExposureHistories empty, bool allowsPersonalData)
    {
        _complete = (byte)(empty._complete & (allowsPersonalData ? ~0 : ~PersonBits));
        SessionId = empty.SessionId;
        BreakId = empty.BreakId;
    }

    /// <summary>The history of an identity; empty when it is missing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such identity exists.</exception>
    public readonly ReadOnlySpan<byte> this[CapIdentity identity] => identity switch
    {
        CapIdentity.User => _user,
        CapIdentity.Device => _device,
        CapIdentity.Household => _household,
        CapIdentity.Session => _session,
        CapIdentity.Break => _break,
        _ => throw new ArgumentOutOfRangeException(nameof(identity)),
    };

    /// <summary>True when the identity is present, and was not given as incomplete.</summary>
    public readonly bool IsComplete(CapIdentity identity) => ((_complete >> (int)identity) & 1) != 0;

    /// <summary>Gives an identity's history. The bytes must not change until the selection is done.</summary>
    /// <param name="identity">Whose history it is.</param>
    /// <param name="history">The bytes (<see cref="ExposureHistory"/>).</param>
    /// <param name="isComplete">
    /// False when events of any time may be missing from it and the bytes do not say so. Caps that deny without the identity then deny;
    /// the others count what there is. A missing identity is the same as an incomplete empty history.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">No such identity exists.</exception>
    public void Set(CapIdentity identity, ReadOnlySpan<byte> history, bool isComplete = true)
    {
        switch (identity)
        {
            case CapIdentity.User:
                _user = history;
                break;
            case CapIdentity.Device:
                _device = history;
                break;
            case CapIdentity.Household:
                _household = history;
                break;
            case CapIdentity.Session:
                _session = history;
                break;
            case CapIdentity.Break:
                _break = history;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(identity));
        }

        int bit = 1 << (int)identity;
        _complete = (byte)(isComplete ? _complete | bit : _complete & ~bit);
    }

    /// <summary>Gives an identity's history as a store gave it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such identity exists.</exception>
    public void Set(CapIdentity identity, in StoredHistory history) => Set(identity, history.Bytes.Span);
}
