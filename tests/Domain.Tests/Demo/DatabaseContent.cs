using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Tests.Demo;

/// <summary>Reads whole databases, for comparing them.</summary>
internal static class DatabaseContent
{
    /// <summary>SHA-256 over every value of every table, rows ordered by all their columns.</summary>
    public static async Task<string> HashAsync(EarlyWarningDb db)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (table, _) in Tables(db))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(table));
            foreach (var row in (await RowsAsync(db, table)).Order(StringComparer.Ordinal))
            {
                hash.AppendData(Encoding.UTF8.GetBytes(row));
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Names of the tables with their columns.</summary>
    public static IEnumerable<(string Table, string[] Columns)> Tables(EarlyWarningDb db) =>
        db
            .Model.GetEntityTypes()
            .Select(e => (e.GetTableName()!, e.GetProperties().Select(p => p.GetColumnName()).ToArray()))
            .OrderBy(t => t.Item1, StringComparer.Ordinal);

    /// <summary>Every number that is stored as text or as a real number.</summary>
    public static async Task<HashSet<double>> FractionsAsync(EarlyWarningDb db)
    {
        var found = new HashSet<double>();
        foreach (var (table, _) in Tables(db))
        {
            foreach (var value in (await RowsAsync(db, table)).SelectMany(row => row.Split('\u001f')))
            {
                if (
                    double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && number is > 0 and < 1
                )
                {
                    found.Add(Math.Round(number, 4));
                }
            }
        }

        return found;
    }

    private static async Task<List<string>> RowsAsync(EarlyWarningDb db, string table)
    {
        await db.Database.OpenConnectionAsync();
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM \"{table}\"";
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<string>();
            while (await reader.ReadAsync())
            {
                rows.Add(string.Join('\u001f', Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader, i))));
            }

            return rows;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private static string Text(DbDataReader reader, int column) =>
        Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture) ?? "";
}
