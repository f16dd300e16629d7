// Translates a request's terms into the snapshot's terms, in two passes: count by attribute, then place.
using AdSelect.Indexing;

namespace AdSelect.Matching;

internal static class RequestResolver
{
    /// <summary>A request whose values of a bucketed attribute fall into more buckets than this skips the rows: their union would hold almost everybody.</summary>
    private const int MaxBucketsPerRequest = 8;

    /// <summary>Fills <paramref name="resolved"/>, whose spans the caller has sized with <see cref="RequestMemory"/>. On an error nothing is of use.</summary>
    public static RequestError Resolve(FrozenCatalog catalog, AttributeLookup lookup, ReadOnlySpan<Term> terms, Span<short> attributeOf, Span<ulong> policyKeys, ref ResolvedRequest resolved)
    {
        resolved.ValueCountOf.Clear();
        PolicyCounts policy = default;
        RequestError error = Count(catalog, lookup, terms, attributeOf, ref resolved, ref policy);
        if (error.Code != RequestErrorCode.None)
        {
            return error;
        }

        int first = 0;
        for (int i = 0; i < resolved.FirstValueOf.Length; i++)
        {
            resolved.FirstValueOf[i] = first;
            first += resolved.ValueCountOf[i];
        }

        policy.Divide(policyKeys, ref resolved);
        Place(catalog, terms, attributeOf, ref resolved);
        SelectClasses(catalog, ref resolved);
        return default;
    }

    private static RequestError Count(FrozenCatalog catalog, AttributeLookup lookup, ReadOnlySpan<Term> terms, Span<short> attributeOf, ref ResolvedRequest resolved, ref PolicyCounts policy)
    {
        ulong lastKey = 0;
        int last = AttributeLookup.NotDeclared;
        int places = 0;
        for (int i = 0; i < terms.Length; i++)
        {
            ulong key = terms[i].Key;
            if (key != lastKey)
            {
                lastKey = key;
                last = lookup.Find(key);
                if (last >= 0 && catalog.Attributes[last].Key != key)
                {
                    return new RequestError(RequestErrorCode.WrongKind, lookup.NameOf(last));
                }
            }

            attributeOf[i] = (short)last;
            if (last < 0)
            {
                policy.Count(key);
                continue;
            }

            resolved.ValueCountOf[last]++;
            if (catalog.Attributes[last].Kind == AttributeKind.Location && (++places > resolved.Places.Length || !IsFollowedBy(terms, i, ReservedKeys.Longitude)))
            {
                return new RequestError(RequestErrorCode.TooManyValues, lookup.NameOf(last));
            }
        }

        return default;
    }

    private static bool IsFollowedBy(ReadOnlySpan<Term> terms, int index, ulong key) => index + 1 < terms.Length && terms[index + 1].Key == key;

    private static void Place(FrozenCatalog catalog, ReadOnlySpan<Term> terms, ReadOnlySpan<short> attributeOf, ref ResolvedRequest resolved)
    {
        ValueIndex values = catalog.Values;
        int places = 0;
        resolved.Tokens.Clear();
        resolved.Tokens[0] = 1UL << Indexing.Tokens.Always;
        resolved.ValueCountOf.Clear();
        PolicyCounts policy = default;
        for (int i = 0; i < terms.Length; i++)
        {
            int attribute = attributeOf[i];
            if (attribute < 0)
            {
                policy.Place(terms, i, ref resolved);
                continue;
            }

            ref readonly AttributeRow row = ref catalog.Attributes[attribute];
            int at = resolved.FirstValueOf[attribute] + resolved.ValueCountOf[attribute]++;
            if (row.Kind == AttributeKind.Location)
            {
                resolved.NumberKeys[at] = places;
                resolved.ValueIds[at] = ValueIndex.NotListed;
                PlaceLocation(terms[i], terms[i + 1], ref resolved.Places[places++]);
                continue;
            }

            int id = row.ValueCount == 0 ? ValueIndex.NotListed : values.Find(row, terms[i].Bits);
            resolved.ValueIds[at] = id;
            resolved.NumberKeys[at] = NumberKey.OfBits(row.Kind, terms[i].Bits);
            if (id >= 0)
            {
                // Values without a token set the bit of the token that no record tests as any-of; it is cleared below.
                int token = catalog.ValueTokens[id];
                resolved.Tokens[token >> 6] |= 1UL << token;
            }
        }

        resolved.Tokens[0] &= ~(1UL << Indexing.Tokens.Never);
    }

    private static void PlaceLocation(Term latitude, Term longitude, ref Place place)
    {
        place.Latitude = BitConverter.Int64BitsToDouble(latitude.Bits);
        place.Longitude = BitConverter.Int64BitsToDouble(longitude.Bits);
        (place.X, place.Y, place.Z) = GreatCircle.UnitVector(place.Latitude, place.Longitude);
    }

    private static void SelectClasses(FrozenCatalog catalog, ref ResolvedRequest resolved)
    {
        int next = 0;
        resolved.GroupCount = 0;
        for (int i = 0; i < catalog.Attributes.Length; i++)
        {
            ref readonly AttributeRow row = ref catalog.Attributes[i];
            int count = resolved.ValueCountOf[i];
            int first = next;
            if (count == 0)
            {
                resolved.Classes[next++] = row.FirstClass;
            }
            else
            {
                next = AddDistinctClasses(catalog, row, i, next, ref resolved);
            }

            if (row.Mode == ClassMode.Buckets && next - first > MaxBucketsPerRequest)
            {
                next = first;
                continue;
            }

            resolved.Groups[resolved.GroupCount++] = new ClassGroup
            {
                FirstClass = first,
                ClassCount = next - first,
                MultiClass = count > 1 ? row.MultiClass : -1,
                MultiNeedsProgram = row.Mode != ClassMode.Buckets,
            };
        }
    }

    private static int AddDistinctClasses(FrozenCatalog catalog, in AttributeRow row, int attribute, int next, ref ResolvedRequest resolved)
    {
        ReadOnlySpan<int> ids = resolved.IdsOf(attribute);
        ReadOnlySpan<long> keys = resolved.KeysOf(attribute);
        if (ids.Length == 1)
        {
            resolved.Classes[next] = row.FirstClass + ClassOf(catalog, row, ids[0], keys[0]);
            return next + 1;
        }

        Span<ulong> seen = stackalloc ulong[(AttributeRow.MaxClasses + 63) / 64];
        seen.Clear();
        for (int i = 0; i < ids.Length; i++)
        {
            int c = ClassOf(catalog, row, ids[i], keys[i]);
            if ((seen[c >> 6] & (1UL << c)) == 0)
            {
                seen[c >> 6] |= 1UL << c;
                resolved.Classes[next++] = row.FirstClass + c;
            }
        }

        return next;
    }

    private static int ClassOf(FrozenCatalog catalog, in AttributeRow row, int id, long key)
    {
        switch (row.Mode)
        {
            case ClassMode.Intervals:
                ReadOnlySpan<long> cuts = catalog.Cuts.Span.Slice(row.FirstCut, row.CutCount);
                int at = cuts.BinarySearch(key);
                return 1 + (at >= 0 ? at + 1 : ~at);
            case ClassMode.Presence:
                return 1;
            default:
                return id < 0 ? 1 : catalog.ValueClasses[id];
        }
    }

    /// <summary>How many terms of each block list a request has; divides one span among them.</summary>
    private struct PolicyCounts
    {
        private int _domains;
        private int _categories;
        private int _lineItems;
        private int _deals;

        public void Count(ulong key)
        {
            _domains += key == ReservedKeys.BlockedDomain ? 1 : 0;
            _categories += key == ReservedKeys.BlockedCategory ? 1 : 0;
            _lineItems += key == ReservedKeys.BlockedLineItem ? 1 : 0;
            _deals += key == ReservedKeys.Deal ? 1 : 0;
        }

        public readonly void Divide(Span<ulong> keys, ref ResolvedRequest resolved)
        {
            resolved.BlockedDomains = keys[.._domains];
            resolved.BlockedCategories = keys.Slice(_domains, _categories);
            resolved.BlockedLineItems = keys.Slice(_domains + _categories, _lineItems);
            resolved.DealKeys = keys.Slice(_domains + _categories + _lineItems, _deals);
            resolved.DealFloors = resolved.DealFloors[.._deals];
        }

        public void Place(ReadOnlySpan<Term> terms, int index, ref ResolvedRequest resolved)
        {
            ulong bits = (ulong)terms[index].Bits;
            switch (terms[index].Key)
            {
                case ReservedKeys.BlockedDomain:
                    resolved.BlockedDomains[_domains++] = bits;
                    break;
                case ReservedKeys.BlockedCategory:
                    resolved.BlockedCategories[_categories++] = bits;
                    break;
                case ReservedKeys.BlockedLineItem:
                    resolved.BlockedLineItems[_lineItems++] = bits;
                    break;
                case ReservedKeys.Deal:
                    resolved.DealFloors[_deals] = IsFollowedBy(terms, index, ReservedKeys.DealFloor) ? terms[index + 1].Bits : -1;
                    resolved.DealKeys[_deals++] = bits;
                    break;
            }
        }
    }
}
