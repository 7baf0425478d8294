using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Support;
using EarlyWarning.Web.Features.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Letters;

/// <summary>How families reach the school, beside the address of who writes.</summary>
/// <param name="Contact">Letters:Contact: telephone, hours, place; or null.</param>
public sealed record LetterSettings(string? Contact)
{
    /// <summary>Reads the settings.</summary>
    public static LetterSettings Of(IConfiguration configuration) =>
        new(configuration["Letters:Contact"] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null);
}

/// <summary>
/// Gathers what a letter to a student's family is written from. Whoever writes, it holds what a teacher of the class may see:
/// what is reserved to counsellors, confidential support and other students are not for a letter.
/// </summary>
/// <param name="students">Reads the student.</param>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="access">Writes to the access log.</param>
/// <param name="settings">How families reach the school.</param>
public sealed class LetterQuery(
    StudentQuery students,
    IDbContextFactory<EarlyWarningDb> contexts,
    AccessRecord access,
    LetterSettings settings
)
{
    /// <summary>Name of the action in the access log.</summary>
    public const string Action = "family letter";

    private const int ActivityDays = 28;
    private const int MostOffers = 2;

    /// <summary>
    /// Reads it; null where the student is not found, or is in no class that the reader may see.
    /// </summary>
    /// <param name="scope">Who writes.</param>
    /// <param name="studentId">The student.</param>
    /// <param name="classId">The class to write about; the gravest of those the reader may see where it is not among them.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<LetterView?> GetAsync(StaffScope scope, long studentId, long? classId, CancellationToken cancel)
    {
        if (await students.GetAsync(scope, studentId, classId, cancel) is not { Enrollment: { } enrollment } student)
        {
            return null;
        }

        var shownId = enrollment.Class.Id;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (student.SeesWholeRecord)
        {
            var visible = db.EnrollmentsVisibleTo(scope).Where(e => e.StudentId == studentId);
            var reader = new EnrollmentReader(db, student.Scores, seesWholeRecord: false);
            enrollment = await reader.ReadAsync(visible, shownId, cancel);
        }

        var author = await db
            .Users.Where(u => u.Id == scope.UserId)
            .Select(u => new { u.DisplayName, u.Email })
            .SingleAsync(cancel);
        var points = LetterPoints.Of(
            enrollment,
            await RulesAsync(db, enrollment.EnrollmentId, student.Scores.GenerationId, cancel),
            await ActivityAsync(db, studentId, shownId, student.Scores.AsOf, cancel)
        );
        var support = await SupportAsync(db, scope, studentId, cancel);
        return new LetterView(
            studentId,
            shownId,
            new LetterFacts(
                student.GivenName,
                $"{student.GivenName} {student.FamilyName}",
                student.School,
                enrollment.Class.Title,
                scope.Today,
                student.Scores.AsOf,
                author.DisplayName,
                author.Email,
                settings.Contact,
                points.Strengths,
                points.Concerns,
                support,
                await OffersAsync(db, scope, studentId, points.ConcernParts, cancel)
            )
        );
    }

    /// <summary>Reads it and writes to the access log that a letter was made. What cannot be logged is not shown.</summary>
    /// <param name="scope">Who writes.</param>
    /// <param name="studentId">The student.</param>
    /// <param name="classId">The class to write about, or null.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<LetterView?> MakeAsync(StaffScope scope, long studentId, long? classId, CancellationToken cancel)
    {
        var view = await GetAsync(scope, studentId, classId, cancel);
        if (view is not null)
        {
            await access.WriteAsync(scope, [studentId], Action, cancel);
        }

        return view;
    }

    private static Task<RuleSignals> RulesAsync(
        EarlyWarningDb db,
        long enrollmentId,
        long generationId,
        CancellationToken cancel
    ) =>
        db
            .Scores.Where(s =>
                s.EnrollmentId == enrollmentId && s.Goal == Goal.CourseFailure && s.GenerationId == generationId
            )
            .OrderByDescending(s => s.Week)
            .Select(s => s.Rules)
            .FirstOrDefaultAsync(cancel);

    private static async Task<ActivityPoint?> ActivityAsync(
        EarlyWarningDb db,
        long studentId,
        long classId,
        DateOnly asOf,
        CancellationToken cancel
    )
    {
        var known = db.ActivityDays.Where(a =>
            a.StudentId == studentId && a.ClassId == classId && a.Date <= asOf && a.KnownFrom <= asOf && a.Events > 0
        );
        var last = await known.MaxAsync(a => (DateOnly?)a.Date, cancel);
        if (last is null)
        {
            return null;
        }

        var from = asOf.AddDays(1 - ActivityDays);
        var active = await known.Where(a => a.Date >= from).Select(a => a.Date).Distinct().CountAsync(cancel);
        return new ActivityPoint(ActivityDays, active, last);
    }

    // Confidential kinds stay out, also for those who may read them: a letter is opened by more people than it is meant for.
    private static async Task<IReadOnlyList<LetterSupport>> SupportAsync(
        EarlyWarningDb db,
        StaffScope scope,
        long studentId,
        CancellationToken cancel
    )
    {
        var open = await db.SupportCasesReadableBy(scope)
            .AsNoTracking()
            .Include(c => c.Kind)
            .Include(c => c.Owner)
            .Where(c => c.StudentId == studentId && c.ClosedOn == null && !c.Kind!.IsRestricted)
            .OrderByDescending(c => c.Status)
            .ThenBy(c => c.Id)
            .ToListAsync(cancel);
        return [.. open.Select(c => LetterSupport.Of(c.Kind!.Name, c.Status, c.Owner?.DisplayName, c.Plan))];
    }

    private static async Task<IReadOnlyList<string>> OffersAsync(
        EarlyWarningDb db,
        StaffScope scope,
        long studentId,
        IReadOnlyList<FeatureGroup> parts,
        CancellationToken cancel
    )
    {
        if (parts.Count == 0)
        {
            return [];
        }

        var path = await db.StudentsVisibleTo(scope)
            .Where(s => s.Id == studentId)
            .Select(s => s.Org!.Path)
            .SingleAsync(cancel);
        var kinds = await db.SupportKindsOfferedIn(path).AsNoTracking().ToListAsync(cancel);
        var open = await db.SupportCasesKnownTo(scope)
            .Where(c => c.StudentId == studentId && c.ClosedOn == null)
            .Select(c => c.KindId)
            .ToListAsync(cancel);
        var offered = kinds.Where(k => !k.IsRestricted).ToList();
        return
        [
            .. SupportPath
                .Of(parts.Select((part, place) => Concern(part, place)), offered, open.ToHashSet())
                .Select(step => step.Kind.Name)
                .Take(MostOffers),
        ];
    }

    // The order of the parts is all that the path needs of a concern.
    private static Reason Concern(FeatureGroup part, int place) =>
        new(
            Feature: null,
            part,
            IsStrength: false,
            Changeable: true,
            Evidence: "",
            Comparison: null,
            Share: 1.0 / (1 + place),
            Contribution: 0
        );
}
