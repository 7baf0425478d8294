using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;

namespace EarlyWarning.Domain.Inbox;

/// <summary>What a person is told and may still see. Every read of items starts here.</summary>
public static class InboxAccess
{
    /// <summary>
    /// The person's own items, without those about students, classes and cases that are out of reach today: rights are
    /// asked when an item is shown, not when it was made.
    /// </summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Who is looking.</param>
    public static IQueryable<InboxItem> InboxItemsOf(this EarlyWarningDb db, StaffScope scope)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(scope);
        var me = scope.UserId;
        var enrollments = db.EnrollmentsVisibleTo(scope);
        var students = db.StudentsVisibleTo(scope);
        // Asked item by item, by key: the other way round, an administrator's whole district would be read for a few items.
        return db.InboxItems.Where(i =>
            i.UserId == me
            && (i.EnrollmentId == null || enrollments.Any(e => e.Id == i.EnrollmentId))
            && (i.CaseId == null || (i.Case!.OwnerId == me && students.Any(s => s.Id == i.Case.StudentId)))
        );
    }
}
