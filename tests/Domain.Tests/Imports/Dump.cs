using EarlyWarning.Domain.Imports;
using EarlyWarning.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Tests.Imports;

/// <summary>Every row of every table but those that record imports, as text.</summary>
internal static class Dump
{
    public static async Task<IReadOnlyList<string>> OfAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        await db.Database.OpenConnectionAsync();
        var lines = new List<string>();
        var tables = db
            .Model.GetEntityTypes()
            .Where(e => e.ClrType != typeof(ImportBatch) && e.ClrType != typeof(QuarantinedRow))
            .Select(e => e.GetTableName()!)
            .Distinct(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM \"{table}\"";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var values = Enumerable
                    .Range(0, reader.FieldCount)
                    .Select(i => $"{reader.GetName(i)}={reader.GetValue(i)}");
                lines.Add($"{table}: {string.Join("; ", values)}");
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }
}
