using System.IO.Compression;
using System.Text.Json;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Figures;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures;

/// <summary>Packs figures and puts them into the database.</summary>
internal static class SheetStore
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // A rate among nobody is undefined; a sheet with one must still be written.
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    /// <summary>Packs figures.</summary>
    public static byte[] Pack(object content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            JsonSerializer.Serialize(deflate, content, content.GetType(), Json);
        }

        return packed.ToArray();
    }

    /// <summary>Unpacks figures.</summary>
    /// <exception cref="JsonException">They were packed as something else, or by another version of the program.</exception>
    public static T Unpack<T>(byte[] content)
    {
        using var deflate = new DeflateStream(new MemoryStream(content), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(deflate, Json)
            ?? throw new JsonException($"A sheet of {typeof(T).Name} holds nothing.");
    }

    /// <summary>Replaces the sheets of a topic in one transaction.</summary>
    public static async Task WriteAsync(FigureInput input, string topic, MadeFigures made, CancellationToken cancel)
    {
        var now = input.Time.GetUtcNow().UtcDateTime;
        var packed = Packed(made.Sheets, cancel);
        await using var db = await input.Contexts.CreateDbContextAsync(cancel);
        await db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(async () =>
            {
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync(cancel);
                await RemoveAsync(db, topic, made, cancel);
                db.FigureSheets.AddRange(
                    made.Sheets.Select(
                        (s, i) =>
                            new FigureSheet
                            {
                                Topic = topic,
                                OrgId = s.OrgId,
                                Key = s.Key,
                                RunId = input.Run.Id,
                                AsOf = input.AsOf,
                                MadeAt = now,
                                Content = packed[i],
                            }
                    )
                );
                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
            });
    }

    // Before the database is locked. One object may be the sheet of several organisations: it is packed once.
    private static byte[][] Packed(IReadOnlyList<MadeSheet> sheets, CancellationToken cancel)
    {
        var contents = sheets.Select(s => s.Content).Distinct(ReferenceEqualityComparer.Instance).ToList();
        var packed = contents
            .Zip(Spread.Over(contents, c => Pack(c!), cancel))
            .ToDictionary(p => p.First!, p => p.Second, ReferenceEqualityComparer.Instance);
        return [.. sheets.Select(s => packed[s.Content])];
    }

    private static async Task RemoveAsync(EarlyWarningDb db, string topic, MadeFigures made, CancellationToken cancel)
    {
        if (made.Kept is not { Count: > 0 } kept)
        {
            await db.FigureSheets.Where(s => s.Topic == topic).ExecuteDeleteAsync(cancel);
            return;
        }

        var renewed = made.Sheets.Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        var keys = await db.FigureSheets.Where(s => s.Topic == topic).Select(s => s.Key).Distinct().ToListAsync(cancel);
        foreach (var key in keys.Where(k => renewed.Contains(k) || !kept.Contains(k)))
        {
            await db.FigureSheets.Where(s => s.Topic == topic && s.Key == key).ExecuteDeleteAsync(cancel);
        }
    }
}
