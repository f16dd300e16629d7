// Gathers a request's block lists and deals from its terms into spans of their own.
using System.Runtime.CompilerServices;

namespace AdSelect.Matching;

/// <summary>How many terms of each list a request has, and among which terms they are.</summary>
internal struct PolicyTerms
{
    private int _domains;
    private int _categories;
    private int _lineItems;
    private int _deals;
    private int _first;
    private int _end;

    /// <summary>Counts terms that follow each other and are no attribute's.</summary>
    public void Add(ulong key, int first, int count)
    {
        _domains += key == ReservedKeys.BlockedDomain ? count : 0;
        _categories += key == ReservedKeys.BlockedCategory ? count : 0;
        _lineItems += key == ReservedKeys.BlockedLineItem ? count : 0;
        _deals += key == ReservedKeys.Deal ? count : 0;
        _first = _end == 0 ? first : _first;
        _end = first + count;
    }

    /// <summary>Divides the memory of the lists and fills it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly void Place(scoped ReadOnlySpan<Term> terms, ref PolicyLists lists)
    {
        Span<ulong> memory = lists.Divide(_domains, _categories, _lineItems, _deals);
        Span<ulong> domains = memory[.._domains];
        Span<ulong> categories = memory.Slice(_domains, _categories);
        Span<ulong> lineItems = memory.Slice(_domains + _categories, _lineItems);
        Span<ulong> deals = memory.Slice(_domains + _categories + _lineItems, _deals);
        Span<ulong> floors = memory.Slice(memory.Length / 2, _deals);
        PolicyTerms next = default;
        for (int i = _first; i < _end; i++)
        {
            ulong bits = (ulong)terms[i].Bits;
            switch (terms[i].Key)
            {
                case ReservedKeys.BlockedDomain:
                    domains[next._domains++] = bits;
                    break;
                case ReservedKeys.BlockedCategory:
                    categories[next._categories++] = bits;
                    break;
                case ReservedKeys.BlockedLineItem:
                    lineItems[next._lineItems++] = bits;
                    break;
                case ReservedKeys.Deal:
                    bool hasFloor = i + 1 < terms.Length && terms[i + 1].Key == ReservedKeys.DealFloor;
                    floors[next._deals] = hasFloor ? (ulong)terms[i + 1].Bits : ulong.MaxValue;
                    deals[next._deals++] = bits;
                    break;
            }
        }
    }
}
