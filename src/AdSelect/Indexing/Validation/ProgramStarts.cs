// Where clauses and programs of the targeting code begin: one bit per word, set while they are walked.
namespace AdSelect.Indexing.Validation;

internal sealed class ProgramStarts(int codeLength)
{
    private readonly ulong[] _marks = new ulong[(codeLength + 63) / 64];

    public bool Contains(int position) => (uint)(position >> 6) < (uint)_marks.Length && (_marks[position >> 6] & (1UL << position)) != 0;

    /// <summary>Marks positions that one thread finds in ascending order. Other threads mark others at the same time, with a marker of their own.</summary>
    public ref struct Marker(ProgramStarts starts)
    {
        private int _word;
        private ulong _bits;

        public void Add(int position)
        {
            if (position >> 6 != _word)
            {
                Flush();
                _word = position >> 6;
            }

            _bits |= 1UL << position;
        }

        /// <summary>Whoever has added the last position does this.</summary>
        public void Flush()
        {
            // The first and the last word of a range may be another thread's too.
            if (_bits != 0)
            {
                Interlocked.Or(ref starts._marks[_word], _bits);
                _bits = 0;
            }
        }
    }
}
