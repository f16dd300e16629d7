// Gathers a request's block lists and deals from its terms into spans of their own.
namespace AdSelect.Matching;

/// <summary>How many terms of each list a request has.</summary>
internal struct PolicyTerms
{
    private int _domains;
    private int _categories;
    private int _lineItems;
    private int _deals;

    public readonly int Count => _domains + _categories + _lineItems + _deals;

    public void Add(ulong key, int count)
    {
        _domains += key == ReservedKeys.BlockedDomain ? count : 0;
        _categories += key == ReservedKeys.BlockedCategory ? count : 0;
        _lineItems += key == ReservedKeys.BlockedLineItem ? count : 0;
        _deals += key == ReservedKeys.Deal ? count : 0;
    }

    /// <summary>Divides one span among the lists.</summary>
    public readonly void Divide(Span<ulong> keys, ref ResolvedRequest resolved)
    {
        resolved.BlockedDomains = keys[.._domains];
        resolved.BlockedCategories = keys.Slice(_domains, _categories);
        resolved.BlockedLineItems = keys.Slice(_domains + _categories, _lineItems);
        resolved.DealKeys = keys.Slice(_domains + _categories + _lineItems, _deals);
        resolved.DealFloors = resolved.DealFloors[.._deals];
    }

    public static void Place(ReadOnlySpan<Term> terms, ref ResolvedRequest resolved)
    {
        PolicyTerms next = default;
        for (int i = 0; i < terms.Length; i++)
        {
            ulong bits = (ulong)terms[i].Bits;
            switch (terms[i].Key)
            {
                case ReservedKeys.BlockedDomain:
                    resolved.BlockedDomains[next._domains++] = bits;
                    break;
                case ReservedKeys.BlockedCategory:
                    resolved.BlockedCategories[next._categories++] = bits;
                    break;
                case ReservedKeys.BlockedLineItem:
                    resolved.BlockedLineItems[next._lineItems++] = bits;
                    break;
                case ReservedKeys.Deal:
                    bool hasFloor = i + 1 < terms.Length && terms[i + 1].Key == ReservedKeys.DealFloor;
                    resolved.DealFloors[next._deals] = hasFloor ? terms[i + 1].Bits : -1;
                    resolved.DealKeys[next._deals++] = bits;
                    break;
            }
        }
    }
}
