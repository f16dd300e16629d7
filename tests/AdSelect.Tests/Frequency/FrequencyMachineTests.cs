// Long lives of stores and selectors, step by random step, against a plain log.
using AdSelect.Tests.Oracle;
using AdSelect.Tests.Oracle.Generators;
using AdSelect.Tests.Selection;
using FsCheck.Xunit;

namespace AdSelect.Tests.Frequency;

/// <summary>
/// Requests, recorded winners, repeated and late events, clocks that jump forward and back, editions of the catalog, restarts from a saved
/// store, compacted histories, and a store that gives part of what it knows or nothing: after every step the selection is the one
/// that the oracle makes of the log.
/// </summary>
public sealed class FrequencyMachineTests
{
    private const int Steps = 120;
    private static readonly ListenerIdentity[] Identities = [.. Enum.GetValues<CapIdentity>().Select(kind => new ListenerIdentity(kind, $"the {kind}"))];

    [Property(MaxTest = 60)]
    public void StoreAndEngineAreThePlainLog(int seed) => new Machine(seed).Run();

    [Fact]
    public void ItMeetsWhatItIsAbout()
    {
        var seen = new HashSet<RejectionReason>();
        int won = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            var machine = new Machine(seed);
            machine.Run();
            seen.UnionWith(machine.Reasons);
            won += machine.Won;
        }

        Assert.Superset(
            new HashSet<RejectionReason>
            {
                RejectionReason.None,
                RejectionReason.FrequencyCapReached,
                RejectionReason.TooRecent,
                RejectionReason.IdentityMissing,
            },
            seen);
        Assert.InRange(won, 20 * Steps / 5, int.MaxValue);
    }

    private sealed class Machine
    {
        // A log forgets nothing. When the store forgets a session depends on who shares its part of the memory.
        private static readonly InMemoryExposureStoreOptions Patient = new()
        {
            Retention = new ExposureRetention { MaxRecords = 1_024, Age = TimeSpan.FromDays(10_000), SessionAge = TimeSpan.FromDays(10_000) },
        };

        private readonly Draw _draw;
        private readonly Dictionary<CapIdentity, List<PlainExposure>> _log = Enum.GetValues<CapIdentity>()
            .ToDictionary(kind => kind, _ => new List<PlainExposure>());
        private readonly List<(CapIdentity Identity, PlainExposure Exposure)> _all = [];
        private readonly AdSelector _selector;
        private Catalog _catalog;
        private OracleSelector _oracle;
        private InMemoryExposureStore _store = new(Patient);
        private DateTimeOffset _now = Domain.Now;
        private ulong _nextId = 1;
        private string _session = "session";
        private string _break = "break";

        public Machine(int seed)
        {
            _draw = new Draw(seed);
            _catalog = NextCatalog();
            _oracle = new OracleSelector(_catalog);
            _selector = new AdSelector(Engine.Compile(_catalog));
        }

        public HashSet<RejectionReason> Reasons { get; } = [];

        public int Won { get; private set; }

        public void Run()
        {
            for (int step = 0; step < Steps; step++)
            {
                Change();
                Ask(step);
            }
        }

        private void Change()
        {
            switch (_draw.Between(0, 15))
            {
                case 0:
                    _catalog = NextCatalog();
                    _oracle = new OracleSelector(_catalog);
                    _selector.Publish(Engine.Compile(_catalog));
                    break;
                case 1:
                    using (var file = new MemoryStream())
                    {
                        _store.Save(file);
                        file.Position = 0;
                        _store = InMemoryExposureStore.Load(file, Patient);
                    }

                    break;
                case 2:
                    _now += _draw.Pick(TimeSpan.FromDays(1), TimeSpan.FromDays(9), TimeSpan.FromHours(-1), TimeSpan.FromHours(-30));
                    break;
                case 3 when _all.Count > 0:
                    // Reported twice, at times with another time stamp.
                    (CapIdentity identity, PlainExposure exposure) = _draw.Pick(_all);
                    Record(identity, exposure with { Time = exposure.Time.AddHours(_draw.Pick(0, 0, 5, -5)) });
                    break;
                case 4 when _all.Count > 0:
                    // Late, early, and of another kind.
                    (identity, exposure) = _draw.Pick(_all);
                    Record(
                        identity,
                        exposure with
                        {
                            Id = _nextId++,
                            Event = _draw.Pick(AdEvent.Click, AdEvent.Impression),
                            Time = _now + _draw.Pick(TimeSpan.FromHours(-25), TimeSpan.FromMinutes(-59), TimeSpan.FromHours(2), TimeSpan.FromDays(3_650)),
                        });
                    break;
                case 5:
                    _session = $"session {_now.Ticks}";
                    break;
                case 6 or 7:
                    _break = $"break {_now.Ticks}";
                    break;
                default:
                    _now += _draw.Pick(TimeSpan.Zero, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(30), TimeSpan.FromHours(3));
                    break;
            }
        }

        private void Ask(int step)
        {
            CapIdentity[] known = _draw.Chance(80) ? Enum.GetValues<CapIdentity>() : _draw.Some(Enum.GetValues<CapIdentity>(), 0, 4);

            // A store that fails says so; what the host still knows itself may be all or nothing.
            CapIdentity[] failed = _draw.Chance(15) ? [.. _draw.Some(known, 0, known.Length)] : [];
            bool isLost = _draw.Chance(50);
            bool Knows(CapIdentity kind) => !(isLost && failed.Contains(kind));
            var plain = new PlainRequest
            {
                Id = $"step {step}",
                Time = _now,
                Slots = [.. Enumerable.Range(0, _draw.Pick(1, 1, 2, 3)).Select(_ => new PlainSlot(AdFormat.Audio))],
                Listener = new PlainListener
                {
                    Complete = [.. known.Except(failed)],
                    Logs = known.ToDictionary(kind => kind, kind => (IReadOnlyList<PlainExposure>)(Knows(kind) ? _log[kind] : [])),
                    SessionId = _session,
                    BreakId = _break,
                },
            };
            var request = new AdRequest(new Term[1]);
            plain.Fill(ref request);
            var histories = new ExposureHistories { SessionId = _session, BreakId = _break };
            foreach (CapIdentity kind in known)
            {
                byte[] history = _store.Read(Identities[(int)kind], _now).Bytes.ToArray();
                Assert.True(history.AsSpan().IsEmpty == (_log[kind].Count == 0));
                history = Knows(kind) ? history : [];
                histories.Set(kind, _draw.Chance(30) ? ExposureHistory.Compact(history, AdSelectLimits.MaxHistoryRecords) : history, !failed.Contains(kind));
            }

            request.Exposures = histories;
            var winners = new AdSelection[3];
            int count = _selector.Select(in request, winners, out AdSnapshot snapshot);
            OracleWinner[] expected = _oracle.Select(plain, 3);
            Same.Answer(expected, [.. winners.Take(count).Select(winner => Engine.Resolve(winner, snapshot))], plain);
            Reasons.UnionWith(_oracle.Catalog.LineItems.Select(item => _oracle.Reason(item, plain, plain.Slots[0])));
            Won += count > 0 ? 1 : 0;
            if (count > 0 && _draw.Chance(80))
            {
                RecordWinner(snapshot, winners[0], _oracle.PickOf(expected[0]));
            }
        }

        private void RecordWinner(AdSnapshot snapshot, in AdSelection winner, OraclePick pick)
        {
            HashSet<string> categories = _oracle.Catalog.CategoriesOf(pick.Creative.Creative);
            var line = new PlainExposure(
                AdEvent.Impression,
                _nextId++,
                _now,
                pick.Item.Id,
                pick.Creative.Creative.Id,
                pick.Item.Campaign.Id,
                pick.Item.Advertiser.Id)
            {
                CountsTowardParents = pick.Item.LineItem.CountsTowardParents,
                SessionId = _session,
                BreakId = _break,
                Categories = [.. Capped(_catalog).Where(categories.Contains)],
            };
            Exposure exposure = snapshot.CreateExposure(winner, line.Event, line.Id, line.Time) with { SessionId = _session, BreakId = _break };
            Assert.Equal(line.ToExposure() with { Categories = exposure.Categories }, exposure);
            Assert.All(line.Categories, category => Assert.True(exposure.HasCategory(category)));
            foreach (CapIdentity kind in Enum.GetValues<CapIdentity>())
            {
                Record(kind, line);
            }
        }

        private void Record(CapIdentity identity, PlainExposure exposure)
        {
            bool isNew = !_log[identity].Exists(line => (line.Id, line.Event) == (exposure.Id, exposure.Event));
            Assert.Equal(isNew, _store.Record(Identities[(int)identity], exposure.ToExposure(), _now));
            exposure = exposure.Time > _now ? exposure with { Time = _now } : exposure;
            _log[identity].Add(exposure);
            _all.Add((identity, exposure));
        }

        private static IEnumerable<string> Capped(Catalog catalog) =>
            catalog.LineItems.SelectMany(item => item.Caps).Concat(catalog.Campaigns.SelectMany(campaign => campaign.Caps))
                .Concat(catalog.Advertisers.SelectMany(advertiser => advertiser.Caps)).Concat(catalog.Creatives.SelectMany(creative => creative.Caps))
                .Where(cap => cap.Scope == CapScope.Category).Select(cap => cap.Category!).Distinct();

        // Editions share ids: six line items of three campaigns and two advertisers, nothing else in their way.
        private Catalog NextCatalog()
        {
            var caps = new CapGenerator(_draw, percent: 35);
            return new Catalog
            {
                TimeZone = "Europe/Stockholm",
                Categories = Domain.CategoryTree,
                Advertisers =
                [
                    .. Enumerable.Range(0, 2)
                        .Select(i => new Advertiser($"advertiser {i}") { Categories = [Domain.CategoryIds[i]], Caps = caps.Caps(), Recency = caps.Recency() }),
                ],
                Campaigns =
                [
                    .. Enumerable.Range(0, 3)
                        .Select(i => new Campaign($"campaign {i}", $"advertiser {i % 2}") { Caps = caps.Caps(), Recency = caps.Recency() }),
                ],
                Creatives =
                [
                    .. Enumerable.Range(0, 6)
                        .Select(i =>
                            SmallCatalog.Creative($"creative {i}", $"advertiser {i % 2}") with
                            {
                                Categories = _draw.Maybe(40, Domain.CategoryIds, 1),
                                Caps = caps.Caps(),
                                Recency = caps.Recency(),
                            }),
                ],
                LineItems = [.. _draw.Some([.. Enumerable.Range(0, 6)], 4, 6).Select(i => new LineItem($"item {i}", $"campaign {i % 3}")
                {
                    Price = Price.Cpm(1 + _draw.Between(0, 3)),
                    Caps = caps.Caps(),
                    Recency = caps.Recency(),
                    CountsTowardParents = _draw.Chance(80),
                    AllowsSameAdvertiser = _draw.Chance(80),
                    Creatives =
                    [
                        .. Enumerable.Range(0, 6)
                            .Where(creative => creative % 2 == i % 3 % 2)
                            .Select(creative => new CreativeAssignment($"creative {creative}")),
                    ],
                })],
            };
        }
    }
}
