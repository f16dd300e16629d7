// Where targeting programs begin: one bit per word of the code, set while the programs are walked.
namespace AdSelect.Indexing.Validation;

internal sealed class ProgramStarts(int codeLength)
{
    private readonly ulong[] _bits = new ulong[(codeLength + 63) / 64];

    public bool Contains(int position) => (uint)position < (uint)codeLength && (_bits[position >> 6] >> (position & 63) & 1) != 0;

    /// <summary>Adds starts within one word of bits; several threads may meet in the word where their ranges touch.</summary>
    public void Add(int word, ulong bits) => Interlocked.Or(ref _bits[word], bits);
}
