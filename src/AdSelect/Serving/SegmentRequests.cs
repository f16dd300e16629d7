// A request in the terms of each segment: resolved for the base at once, for a delta when it is walked.
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AdSelect.Eligibility;
using AdSelect.Indexing;
using AdSelect.Internals;
using AdSelect.Matching;

namespace AdSelect.Serving;

/// <summary>
/// Values are numbered by each segment in its own way, so a request is translated once for each. The deltas share the memory of one: it
/// holds the terms of the one that was walked last.
/// </summary>
internal ref struct SegmentRequests
{
    private SegmentList _segments;
    private ReadOnlySpan<char> _unit;
    private bool _admitsHeldOut;
    private Span<char> _experiments;
    private ProfileBytes _profile;
    private ReadOnlySpan<Term> _terms;
    private Span<Term> _regrouped;
    private Span<Term> _allTerms;
    private Span<byte> _ofDeltas;
    private ResolvedRequest _ofBase;
    private ResolvedRequest _ofDelta;
    private RowPlan _planOfBase;
    private int _delta;
    private bool _isDelta;

    /// <summary>Memory for the rows that a walk intersects.</summary>
    public RowPlan Plan;

    /// <summary>Lays out the memory of a call.</summary>
    /// <param name="segments">The parts of the snapshot.</param>
    /// <param name="profile">The request's profile, opened.</param>
    /// <param name="request">The request.</param>
    /// <param name="memory">Room for <see cref="BytesFor"/> the request.</param>
    public void Begin(SegmentList segments, scoped in ProfileBytes profile, in AdRequest request, scoped ref CallMemory memory)
    {
        _segments = segments;
        _terms = request.Terms;
        _profile = profile;
        _unit = request.ExperimentUnit;
        _admitsHeldOut = request.AdmitsHeldOut;
        var size = new RequestMemory(segments.Base.Catalog, _terms.Length, _profile.ValueCount);
        size.LayRequest(ref memory, ref _ofBase);
        _regrouped = size.LayTerms(ref memory);
        size.LayPlan(ref memory, ref Plan);
        _experiments = memory.Take<char>(ExperimentRoom(segments, _unit));
        if (segments.Count > 1)
        {
            _planOfBase = Plan;
            _allTerms = memory.Take<Term>(request.Profile.IsEmpty ? 0 : TermsOfDelta(profile, request));
            _ofDeltas = memory.Take<byte>(DeltaBytes(segments, TermsOfDelta(profile, request)));
        }
    }

    /// <summary>Block lists and deals; the same in the terms of every segment.</summary>
    [UnscopedRef]
    public readonly ref readonly PolicyLists Policy => ref _ofBase.Policy;

    /// <summary>The request in the terms of the segment that was resolved last.</summary>
    [UnscopedRef]
    public readonly ref readonly ResolvedRequest Current => ref _isDelta ? ref _ofDelta : ref _ofBase;

    /// <summary>The bytes that the requests of all segments take.</summary>
    public static int BytesFor(SegmentList segments, scoped in ProfileBytes profile, in AdRequest request)
    {
        int bytes = new RequestMemory(segments.Base.Catalog, request.Terms.Length, profile.ValueCount).Bytes
            + CallMemory.SizeOf<char>(ExperimentRoom(segments, request.ExperimentUnit));
        if (segments.Count > 1)
        {
            int terms = TermsOfDelta(profile, request);
            bytes += CallMemory.SizeOf<Term>(request.Profile.IsEmpty ? 0 : terms) + CallMemory.SizeOf<byte>(DeltaBytes(segments, terms));
        }

        return bytes;
    }

    public RequestError ResolveBase()
    {
        Segment segment = _segments.Base;
        return RequestResolver.Resolve(segment.Catalog, segment.Lookup, _terms, _profile, _regrouped, ref _ofBase);
    }

    /// <summary>Makes the request in a segment's terms the current one.</summary>
    public void Resolve(Segment segment)
    {
        if (_segments.Count == 1)
        {
            return;
        }

        _isDelta = segment.Place > 0;
        if (_isDelta)
        {
            ResolveDelta(segment);
        }
        else
        {
            Plan = _planOfBase;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ResolveDelta(Segment segment)
    {
        // A delta's attributes are its own, so it is given a profile's values like any others.
        bool isFirst = _delta == 0;
        ReadOnlySpan<Term> terms = _allTerms.IsEmpty ? _terms : isFirst ? ProfileTerms.Expand(_segments.Base.Catalog, _profile, _terms, _allTerms) : _allTerms;
        var memory = new CallMemory(_ofDeltas);
        var size = new RequestMemory(segment.Catalog, terms.Length);
        ResolvedRequest request = default;
        size.LayRequest(ref memory, ref request);
        Span<Term> regrouped = size.LayTerms(ref memory);
        size.LayPlan(ref memory, ref Plan);
        if (_delta == segment.Place)
        {
            return;
        }

        // What the base takes without error a delta takes too: its attributes are among the base's.
        _delta = segment.Place;
        _ofDelta = request;
        RequestError error = RequestResolver.Resolve(segment.Catalog, segment.Lookup, terms, default, regrouped, ref _ofDelta);
        Debug.Assert(error.Code == RequestErrorCode.None, "a delta has attributes of its base only");
    }

    /// <summary>The experiments of a segment, asked for the request's unit.</summary>
    public readonly ExperimentGate ExperimentsOf(Segment segment) => new(segment.Catalog, _unit, _admitsHeldOut, _experiments);

    private static int TermsOfDelta(scoped in ProfileBytes profile, in AdRequest request) => request.Terms.Length + profile.ValueCount;

    private static int DeltaBytes(SegmentList segments, int terms)
    {
        int bytes = 0;
        foreach (Segment segment in segments.All[1..])
        {
            bytes = Math.Max(bytes, new RequestMemory(segment.Catalog, terms).Bytes);
        }

        return bytes;
    }

    private static int ExperimentRoom(SegmentList segments, ReadOnlySpan<char> unit)
    {
        int room = 0;
        foreach (Segment segment in segments.All)
        {
            room = Math.Max(room, ExperimentGate.RoomFor(segment.Catalog, unit));
        }

        return room;
    }
}
