// The settable members of a type, by reflection, so that a new one takes part in the tests without being named.
using System.Reflection;

namespace AdSelect.Tests.Requests;

/// <summary>One settable property of a struct.</summary>
internal abstract class SettableMember<TOwner>(string name)
    where TOwner : struct, allows ref struct
{
    public string Name { get; } = name;

    /// <summary>Sets it to anything.</summary>
    public abstract void Set(ref TOwner owner, BoundaryValues values);
}

internal static class SettableMembers<TOwner>
    where TOwner : struct, allows ref struct
{
    public static IReadOnlyList<SettableMember<TOwner>> All { get; } = [.. typeof(TOwner)
        .GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(static property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
        .Select(Member)];

    /// <summary>Sets a few members, or all, to anything; returns which.</summary>
    public static string Fill(ref TOwner owner, BoundaryValues values)
    {
        int count = values.Below(20) == 0 ? All.Count : values.Below(4);
        var set = new List<string>();
        for (int i = 0; i < count; i++)
        {
            SettableMember<TOwner> member = All[count == All.Count ? i : values.Below(All.Count)];
            member.Set(ref owner, values);
            set.Add(member.Name);
        }

        return string.Join(' ', set);
    }

    private static SettableMember<TOwner> Member(PropertyInfo property) =>
        (SettableMember<TOwner>)Activator.CreateInstance(typeof(Member<,>).MakeGenericType(typeof(TOwner), property.PropertyType), property)!;
}

internal sealed class Member<TOwner, TValue>(PropertyInfo property) : SettableMember<TOwner>(property.Name)
    where TOwner : struct, allows ref struct
    where TValue : allows ref struct
{
    private readonly Assign _assign = property.SetMethod!.CreateDelegate<Assign>();

    private delegate void Assign(ref TOwner owner, TValue value);

    public override void Set(ref TOwner owner, BoundaryValues values) => _assign(ref owner, values.Next<TValue>());
}
