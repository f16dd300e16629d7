// What requests name and the snapshot lacks: counted while they are answered, told once at the end.
using AdSelect.Internals;
using AdSelect.Tool.Output;

namespace AdSelect.Tool.Requests;

/// <summary>Unknown names of one kind.</summary>
/// <param name="noun">What is named, in the singular.</param>
/// <param name="counted">Whatever names it, in the singular.</param>
/// <param name="known">The names that the snapshot has.</param>
internal sealed class UnknownNames(string noun, string counted, Func<IEnumerable<string>> known)
{
    /// <summary>Names that are told one by one; the others are only counted.</summary>
    public const int MaxShown = 20;

    // A file of a million strange ids must not fill the memory.
    private const int MaxCounted = 10_000;

    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private long _beyond;

    /// <summary>Counts some names.</summary>
    public void Add(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (_counts.Count < MaxCounted || _counts.ContainsKey(name))
            {
                _counts[name] = _counts.GetValueOrDefault(name) + 1;
            }
            else
            {
                _beyond++;
            }
        }
    }

    /// <summary>The warnings, the most frequent name first.</summary>
    /// <param name="consequence">What it means, as the end of a sentence.</param>
    public IEnumerable<string> Warnings(string consequence)
    {
        KeyValuePair<string, long>[] ordered = [.. _counts.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal)];
        foreach ((string name, long count) in ordered.Take(MaxShown))
        {
            yield return $"{noun} '{name}' of {Words.Count(count, counted)} is not in the snapshot, {consequence}{Spelling.Ending(name, known())}";
        }

        if (ordered.Length > MaxShown || _beyond > 0)
        {
            long rest = ordered.Skip(MaxShown).Sum(one => one.Value) + _beyond;
            string names = _beyond > 0 ? $"more than {ordered.Length - MaxShown:N0} other {noun}s" : Words.Count(ordered.Length - MaxShown, $"other {noun}");
            yield return $"{names} of {Words.Count(rest, counted)} are not in the snapshot either.";
        }
    }
}
