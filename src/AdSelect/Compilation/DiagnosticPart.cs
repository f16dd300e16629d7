// What one thread finds in its share of the catalog, kept until its turn in the catalog's order comes.
using System.Runtime.InteropServices;

namespace AdSelect.Compilation;

/// <summary>
/// Findings are grouped by element, so that those of an element can be left out. Texts that the whole bag would not list
/// may be left empty: the bag only ever comes to list less, and it takes the parts over in order.
/// </summary>
internal sealed class DiagnosticPart(DiagnosticBag whole) : Diagnostics
{
    private readonly List<Finding> _findings = [];
    private int _element;
    private int _read;

    private readonly record struct Finding(int Element, bool IsError, string Code, string Path, string Message);

    public bool IsEmpty => _findings.Count == 0;

    /// <summary>What follows concerns this element; elements ascend.</summary>
    public void Begin(int element) => _element = element;

    public override void Error(string code, string path, string message) => _findings.Add(new Finding(_element, true, code, path, message));

    public override void Warning(string code, string path, string message) => _findings.Add(new Finding(_element, false, code, path, message));

    public override bool Lists(string code) => whole.Lists(code);

    /// <summary>Moves the findings up to and with an element to the whole bag.</summary>
    public void MoveThrough(int element)
    {
        for (; HasNext(element); _read++)
        {
            ref readonly Finding finding = ref CollectionsMarshal.AsSpan(_findings)[_read];
            if (finding.IsError)
            {
                whole.Error(finding.Code, finding.Path, finding.Message);
            }
            else
            {
                whole.Warning(finding.Code, finding.Path, finding.Message);
            }
        }
    }

    /// <summary>Leaves out the findings up to and with an element.</summary>
    public void DropThrough(int element)
    {
        while (HasNext(element))
        {
            _read++;
        }
    }

    /// <summary>Moves whatever is left, and makes the part ready for other elements.</summary>
    public void MoveAll()
    {
        MoveThrough(int.MaxValue);
        _findings.Clear();
        _element = 0;
        _read = 0;
    }

    private bool HasNext(int element) => _read < _findings.Count && _findings[_read].Element <= element;
}
