// docs/snapshot-format.md states every section and the place of every field; this holds it to the code.
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using AdSelect.Indexing;
using AdSelect.Snapshots;
using AdSelect.Tests.House;

namespace AdSelect.Tests.Snapshots;

public sealed class FormatDocumentTests
{
    private static readonly string s_document = Repository.Read("docs/snapshot-format.md");

    private static readonly Dictionary<Type, string> s_numbers = new()
    {
        [typeof(byte)] = "u8",
        [typeof(ushort)] = "u16",
        [typeof(int)] = "i32",
        [typeof(uint)] = "u32",
        [typeof(long)] = "i64",
        [typeof(ulong)] = "u64",
        [typeof(float)] = "f32",
        [typeof(double)] = "f64",
        [typeof(ArmBinding)] = "3 × u8",
        [typeof(EntryRecord.AnyTokens)] = "6 × u16",
        [typeof(EntryRecord.NoneTokens)] = "4 × u16",
    };

    public static TheoryData<string> Structs => [.. Elements.Select(type => type.Name)];

    private static Type[] Elements =>
    [
        typeof(AttributeRow), typeof(ValueSlot), typeof(PartitionRow), typeof(EntryRecord), typeof(CircleRow), typeof(LineItemRow), typeof(TermsRow),
        typeof(PresenceRow), typeof(CreativeRow), typeof(SupplyRow), typeof(CampaignRow), typeof(AdvertiserRow), typeof(DealRow),
        typeof(CapRow), typeof(ZoneRow), typeof(CategoryTierRow), typeof(ExperimentRow), typeof(ArmRow),
    ];

    [Theory]
    [MemberData(nameof(Structs))]
    public void TheLayoutOfEveryStructIsStated(string name)
    {
        string expected = Layout(Elements.Single(type => type.Name == name));
        Assert.True(s_document.Contains(expected, StringComparison.Ordinal), $"docs/snapshot-format.md must state:\n{expected}");
    }

    [Fact]
    public void EverySectionIsStatedWithItsIdAndItsElement()
    {
        string[] stated =
        [
            .. s_document
                .Split('\n')
                .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
                .Select(line => string.Join(' ', line.Split('|')[1..3].Select(cell => cell.Trim()))),
        ];
        Assert.Equal(
            Enum.GetValues<SectionId>().Select(id => $"{(int)id} {id}"),
            stated.Where(line => Enum.GetNames<SectionId>().Contains(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])));
    }

    private static string Layout(Type type)
    {
        var text = new StringBuilder();
        int size = (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;
        text.Append(CultureInfo.InvariantCulture, $"### {type.Name}, {size} bytes\n\n| offset | type | field |\n|---|---|---|\n");
        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            Type number = field.FieldType.IsEnum ? field.FieldType.GetEnumUnderlyingType() : field.FieldType;
            string named = field.FieldType.IsEnum ? $"{s_numbers[number]} ({field.FieldType.Name})" : s_numbers[number];
            text.Append(CultureInfo.InvariantCulture, $"| {Marshal.OffsetOf(type, field.Name)} | {named} | {field.Name} |\n");
        }

        return text.ToString();
    }
}
