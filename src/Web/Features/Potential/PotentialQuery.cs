using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Potential;

/// <summary>A student far from what the earlier record foretells.</summary>
/// <param name="StudentName">Given and family name.</param>
/// <param name="School">Name of the school.</param>
/// <param name="Gap">How far.</param>
public sealed record PotentialRow(string StudentName, string School, PotentialGap Gap);

/// <summary>Both lists.</summary>
/// <param name="Scores">The scores whose records are looked at.</param>
/// <param name="Below">Students well below what the earlier record foretells, the farthest first.</param>
/// <param name="BelowCount">All of them.</param>
/// <param name="Above">Students well above it, the farthest first.</param>
/// <param name="AboveCount">All of them.</param>
/// <param name="Looked">Enrollments with enough of both records.</param>
public sealed record PotentialView(
    ScoresInService Scores,
    IReadOnlyList<PotentialRow> Below,
    int BelowCount,
    IReadOnlyList<PotentialRow> Above,
    int AboveCount,
    int Looked
);

/// <summary>Finds students far from what their earlier record foretells, among the enrollments a person may see.</summary>
/// <param name="contexts">Makes a context per call.</param>
public sealed class PotentialQuery(IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>Students in each list.</summary>
    public const int ListSize = 20;

    /// <summary>Most enrollments looked at; a district is looked at school by school.</summary>
    public const int MostEnrollments = 20_000;

    private const float FewestMarks = 2;

    /// <summary>Reads both lists.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<PotentialView> GetAsync(StaffScope scope, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var scores = await ScoresInService.ReadAsync(db, scope.Today, cancel);
        var pairs = await PairsAsync(db, scope, scores, cancel);
        var gaps = PotentialModel.Find(pairs);
        PotentialGap[] below = [.. gaps.Where(g => g.Gap < 0)];
        PotentialGap[] above = [.. gaps.Where(g => g.Gap > 0).Reverse()];
        return new PotentialView(
            scores,
            await NamedAsync(db, scope, below, cancel),
            below.Length,
            await NamedAsync(db, scope, above, cancel),
            above.Length,
            pairs.Count
        );
    }

    private static async Task<List<RecordPair>> PairsAsync(
        EarlyWarningDb db,
        StaffScope scope,
        ScoresInService scores,
        CancellationToken cancel
    )
    {
        var model = await ModelInService.ReadAsync(db, scores.FailureModelId, cancel);
        if (model is null)
        {
            return [];
        }

        var names = model.Features.Select(f => f.Name).ToList();
        var (prior, now, marks) = (
            names.IndexOf("prior_grade"),
            names.IndexOf("mark_mean"),
            names.IndexOf("mark_count")
        );
        var asOf = scores.AsOf;
        var enrollments = db.EnrollmentsVisibleTo(scope)
            .Where(e => e.Class!.StartDate <= asOf && e.Class.EndDate > asOf)
            .RunningOn(asOf)
            .OrderBy(e => e.ClassId)
            .ThenBy(e => e.Id)
            .Take(MostEnrollments);
        var rows = db.StandingsOf(enrollments, scores.GenerationId, Goal.CourseFailure)
            .Where(s => s.Score!.Features != null)
            .Select(s => new
            {
                s.Enrollment.StudentId,
                s.Enrollment.ClassId,
                s.Score!.Features,
            })
            .AsAsyncEnumerable();
        var pairs = new List<RecordPair>();
        await foreach (var row in rows.WithCancellation(cancel))
        {
            var values = FloatBlob.Decode(row.Features!);
            if (float.IsFinite(values[prior]) && float.IsFinite(values[now]) && values[marks] >= FewestMarks)
            {
                pairs.Add(new RecordPair(row.StudentId, row.ClassId, values[prior], values[now]));
            }
        }

        return pairs;
    }

    private static async Task<IReadOnlyList<PotentialRow>> NamedAsync(
        EarlyWarningDb db,
        StaffScope scope,
        PotentialGap[] gaps,
        CancellationToken cancel
    )
    {
        var shown = gaps.Take(ListSize).ToList();
        var ids = shown.ConvertAll(g => g.StudentId);
        var names = await db.StudentsVisibleTo(scope)
            .Where(s => ids.Contains(s.Id))
            .Select(s => new
            {
                s.Id,
                Name = s.GivenName + " " + s.FamilyName,
                School = s.Org!.Name,
            })
            .ToDictionaryAsync(s => s.Id, cancel);
        return [.. shown.Select(g => new PotentialRow(names[g.StudentId].Name, names[g.StudentId].School, g))];
    }
}

/// <summary>Registers hidden potential.</summary>
internal static class PotentialFeature
{
    public static IServiceCollection AddPotential(this IServiceCollection services) =>
        services.AddSingleton<PotentialQuery>();
}
