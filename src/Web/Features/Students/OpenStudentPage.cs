using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Students;

/// <summary>Opens a student's page: reads it, and writes who looked to the access log.</summary>
/// <param name="query">Reads the page.</param>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="time">The clock.</param>
public sealed class OpenStudentPage(StudentQuery query, IDbContextFactory<EarlyWarningDb> contexts, TimeProvider time)
{
    /// <summary>Name of the action in the access log.</summary>
    public const string Action = "student page";

    /// <summary>
    /// Opens the page; null, and nothing logged, where the student is not found. What cannot be logged is not shown: a
    /// failing write throws.
    /// </summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="studentId">The student.</param>
    /// <param name="classId">The class to show, or null.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<StudentView?> OpenAsync(StaffScope scope, long studentId, long? classId, CancellationToken cancel)
    {
        var view = await query.GetAsync(scope, studentId, classId, cancel);
        if (view is not null)
        {
            await LogAsync(scope.UserId, view, cancel);
        }

        return view;
    }

    private async Task LogAsync(long userId, StudentView view, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        db.AccessLog.Add(
            new AccessLogEntry
            {
                At = now,
                Month = (now.Year * 100) + now.Month,
                UserId = userId,
                StudentId = view.StudentId,
                Action = Action,
                Reason = view.Access,
            }
        );
        await db.SaveChangesAsync(cancel);
    }
}
