// Where clauses and programs of the targeting code begin: one mark per word, set while they are walked.
namespace AdSelect.Indexing.Validation;

/// <summary>A mark is a byte of its own, so that several threads set marks without taking turns.</summary>
internal sealed class ProgramStarts(int codeLength)
{
    private readonly bool[] _marks = new bool[codeLength];

    public bool Contains(int position) => (uint)position < (uint)_marks.Length && _marks[position];

    public void Add(int position) => _marks[position] = true;
}
