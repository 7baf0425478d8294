using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Demo;

/// <summary>Removes an interrupted generation: every row of a school's record. Accounts stay, without their links.</summary>
internal static class DemoWipe
{
    public static async Task RunAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(30));
        await db.Users.ExecuteUpdateAsync(u => u.SetProperty(x => x.StaffId, (long?)null), cancel);
        await db.RoleGrants.ExecuteDeleteAsync(cancel);
        await db.Scores.ExecuteDeleteAsync(cancel);
        await db.Outcomes.ExecuteDeleteAsync(cancel);
        await db.ActivityDays.ExecuteDeleteAsync(cancel);
        await db.Incidents.ExecuteDeleteAsync(cancel);
        await db.AttendanceEvents.ExecuteDeleteAsync(cancel);
        await db.Results.ExecuteDeleteAsync(cancel);
        await db.LineItems.ExecuteDeleteAsync(cancel);
        await db.LineItemCategories.ExecuteDeleteAsync(cancel);
        await db.StudentAttributes.ExecuteDeleteAsync(cancel);
        await db.AttributeDefinitions.ExecuteDeleteAsync(cancel);
        await db.Enrollments.ExecuteDeleteAsync(cancel);
        await db.CaseloadEntries.ExecuteDeleteAsync(cancel);
        await db.ClassAssignments.ExecuteDeleteAsync(cancel);
        await db.Classes.ExecuteDeleteAsync(cancel);
        await db.Courses.ExecuteDeleteAsync(cancel);
        await db.Students.ExecuteDeleteAsync(cancel);
        await db.Staff.ExecuteDeleteAsync(cancel);
        await db.CalendarExceptions.ExecuteDeleteAsync(cancel);
        await db.AcademicSessions.ExecuteDeleteAsync(cancel);
        await db.Orgs.Where(o => o.ParentId != null).ExecuteDeleteAsync(cancel);
        await db.Orgs.ExecuteDeleteAsync(cancel);
        await db.QuarantinedRows.ExecuteDeleteAsync(cancel);
        await db.Imports.ExecuteDeleteAsync(cancel);
        await db.Sources.ExecuteDeleteAsync(cancel);
    }
}
