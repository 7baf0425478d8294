using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace EarlyWarning.Domain.Data;

/// <summary>Table and columns of an entity type as bulk writers need them, read from the EF Core model.</summary>
/// <typeparam name="T">Entity type.</typeparam>
public sealed class BulkTable<T>
    where T : class
{
    private BulkTable(string name, string? schema, IReadOnlyList<BulkColumn<T>> columns)
    {
        Name = name;
        Schema = schema;
        Columns = columns;
    }

    /// <summary>Table name.</summary>
    public string Name { get; }

    /// <summary>Schema, where there is one.</summary>
    public string? Schema { get; }

    /// <summary>Columns with their readers.</summary>
    public IReadOnlyList<BulkColumn<T>> Columns { get; }

    /// <summary>Reads the mapping of <typeparamref name="T"/>.</summary>
    /// <param name="db">The context.</param>
    /// <exception cref="InvalidOperationException">The type is not an entity of the model.</exception>
    public static BulkTable<T> Of(EarlyWarningDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        var entity =
            db.Model.FindEntityType(typeof(T))
            ?? throw new InvalidOperationException($"{typeof(T).Name} is not an entity of the model.");
        var table = StoreObjectIdentifier.Table(entity.GetTableName()!, entity.GetSchema());
        var columns = entity.GetProperties().Select(p => Column(p, table)).ToArray();
        return new BulkTable<T>(table.Name, table.Schema, columns);
    }

    private static BulkColumn<T> Column(IProperty property, StoreObjectIdentifier table)
    {
        var getter = property.GetGetter();
        var convert = property.GetTypeMapping().Converter?.ConvertToProvider;
        var type = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        return new BulkColumn<T>(
            property.GetColumnName(table)!,
            Nullable.GetUnderlyingType(type) ?? type,
            convert is null ? row => getter.GetClrValue(row) : row => Convert(getter.GetClrValue(row), convert)
        );
    }

    private static object? Convert(object? value, Func<object?, object?> convert) =>
        value is null ? null : convert(value);
}

/// <summary>A column and how its value is read from a row.</summary>
/// <typeparam name="T">Entity type.</typeparam>
/// <param name="Name">Column name.</param>
/// <param name="Type">Type as the database driver gets it.</param>
/// <param name="Read">Reads the value; null is NULL.</param>
public sealed record BulkColumn<T>(string Name, Type Type, Func<T, object?> Read);
