using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Shared;

namespace EarlyWarning.Web.Features.Support;

/// <summary>The list of support as a file: the rows of the page, all of them, by the query of the page.</summary>
/// <param name="query">Reads the list.</param>
/// <param name="access">Writes to the access log.</param>
public sealed class SupportFile(SupportListQuery query, AccessRecord access)
{
    /// <summary>Name of the action in the access log.</summary>
    public const string Action = "support file";

    /// <summary>Makes the file and logs every student in it.</summary>
    /// <param name="scope">Who takes it.</param>
    /// <param name="show">Which cases; null as on the page.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<(Csv Table, string Name)> MakeAsync(StaffScope scope, SupportShow? show, CancellationToken cancel)
    {
        var view = await query.GetAllAsync(scope, show, cancel);
        await access.WriteAsync(
            scope,
            view.Rows.Select(r => r.StudentId).Concat(view.Nobody.Select(r => r.StudentId)),
            Action,
            cancel
        );
        return (
            view.Show == SupportShow.Nobody ? Flagged(view.Nobody) : Cases(view.Rows),
            FormattableString.Invariant($"support-{view.Show.ToString().ToLowerInvariant()}-{scope.Today:yyyy-MM-dd}")
        );
    }

    /// <summary>GET /support/list.csv, with the choice of the page.</summary>
    internal static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/support/list.csv",
                async (
                    HttpContext context,
                    string? show,
                    CurrentScope scopes,
                    SupportFile file,
                    CancellationToken cancel
                ) =>
                {
                    var scope = await scopes.GetAsync(context.User, cancel);
                    var (table, name) = await file.MakeAsync(scope, SupportListQuery.Parse(show), cancel);
                    return Download.Table(context, table, name);
                }
            )
            .RequireAuthorization();

    private static Csv Cases(IEnumerable<SupportRow> rows)
    {
        var table = new Csv(
            L["Student"],
            L["Support"],
            L["Status"],
            L["Outcome"],
            L["Who acts"],
            L["Asked for on"],
            L["Look again on"],
            L["Closed on"]
        );
        foreach (var row in rows)
        {
            table.Add(
                row.StudentName,
                row.Kind,
                SupportWords.Status(row.Status),
                row.Outcome is { } outcome ? SupportWords.Outcome(outcome) : null,
                row.Owner,
                row.ReferredOn,
                row.FollowUpOn,
                row.ClosedOn
            );
        }

        return table;
    }

    private static Csv Flagged(IEnumerable<StudentLine> rows)
    {
        var table = new Csv(L["Student"], L["Class"], L["Needs support since"], L["May change"], L["What stands out"]);
        foreach (var row in rows)
        {
            table.Add(row.StudentName, row.ClassTitle, row.Since, row.MayChange, row.Line);
        }

        return table;
    }
}
