// A listener's values as Lucene filters and queries.
using Lucene.Net.Queries;
using Lucene.Net.Search;
using LuceneTerm = Lucene.Net.Index.Term;

namespace AdSelect.Benchmarks.Peers;

/// <summary>
/// Percolation by inverted fields: for each attribute, the required field must hold a value of the request or the
/// wildcard, and the excluded field may hold none of its values.
/// </summary>
internal sealed class LuceneRequests(LuceneIndex index, Tokens tokens)
{
    // The sets of values that many requests ask for are kept; one of many rare values is not worth a bit per document.
    private const int MostCachedValues = 512;

    private readonly Dictionary<(string Field, string Term, bool WithWildcard), Filter> _cache = [];

    /// <summary>A filter that Lucene evaluates set by set.</summary>
    public Filter Filter(int[][] values)
    {
        var filter = new BooleanFilter();
        for (int attribute = 0; attribute < values.Length; attribute++)
        {
            if (tokens.IsRequired(attribute))
            {
                filter.Add(RequiredFilter(attribute, values[attribute]), Occur.MUST);
            }

            if (tokens.IsExcluded(attribute) && values[attribute].Length > 0)
            {
                AddExcluded(filter, attribute, values[attribute], Occur.MUST_NOT);
            }
        }

        return filter;
    }

    /// <summary>
    /// A query that Lucene evaluates document by document: the same sets as clauses of constant score, which leap over
    /// each other and can be left at any time. (Term queries look up each term's statistics in the dictionary and score
    /// what they pass; with eighty terms that took a millisecond at any size.)
    /// </summary>
    public Query Query(int[][] values, AdFormat format)
    {
        var query = new BooleanQuery(disableCoord: true);
        query.Add(new ConstantScoreQuery(Cached(LuceneIndex.Format, format.ToString(), withWildcard: false)), Occur.MUST);
        for (int attribute = 0; attribute < values.Length; attribute++)
        {
            if (tokens.IsRequired(attribute))
            {
                query.Add(new ConstantScoreQuery(RequiredFilter(attribute, values[attribute])), Occur.MUST);
            }

            if (tokens.IsExcluded(attribute) && values[attribute].Length > 0)
            {
                var excluded = new BooleanFilter();
                AddExcluded(excluded, attribute, values[attribute], Occur.SHOULD);
                query.Add(new ConstantScoreQuery(excluded), Occur.MUST_NOT);
            }
        }

        return query;
    }

    private Filter RequiredFilter(int attribute, int[] values)
    {
        string field = LuceneIndex.Required(attribute);
        if (values.Length == 0)
        {
            return Cached(field, LuceneIndex.Wildcard, withWildcard: false);
        }

        if (IsCached(attribute) && values.Length == 1)
        {
            return Cached(field, LuceneIndex.TermOf(values[0]), withWildcard: true);
        }

        var any = new BooleanFilter();
        if (IsCached(attribute))
        {
            foreach (int value in values)
            {
                any.Add(Cached(field, LuceneIndex.TermOf(value), withWildcard: true), Occur.SHOULD);
            }
        }
        else
        {
            any.Add(Cached(field, LuceneIndex.Wildcard, withWildcard: false), Occur.SHOULD);
            any.Add(new TermsFilter([.. values.Select(value => new LuceneTerm(field, LuceneIndex.TermOf(value)))]), Occur.SHOULD);
        }

        return any;
    }

    private void AddExcluded(BooleanFilter filter, int attribute, int[] values, Occur occur)
    {
        string field = LuceneIndex.Excluded(attribute);
        if (!IsCached(attribute))
        {
            filter.Add(new TermsFilter([.. values.Select(value => new LuceneTerm(field, LuceneIndex.TermOf(value)))]), occur);
            return;
        }

        foreach (int value in values)
        {
            filter.Add(Cached(field, LuceneIndex.TermOf(value), withWildcard: false), occur);
        }
    }

    private bool IsCached(int attribute) => tokens.CountOf(attribute) <= MostCachedValues;

    private Filter Cached(string field, string term, bool withWildcard)
    {
        if (!_cache.TryGetValue((field, term, withWildcard), out Filter? filter))
        {
            LuceneTerm[] terms = withWildcard ? [new LuceneTerm(field, term), new LuceneTerm(field, LuceneIndex.Wildcard)] : [new LuceneTerm(field, term)];
            filter = new CachingWrapperFilter(new TermsFilter(terms));
            filter.GetDocIdSet(index.Segment, null);
            _cache.Add((field, term, withWildcard), filter);
        }

        return filter;
    }
}
