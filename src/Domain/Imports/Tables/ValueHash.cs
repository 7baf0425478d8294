using EarlyWarning.Domain.Data;

namespace EarlyWarning.Domain.Imports.Tables;

/// <summary>
/// A 64-bit hash of a row's stored values, so that a row already in the database can be told from a changed one without
/// holding it (FNV-1a over the values in column order).
/// </summary>
internal sealed class ValueHash<T>
    where T : class
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;
    private readonly Func<T, object?>[] _columns;

    public ValueHash(EarlyWarningDb db, IReadOnlyCollection<string> notCompared)
    {
        _columns =
        [
            .. BulkTable<T>
                .Of(db)
                .Columns.Where(c => !notCompared.Contains(c.Name, StringComparer.Ordinal))
                .Select(c => c.Read),
        ];
    }

    public ulong Of(T row)
    {
        var hash = Basis;
        foreach (var read in _columns)
        {
            hash = (hash ^ 0xFF) * Prime;
            hash = Mix(hash, read(row));
        }

        return hash;
    }

    private static ulong Mix(ulong hash, object? value) =>
        value switch
        {
            null => hash * Prime,
            string text => text.Aggregate(hash, (h, c) => (h ^ c) * Prime),
            double number => (hash ^ BitConverter.DoubleToUInt64Bits(number)) * Prime,
            DateOnly day => (hash ^ (ulong)day.DayNumber) * Prime,
            IConvertible number => (hash ^ unchecked((ulong)number.ToInt64(null))) * Prime,
            _ => throw new NotSupportedException($"Columns of {value.GetType().Name} cannot be compared."),
        };
}
