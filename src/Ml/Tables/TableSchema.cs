using System.Security.Cryptography;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Tables;

/// <summary>The ordered columns of a table, and a fingerprint of them by which a model knows its own inputs.</summary>
public sealed class TableSchema
{
    /// <summary>The largest category code that a categorical column may hold.</summary>
    public const int MaxCategoryCode = 65_535;

    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

    /// <summary>Checks and keeps the columns.</summary>
    /// <param name="columns">At least one, with distinct names.</param>
    /// <exception cref="ArgumentException">No column, a name twice, or a monotone categorical column.</exception>
    public TableSchema(IReadOnlyList<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0)
        {
            throw new ArgumentException("A table schema needs at least one column.", nameof(columns));
        }

        Columns = [.. columns];
        for (var i = 0; i < columns.Count; i++)
        {
            Check(columns[i], i);
        }

        Fingerprint = ComputeFingerprint();
    }

    /// <summary>The columns in order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The number of columns.</summary>
    public int Count => Columns.Count;

    /// <summary>SHA-256 in lower-case hex over names, kinds, directions and categories, in order.</summary>
    public string Fingerprint { get; }

    /// <summary>The position of a column.</summary>
    /// <exception cref="ArgumentException">There is no column of that name.</exception>
    public int IndexOf(string name) =>
        _indexes.TryGetValue(name, out var index)
            ? index
            : throw new ArgumentException($"The table schema has no column named '{name}'.", nameof(name));

    private void Check(Column column, int index)
    {
        if (string.IsNullOrWhiteSpace(column.Name))
        {
            throw new ArgumentException($"Column {index} of the table schema has no name.", nameof(column));
        }

        if (column is { Kind: ColumnKind.Categorical, Monotone: not Monotonicity.None })
        {
            throw new ArgumentException(
                $"Column '{column.Name}' is categorical and cannot be monotone; make it ordinal or drop the direction.",
                nameof(column)
            );
        }

        if (column.Categories?.Count > MaxCategoryCode + 1)
        {
            throw new ArgumentException(
                $"Column '{column.Name}' has {column.Categories.Count} categories; at most {MaxCategoryCode + 1} are supported.",
                nameof(column)
            );
        }

        if (!_indexes.TryAdd(column.Name, index))
        {
            throw new ArgumentException($"The table schema names column '{column.Name}' twice.", nameof(column));
        }
    }

    private string ComputeFingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.Append(Columns.Count);
        foreach (var column in Columns)
        {
            hash.Append(column.Name);
            hash.Append((int)column.Kind);
            hash.Append((int)column.Monotone);
            hash.Append(column.Categories?.Count ?? -1);
            foreach (var category in column.Categories ?? [])
            {
                hash.Append(category);
            }
        }

        return hash.ToHex();
    }
}
