// How lists go between shapes and the model.
namespace AdSelect.Model.Json;

internal static class Shapes
{
    /// <summary>The model's list of what the document gave, which is nothing when the property was left out.</summary>
    public static IReadOnlyList<TModel> ToModels<TShape, TModel>(this List<TShape>? shapes, Func<TShape, TModel> toModel) =>
        shapes is null ? [] : [.. shapes.Select(toModel)];

    /// <summary>The document's list, or null, which leaves the property out, when there is nothing to say.</summary>
    public static List<TShape>? ToShapes<TModel, TShape>(this IReadOnlyList<TModel> models, Func<TModel, TShape> toShape) =>
        models.Count == 0 ? null : [.. models.Select(toShape)];

    /// <summary>The list itself, or null when it is empty.</summary>
    public static List<T>? ToShapes<T>(this IReadOnlyList<T> models) => models.Count == 0 ? null : [.. models];

    /// <summary>The value, or null, which leaves the property out, when it is the default.</summary>
    public static T? UnlessDefault<T>(this T value, T usual)
        where T : struct => EqualityComparer<T>.Default.Equals(value, usual) ? null : value;
}
