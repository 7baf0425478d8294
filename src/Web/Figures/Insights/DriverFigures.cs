using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>
/// What drives risk. A model is of the whole installation, and so are its importance, curves and comparison: every
/// organisation has the same. What drives the scores of its own current students is beside it.
/// </summary>
internal sealed class DriverFigures : IFigures
{
    /// <inheritdoc />
    public string Topic => DriverSheets.Topic;

    /// <inheritdoc />
    public string Step => "Figures of what drives risk";

    /// <inheritdoc />
    public bool FollowsImports => false;

    /// <inheritdoc />
    public async Task<MadeFigures> MakeAsync(FigureInput input, CancellationToken cancel)
    {
        if (input.Finished.Value is not { } set)
        {
            return new MadeFigures([]);
        }

        var courses = await CoursesAsync(input, cancel);
        var sheets = new List<MadeSheet>();
        foreach (var goal in GoalFacts.All)
        {
            cancel.ThrowIfCancellationRequested();
            if (
                input.Serving.ByGoal.GetValueOrDefault(goal) is { } served
                && DriverCohort.Of(served, set, input.Settings.Seed, IsOwn(input, served)) is { } cohort
                && DriverImportance.Of(cohort, cancel) is { } importance
            )
            {
                var names = importance.Drivers.Take(DriverSheets.MostDrawn).Select(d => d.Feature);
                var curves = DriverCurves.Of(cohort, names, input.School.Catalogue, courses, cancel);
                var agreement = AgreementFigures.Of(cohort, cancel);
                var own =
                    goal == Goal.CourseFailure
                        ? await DriverOrgs.ReadAsync(input, served, cancel)
                        : new Dictionary<long, OwnDrivers>();
                foreach (var org in input.Orgs.All)
                {
                    var sheet = With(importance, own.GetValueOrDefault(org.Id), served.Model.Schema);
                    sheets.Add(new MadeSheet(org.Id, DriverSheets.Importance(goal), sheet));
                    sheets.Add(new MadeSheet(org.Id, DriverSheets.Curves(goal), curves));
                    if (agreement is not null)
                    {
                        sheets.Add(new MadeSheet(org.Id, DriverSheets.Agreement(goal), agreement));
                    }
                }
            }
        }

        return new MadeFigures(sheets);
    }

    /// <summary>The sheet of an organisation: its own shares, and swarms of its own students, where they are enough.</summary>
    internal static DriverSheet With(DriverSheet pooled, OwnDrivers? own, TableSchema schema)
    {
        if (own is null)
        {
            return pooled;
        }

        var place = schema
            .Columns.Select((c, i) => (c.Name, i))
            .ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        var rows = new Table(schema, own.Values);
        var hasSwarm = rows.RowCount >= DriverSheets.LeastStudents;
        return pooled with
        {
            OwnStudents = own.Students,
            IsSwarmOwn = hasSwarm,
            Drivers = [.. pooled.Drivers.Select(d => d with { Own = Math.Round(own.Shares[place[d.Feature]], 4) })],
            Swarms = hasSwarm
                ?
                [
                    .. pooled
                        .Drivers.Select(d => place[d.Feature])
                        .OrderByDescending(c => own.Shares[c])
                        .Take(DriverSheets.MostDrawn)
                        .Select(c => Swarms.Of(rows, own.Contributions, c)),
                ]
                : pooled.Swarms,
        };
    }

    // Whether tonight's rows are the very ones that a model was made and judged on.
    private static bool IsOwn(FigureInput input, ServingModel served) =>
        served.Version.DatasetHash is { } hash
        && hash == (input.Run.DatasetHash ?? input.Serving.Failure?.Version.DatasetHash);

    // Titles of courses are the school's own words, as levels of attributes are.
    private static async Task<IReadOnlyDictionary<long, string>> CoursesAsync(
        FigureInput input,
        CancellationToken cancel
    )
    {
        await using var db = await input.Contexts.CreateDbContextAsync(cancel);
        return await db.Courses.Select(c => new { c.Id, c.Title }).ToDictionaryAsync(c => c.Id, c => c.Title, cancel);
    }
}
