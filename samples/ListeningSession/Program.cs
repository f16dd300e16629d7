// An hour of listening with seven breaks: caps, separation, positions, gap and load hold across all of them.
using AdSelect;
using ListeningSession;

CompileResult compiled = SnapshotCompiler.Compile(Brands.Catalog());
if (compiled.Snapshot is null)
{
    Console.Error.WriteLine(string.Join('\n', compiled.Errors));
    return 1;
}

var evening = new Evening(new AdSelector(compiled.Snapshot));
PlayedBreak[] session =
[
    evening.Play(4, "after the first songs, 60 s", 60),
    evening.Play(13, "between two songs, 90 s", 90),
    evening.Play(16, "the listener skips on, 60 s", 60),
    evening.Play(24, "news, a spot and 60 s", 60, hasSponsoredSpot: true),
    evening.Play(35, "between two songs, 90 s", 90),
    evening.Play(46, "the long one, 120 s", 120),
    evening.Play(55, "the last, 60 s", 60),
];
Timeline.Write(session);

// What a listener would complain about.
string[] heard = [.. session.SelectMany(played => played.Ads).Select(ad => ad.Name)];
bool isTwiceAtMost = heard.Where(name => name is not ("Jingle" or "Talk More")).GroupBy(name => name).All(ads => ads.Count() <= 2);
bool isNeverRepeated = session.All(played => played.Ads.DistinctBy(ad => ad.Name).Count() == played.Ads.Length);
bool areColasApart = session.All(played => played.Ads.Count(ad => ad.Name.EndsWith("Cola", StringComparison.Ordinal)) <= 1);
bool isSponsorFirst = session.All(played => played.Ads.Select(ad => ad.Name).Where(name => name != "Jingle").ToList().IndexOf("Talk More") <= 0);
return isTwiceAtMost && isNeverRepeated && areColasApart && isSponsorFirst && heard.Length <= Evening.MaxLoad ? 0 : 1;
