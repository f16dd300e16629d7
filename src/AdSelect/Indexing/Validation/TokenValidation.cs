// The tokens of values: each belongs to one value, and within an attribute they ascend.
using System.Runtime.CompilerServices;
using AdSelect.Snapshots;
using static AdSelect.Indexing.Validation.SnapshotValidator;

namespace AdSelect.Indexing.Validation;

internal static class TokenValidation
{
    private const short None = -1;

    /// <summary>The attribute of every token that there can be; negative for tokens of no value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static short[] AttributesOf(FrozenCatalog catalog)
    {
        short[] attributes = new short[Tokens.Limit];
        Array.Fill(attributes, None);
        bool fits = true;
        for (int i = 0; i < catalog.Attributes.Length; i++)
        {
            int last = Tokens.First - 1;
            foreach (ushort token in catalog.ValueTokens.Span.Slice(catalog.Attributes[i].FirstValue, catalog.Attributes[i].ValueCount))
            {
                // After the first value without a token no other has one.
                bool isOwn = token != Tokens.Never && token > last && token < catalog.TokenCount && attributes[token] == None;
                fits &= isOwn || token == Tokens.Never;
                last = isOwn ? token : int.MaxValue;
                if (isOwn)
                {
                    attributes[token] = (short)i;
                }
            }
        }

        Require(fits, SectionId.ValueTokens, "tokens belong to one value each and ascend within an attribute");
        return attributes;
    }
}
