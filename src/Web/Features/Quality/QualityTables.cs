using System.Globalization;
using EarlyWarning.Web.Figures.Quality;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Features.Quality;

/// <summary>Tables of the page of data quality.</summary>
internal static class QualityTables
{
    /// <summary>Most rows of an export's message.</summary>
    private const int MostMessage = 300;

    /// <summary>Feeds by school; those that stopped first.</summary>
    public static ChartTable Feeds(QualityRecords records, TimeZoneInfo zone) =>
        new(
            [
                L["School"],
                L["Feed"],
                L["How it goes"],
                L["Latest record"],
                L["School days since"],
                L["Usual silence, school days"],
                L["Latest import"],
            ],
            [
                .. records
                    .Feeds.OrderBy(f => f.State is not (FeedState.Stopped or FeedState.GivenUp))
                    .ThenBy(f => f.School, StringComparer.CurrentCulture)
                    .ThenBy(f => f.Kind)
                    .Select(f =>
                        (IReadOnlyList<string>)
                            [
                                f.School,
                                QualityWords.Feed(f.Kind),
                                QualityWords.State(f.State),
                                f.LastDay is { } day ? Dates.Medium(day) : "–",
                                f.SilentDays is { } silent ? Number(silent) : "–",
                                f.AllowedDays is { } allowed ? L["up to {0}", allowed] : "–",
                                f.LastImport is { } at ? Instant(at, zone) : "–",
                            ]
                    ),
            ]
        );

    /// <summary>Faults by table and column.</summary>
    public static ChartTable Faults(IReadOnlyList<QualityCount> counts) =>
        new(
            [L["Table"], L["Column"], L["Fault"], L["Rows with it"], L["Of rows"], L["Share"]],
            [
                .. counts.Select(c =>
                    (IReadOnlyList<string>)
                        [
                            QualityWords.Table(c.Table),
                            QualityWords.Column(c),
                            QualityWords.Fault(c.Fault),
                            Number(c.Count),
                            Number(c.Rows),
                            QualityWords.Share(c.Share),
                        ]
                ),
            ]
        );

    /// <summary>Rows by source.</summary>
    public static ChartTable Sources(QualityRecords records, TimeZoneInfo zone) =>
        new(
            [L["Table"], L["Source"], L["Rows"], L["Latest import"]],
            [
                .. records.Sources.Select(s =>
                    (IReadOnlyList<string>)
                        [
                            QualityWords.Table(s.Table),
                            s.Source.Length == 0 ? L["not recorded"] : s.Source,
                            Number(s.Rows),
                            s.LastImport is { } at ? Instant(at, zone) : "–",
                        ]
                ),
            ]
        );

    /// <summary>Rows set aside, by file and reason.</summary>
    public static ChartTable Quarantine(QualityImports imports, TimeZoneInfo zone) =>
        new(
            [
                L["File"],
                L["Column"],
                L["Reason"],
                L["Rows"],
                L["First lines"],
                L["What mending them would bring"],
                L["Import"],
            ],
            [
                .. imports.Quarantine.Select(q =>
                    (IReadOnlyList<string>)
                        [
                            q.File,
                            q.Column ?? "–",
                            RecordedTexts.Say(q.Reason) ?? q.Reason,
                            Number(q.Rows),
                            string.Join(", ", q.Lines.Select(Number)),
                            QualityWords.Mending(q),
                            Instant(q.StartedAt, zone),
                        ]
                ),
            ]
        );

    /// <summary>Imports, the latest first.</summary>
    public static ChartTable Imports(QualityImports imports, TimeZoneInfo zone) =>
        new(
            [
                L["Begun"],
                L["Format"],
                L["State|of an import"],
                L["Rows read"],
                L["Applied"],
                L["Set aside"],
                L["What happened"],
            ],
            [
                .. imports.Imports.Select(i =>
                    (IReadOnlyList<string>)
                        [
                            Instant(i.StartedAt, zone),
                            i.Format,
                            QualityWords.State(i.State),
                            Number(i.Read),
                            Number(i.Applied),
                            Number(i.SetAside),
                            Said(i.Message),
                        ]
                ),
            ]
        );

    /// <summary>Features that moved.</summary>
    public static ChartTable Drift(IReadOnlyList<DriftedFeature> drift) =>
        new(
            [L["Feature"], L["How far it moved (stability index)"], L["Rows now"], L["Reading|of a figure"]],
            [
                .. drift.Select(d =>
                    (IReadOnlyList<string>)
                        [
                            L[d.Label],
                            d.Value.ToString("0.00", CultureInfo.CurrentCulture),
                            Number(d.Rows),
                            d.IsBeyond ? L["beyond its limit"]
                            : d.IsNotJudged ? L["not judged: it moves with the calendar, or may be chance"]
                            : L["within its limit"],
                        ]
                ),
            ]
        );

    private static string Said(string? message) =>
        message is null ? "–"
        : (RecordedTexts.Say(message) ?? message) is { Length: > MostMessage } text ? $"{text[..MostMessage]}…"
        : RecordedTexts.Say(message) ?? message;

    private static string Number(long value) => value.ToString("N0", CultureInfo.CurrentCulture);

    private static string Instant(DateTime utc, TimeZoneInfo zone) =>
        Dates.Instant(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone));
}
