using System.Reflection;
using System.Runtime.CompilerServices;
using EarlyWarning.Domain.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using SQLitePCL;

namespace EarlyWarning.Migrations.Sqlite;

/// <summary>
/// Writes rows through one prepared statement of SQLite's own interface. A command's parameters cost an object and a type
/// test for each value, several times what SQLite needs to store it.
/// </summary>
/// <typeparam name="T">An entity type of the model.</typeparam>
internal sealed class SqliteBulkWriter<T> : IDisposable
    where T : class
{
    private static readonly ConditionalWeakTable<IModel, Bind[]> Binders = [];
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly Bind[] _bind;

    /// <param name="db">The context whose open connection is used.</param>
    public SqliteBulkWriter(EarlyWarningDb db)
    {
        var table = BulkTable<T>.Of(db);
        _bind = Binders.GetValue(db.Model, model => [.. BindersOf(model.FindEntityType(typeof(T))!, table)]);
        var names = string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""));
        var values = string.Join(", ", table.Columns.Select(_ => "?"));
        _database = ((SqliteConnection)db.Database.GetDbConnection()).Handle!;
        var sql = $"INSERT INTO \"{table.Name}\" ({names}) VALUES ({values})";
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    private delegate int Bind(sqlite3_stmt statement, int index, T row);

    /// <summary>Writes one row.</summary>
    /// <exception cref="SqliteException">A constraint or the disk refuses it.</exception>
    public void Write(T row)
    {
        for (var i = 0; i < _bind.Length; i++)
        {
            Check(_bind[i](_statement, i + 1, row));
        }

        var stepped = raw.sqlite3_step(_statement);
        var reset = raw.sqlite3_reset(_statement);
        Check(stepped == raw.SQLITE_DONE ? reset : stepped);
    }

    /// <inheritdoc />
    public void Dispose() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);

    // Columns come in the order of the entity's properties.
    private static IEnumerable<Bind> BindersOf(IEntityType entity, BulkTable<T> table) =>
        entity.GetProperties().Select((property, i) => BinderOf(property, table.Columns[i]));

    private static Bind BinderOf(IProperty property, BulkColumn<T> column)
    {
        var getter = property.PropertyInfo?.GetMethod;
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        var isConverted = property.GetTypeMapping().Converter is not null && !(type.IsEnum && IsWhole(column.Type));
        if (getter is null || isConverted)
        {
            return Boxed(column);
        }

        if (type == typeof(string))
        {
            var get = getter.CreateDelegate<Func<T, string?>>();
            return (statement, index, row) => SqliteValue.Bind(statement, index, get(row));
        }

        var method =
            type.IsEnum || IsWhole(type) ? nameof(SqliteValue.BindWhole)
            : type == typeof(double) ? nameof(SqliteValue.BindReal)
            : type == typeof(DateOnly) ? nameof(SqliteValue.BindDay)
            : null;
        return method is null ? Boxed(column) : Typed(getter, type, property.ClrType != type, method);
    }

    private static Bind Boxed(BulkColumn<T> column) =>
        (statement, index, row) => SqliteValue.BindBoxed(statement, index, column.Read(row), column.Name);

    private static bool IsWhole(Type type) =>
        type == typeof(long)
        || type == typeof(int)
        || type == typeof(short)
        || type == typeof(byte)
        || type == typeof(bool);

    private static Bind Typed(MethodInfo getter, Type type, bool isNullable, string method)
    {
        var bind = typeof(SqliteValue).GetMethod(method)!;
        var make = typeof(SqliteBulkWriter<T>)
            .GetMethod(isNullable ? nameof(OfNullable) : nameof(OfValue), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type);
        var target = bind.IsGenericMethodDefinition ? bind.MakeGenericMethod(type) : bind;
        return (Bind)make.Invoke(null, [getter, target])!;
    }

    private static Bind OfValue<TValue>(MethodInfo getter, MethodInfo bind)
        where TValue : struct
    {
        var get = getter.CreateDelegate<Func<T, TValue>>();
        var write = bind.CreateDelegate<Func<sqlite3_stmt, int, TValue, int>>();
        return (statement, index, row) => write(statement, index, get(row));
    }

    private static Bind OfNullable<TValue>(MethodInfo getter, MethodInfo bind)
        where TValue : struct
    {
        var get = getter.CreateDelegate<Func<T, TValue?>>();
        var write = bind.CreateDelegate<Func<sqlite3_stmt, int, TValue, int>>();
        return (statement, index, row) =>
            get(row) is { } value ? write(statement, index, value) : raw.sqlite3_bind_null(statement, index);
    }
}
