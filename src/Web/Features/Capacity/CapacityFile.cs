using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Shared;
using EarlyWarning.Web.Shared.Components;

namespace EarlyWarning.Web.Features.Capacity;

/// <summary>Who gets a place, as a file: everybody with one, by the query of the page.</summary>
/// <param name="query">Gives the places.</param>
/// <param name="access">Writes to the access log.</param>
public sealed class CapacityFile(CapacityQuery query, AccessRecord access)
{
    /// <summary>Name of the action in the access log.</summary>
    public const string Action = "capacity file";

    /// <summary>Makes the file and logs every student in it; null where the page is not the reader's.</summary>
    /// <param name="scope">Who takes it.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<(Csv Table, string Name)?> MakeAsync(
        StaffScope scope,
        CapacityQuestion question,
        CancellationToken cancel
    )
    {
        if (await query.GetAsync(scope, question, int.MaxValue, cancel) is not { } view)
        {
            return null;
        }

        await access.WriteAsync(scope, view.Taken.Select(r => r.StudentId), Action, cancel);
        return (Table(view), FormattableString.Invariant($"places-{view.Scores.AsOf:yyyy-MM-dd}"));
    }

    /// <summary>GET /capacity.csv, with the question of the page.</summary>
    internal static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/capacity.csv",
                async (
                    HttpContext context,
                    long? school,
                    int? kind,
                    int? places,
                    double? hours,
                    CurrentScope scopes,
                    CapacityFile file,
                    CancellationToken cancel
                ) =>
                    await file.MakeAsync(
                        await scopes.GetAsync(context.User, cancel),
                        new CapacityQuestion(school, kind, places, hours),
                        cancel
                    )
                        is { } made
                        ? Download.Table(context, made.Table, made.Name)
                        : Results.NotFound()
            )
            .RequireAuthorization();

    private static Csv Table(CapacityView view)
    {
        var table = new Csv(
            L["Place"],
            L["Student"],
            L["Class"],
            L["State"],
            L["Since"],
            L["May change"],
            L["Of students with a similar record needed support"],
            L["What stands out"],
            L["Somebody acts"]
        );
        var shown = view.Outlook?.Order.ToDictionary(p => p.StudentId, p => p.Value) ?? [];
        foreach (var (place, row) in view.Taken.Index())
        {
            table.Add(
                place + 1,
                row.StudentName,
                row.ClassTitle,
                StateBadge.Word(row.State),
                row.Since,
                row.MayChange,
                Math.Round(shown[row.StudentId], 3, MidpointRounding.AwayFromZero),
                row.Line,
                row.HasSupport
            );
        }

        return table;
    }
}
