using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Shared;
using EarlyWarning.Web.Shared.Components;

namespace EarlyWarning.Web.Features.Classes;

/// <summary>The roster as a file: the rows of the page, all of them, by the query of the page.</summary>
/// <param name="query">Reads the roster.</param>
/// <param name="access">Writes to the access log.</param>
public sealed class RosterFile(RosterQuery query, AccessRecord access)
{
    /// <summary>Name of the action in the access log.</summary>
    public const string Action = "roster file";

    /// <summary>Makes the file and logs every student in it; null where the class is not found.</summary>
    /// <param name="scope">Who takes it.</param>
    /// <param name="classId">The class.</param>
    /// <param name="filter">What to list; its page is ignored.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<(Csv Table, string Name)?> MakeAsync(
        StaffScope scope,
        long classId,
        RosterFilter filter,
        CancellationToken cancel
    )
    {
        if (await query.GetAsync(scope, classId, filter with { Page = 1 }, cancel) is not { } first)
        {
            return null;
        }

        List<RosterRow> rows = [.. first.Rows];
        for (var page = 2; page <= first.Pages; page++)
        {
            var next = await query.GetAsync(scope, classId, filter with { Page = page }, cancel);
            rows.AddRange(next?.Rows ?? []);
        }

        await access.WriteAsync(scope, rows.Select(r => r.StudentId), Action, cancel);
        return (
            Table(first, rows),
            FormattableString.Invariant($"roster-{Download.Slug(first.Class.Title)}-{first.Scores.AsOf:yyyy-MM-dd}")
        );
    }

    /// <summary>GET /classes/{id}/roster.csv, with the filter of the page.</summary>
    internal static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/classes/{classId:long}/roster.csv",
                async (
                    HttpContext context,
                    long classId,
                    string? show,
                    string? q,
                    string? sort,
                    CurrentScope scopes,
                    RosterFile file,
                    CancellationToken cancel
                ) =>
                    await file.MakeAsync(
                        await scopes.GetAsync(context.User, cancel),
                        classId,
                        RosterFilter.Parse(show, q, sort, page: null),
                        cancel
                    )
                        is { } made
                        ? Download.Table(context, made.Table, made.Name)
                        : Results.NotFound()
            )
            .RequireAuthorization();

    private static Csv Table(RosterView view, IEnumerable<RosterRow> rows)
    {
        var table = new Csv(
            L["Class"],
            L["As of"],
            L["Family name"],
            L["Given name"],
            L["State"],
            L["State a week before"],
            L["Since"],
            L["May change"],
            L["Of students with a similar record needed support"],
            L["What stands out"],
            L["Share of school days attended in the last week"],
            L["Latest mark of 100"],
            L["Who acts"],
            L["Flag"]
        );
        foreach (var row in rows)
        {
            table.Add(
                view.Class.Title,
                view.Scores.AsOf,
                row.FamilyName,
                row.GivenName,
                StateBadge.Word(row.State),
                row.PreviousState is { } before ? StateBadge.Word(before) : null,
                row.StateSince,
                row.MayChange,
                row.State is RiskState.NeedsSupport or RiskState.Watch ? row.Frequency : null,
                row.Concern,
                Rounded(Last(row.Attendance), 3),
                Rounded(Last(row.Marks) * 100, 1),
                row.Acting,
                row.Review
            );
        }

        return table;
    }

    private static double? Last(IReadOnlyList<double?> values) => values.Count == 0 ? null : values[^1];

    private static double? Rounded(double? value, int digits) =>
        value is { } v ? Math.Round(v, digits, MidpointRounding.AwayFromZero) : null;
}
