using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Support;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Nightly.Gates;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Capacity;

/// <summary>What is asked: how many can be helped, and with what.</summary>
/// <param name="SchoolId">The school; null for the first there is.</param>
/// <param name="KindId">Kind of support; null for any.</param>
/// <param name="Places">People who can be helped; null takes them from the hours.</param>
/// <param name="Hours">Hours of staff that there are; used with a kind.</param>
public sealed record CapacityQuestion(long? SchoolId, int? KindId, int? Places, double? Hours)
{
    /// <summary>Places where nothing is said.</summary>
    public const int DefaultPlaces = 30;

    /// <summary>Most places that can be asked for.</summary>
    public const int MostPlaces = 5000;
}

/// <summary>A school to choose.</summary>
public sealed record SchoolChoice(long Id, string Name);

/// <summary>Who gets a place.</summary>
/// <param name="Question">What was asked, with what was left open filled in.</param>
/// <param name="Scores">The scores shown.</param>
/// <param name="Schools">Schools the reader may choose.</param>
/// <param name="Kinds">Kinds of support of the school.</param>
/// <param name="Kind">The kind chosen, or null.</param>
/// <param name="Outlook">The order and what to expect; null where no model serves.</param>
/// <param name="Taken">Those with a place, in order.</param>
/// <param name="Missed">The first without one, in order.</param>
/// <param name="LeftOut">People of the school who do not come into question: they have this support, or it does not fit.</param>
/// <param name="MixShare">The cut of the grid that the mix is for.</param>
/// <param name="Mix">Places by group, of everybody scored; empty for readers who may not see it, and where a kind is chosen.</param>
public sealed record CapacityView(
    CapacityQuestion Question,
    ScoresInService Scores,
    IReadOnlyList<SchoolChoice> Schools,
    IReadOnlyList<SupportKind> Kinds,
    SupportKind? Kind,
    CapacityOutlook? Outlook,
    IReadOnlyList<StudentLine> Taken,
    IReadOnlyList<StudentLine> Missed,
    int LeftOut,
    double MixShare,
    IReadOnlyList<GroupMixRow> Mix
);

/// <summary>Who gets the places of a school, as far as the reader sees its students.</summary>
/// <param name="contexts">Makes a context per call.</param>
public sealed class CapacityQuery(IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>Most names on the page; the export holds all.</summary>
    public const int MostShown = 100;

    private const int MissedShown = 10;

    /// <summary>Reads it; null where the reader sees no whole record at any school, or not at the one asked for.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public Task<CapacityView?> GetAsync(StaffScope scope, CapacityQuestion question, CancellationToken cancel) =>
        GetAsync(scope, question, MostShown, cancel);

    /// <summary>The same with so many names at most.</summary>
    internal async Task<CapacityView?> GetAsync(
        StaffScope scope,
        CapacityQuestion question,
        int most,
        CancellationToken cancel
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var schools = await SchoolsAsync(db, scope, cancel);
        if ((question.SchoolId is { } id ? schools.Find(s => s.Id == id) : schools.FirstOrDefault()) is not { } school)
        {
            return null;
        }

        var scores = await ScoresInService.ReadAsync(db, scope.Today, cancel);
        var kinds = await KindsAsync(db, school.Id, cancel);
        var kind = kinds.Find(k => k.Id == question.KindId);
        var places = PlacesOf(question, kind);
        var filled = question with { SchoolId = school.Id, KindId = kind?.Id, Places = places };
        if (scores.FailureModelId is null)
        {
            return new CapacityView(filled, scores, schools, kinds, kind, null, [], [], 0, 0, []);
        }

        var people = await PeopleAsync(db, scope, scores, school.Id, cancel);
        var fitting = await FittingAsync(db, scores, people, kind, cancel);
        var outlook = CapacityPlan.Of(fitting, places);
        // Whom a kind fits changes with every case that is opened: a mix of those would tell the group of whoever came or went.
        var (share, mix) = kind is null
            ? await MixAsync(db, scope, scores, school.Id, people, places, cancel)
            : (0, []);
        return new CapacityView(
            filled,
            scores,
            schools,
            kinds,
            kind,
            outlook,
            await RowsAsync(outlook.Order.Take(Math.Min(outlook.Places, most))),
            await RowsAsync(outlook.Order.Skip(outlook.Places).Take(MissedShown)),
            people.Count - fitting.Count,
            share,
            mix
        );

        Task<IReadOnlyList<StudentLine>> RowsAsync(IEnumerable<PersonAtRisk> some) =>
            StudentLines.ReadAsync(db, scope, scores, some.Select(p => p.EnrollmentId), cancel);
    }

    private static int PlacesOf(CapacityQuestion question, SupportKind? kind)
    {
        var places =
            question.Places
            ?? (
                question.Hours is { } hours && kind is { Hours: > 0 }
                    ? (int)Math.Floor(Math.Max(0, hours) / kind.Hours)
                    : CapacityQuestion.DefaultPlaces
            );
        return Math.Clamp(places, 0, CapacityQuestion.MostPlaces);
    }

    // Those whose whole record the reader sees: a plan from a part of it would be unfair to the rest.
    private static async Task<List<SchoolChoice>> SchoolsAsync(
        EarlyWarningDb db,
        StaffScope scope,
        CancellationToken cancel
    )
    {
        var schools = await db.StudentsSeenWhole(scope)
            .Select(s => new { s.OrgId, s.Org!.Name })
            .Distinct()
            .OrderBy(s => s.Name)
            .ToListAsync(cancel);
        return schools.ConvertAll(s => new SchoolChoice(s.OrgId, s.Name));
    }

    private static async Task<List<SupportKind>> KindsAsync(EarlyWarningDb db, long school, CancellationToken cancel)
    {
        var path = await db.Orgs.Where(o => o.Id == school).Select(o => o.Path).SingleAsync(cancel);
        return await db.SupportKindsOfferedIn(path)
            .AsNoTracking()
            .Where(k => !k.IsRetired)
            .OrderBy(k => k.Name)
            .ToListAsync(cancel);
    }

    private static async Task<List<PersonAtRisk>> PeopleAsync(
        EarlyWarningDb db,
        StaffScope scope,
        ScoresInService scores,
        long school,
        CancellationToken cancel
    )
    {
        var asOf = scores.AsOf;
        var whole = db.StudentsSeenWhole(scope).Where(s => s.OrgId == school).Select(s => s.Id);
        var enrollments = db.EnrollmentsVisibleTo(scope)
            .Where(e => whole.Contains(e.StudentId) && e.Class!.StartDate <= asOf && e.Class.EndDate > asOf)
            .RunningOn(asOf);
        var rows = await db.StandingsOf(enrollments, scores.GenerationId, Goal.CourseFailure)
            .Where(s => s.Score!.Margin != null && s.Score.State != RiskState.NotEnoughData)
            .Select(s => new
            {
                s.Enrollment.StudentId,
                s.Enrollment.Id,
                Margin = s.Score!.Margin!.Value,
                Value = s.Score.Value!.Value,
                s.Score.Low,
                s.Score.High,
                s.Score.State,
                s.Score.StateSince,
            })
            .ToListAsync(cancel);
        return
        [
            .. rows.GroupBy(r => r.StudentId)
                .Select(g =>
                {
                    var top = g.MaxBy(r => (r.Margin, -r.Id))!;
                    return new PersonAtRisk(
                        g.Key,
                        top.Id,
                        top.Margin,
                        top.Value,
                        top.Low ?? top.Value,
                        top.High ?? top.Value,
                        top.State,
                        g.Count(r => r.State >= RiskState.Watch),
                        top.StateSince
                    );
                }),
        ];
    }

    // With a kind: who has it already needs no second place, and it is offered where the main concern is one that it answers.
    private static async Task<List<PersonAtRisk>> FittingAsync(
        EarlyWarningDb db,
        ScoresInService scores,
        List<PersonAtRisk> people,
        SupportKind? kind,
        CancellationToken cancel
    )
    {
        if (kind is null)
        {
            return people;
        }

        var model = await ModelInService.ReadAsync(db, scores.FailureModelId, cancel);
        short[] fitting =
        [
            .. Enumerable
                .Range(0, model!.Catalogue.Features.Count)
                .Where(i => kind.Fits(model.Catalogue.Features[i].Group))
                .Select(i => (short)i),
        ];
        var have = await db
            .SupportCases.Where(c => c.KindId == kind.Id && c.ClosedOn == null)
            .Select(c => c.StudentId)
            .ToListAsync(cancel);
        var helped = have.ToHashSet();
        var concerned = new HashSet<long>();
        foreach (var part in people.Select(p => p.EnrollmentId).Chunk(500))
        {
            concerned.UnionWith(
                await db
                    .Scores.Where(s =>
                        part.Contains(s.EnrollmentId)
                        && s.Goal == Goal.CourseFailure
                        && s.GenerationId == scores.GenerationId
                        && fitting.Contains(s.MainConcern)
                    )
                    .Select(s => s.EnrollmentId)
                    .ToListAsync(cancel)
            );
        }

        return people.FindAll(p => concerned.Contains(p.EnrollmentId) && !helped.Contains(p.StudentId));
    }

    // Of everybody scored, whoever has support already, by the groups known on the day of the scores: it does not change with cases.
    private static async Task<(double Share, IReadOnlyList<GroupMixRow> Rows)> MixAsync(
        EarlyWarningDb db,
        StaffScope scope,
        ScoresInService scores,
        long school,
        List<PersonAtRisk> people,
        int places,
        CancellationToken cancel
    )
    {
        if (!await Visibility.AdministeredOrgs(db, scope).AnyAsync(o => o == school, cancel))
        {
            return (0, []);
        }

        var share = GroupMix.Nearest(places, people.Count);
        var groups = await ProtectedGroups.ReadAsync(db, scores.AsOf, school, cancel);
        var order = people.OrderByDescending(p => p.Margin).ThenBy(p => p.StudentId).Select(p => p.StudentId);
        return (share, GroupMix.Of([.. order], share, groups));
    }
}

/// <summary>Registers capacity.</summary>
internal static class CapacityFeature
{
    public static IServiceCollection AddCapacity(this IServiceCollection services) =>
        services.AddSingleton<CapacityQuery>().AddSingleton<CapacityFile>();
}
