using System.Globalization;
using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Grades;

namespace EarlyWarning.Web.Features.Students;

/// <summary>
/// What of the record a concern is about: the days missed, the work not handed in, the marks. A share alone cannot be talked
/// over with a student; a day can.
/// </summary>
internal static class ConcernFacts
{
    private const int MostDays = 8;
    private const int MostWork = 5;
    private const int MostMarks = 4;

    /// <summary>The days, work or marks behind a concern in a sentence, or null where the record holds none to name.</summary>
    /// <param name="reason">The concern.</param>
    /// <param name="enrollment">What the reader may see of the enrollment.</param>
    public static string? Of(Reason reason, EnrollmentView enrollment) =>
        reason switch
        {
            { Feature: null } => null,
            { Group: FeatureGroup.Attendance } => Days(reason.Feature, enrollment.Attendance),
            _ => Of(reason.Group, enrollment.Marks),
        };

    /// <summary>The work or marks behind a concern of a group.</summary>
    internal static string? Of(FeatureGroup group, IReadOnlyList<MarkRow> marks) =>
        group switch
        {
            FeatureGroup.Work => Work(marks) ?? Late(marks),
            FeatureGroup.Marks => Marks(marks),
            _ => null,
        };

    /// <summary>The days behind a concern about attendance.</summary>
    internal static string? Days(string feature, Register? register)
    {
        if (register is null)
        {
            return null;
        }

        var isPartial = feature.StartsWith("tardy", StringComparison.Ordinal);
        var isUnexcused = feature.StartsWith("unexcused", StringComparison.Ordinal);
        var days = register
            .Exceptions.Where(d => d.IsMissed != isPartial)
            .Where(d => !isUnexcused || d.Category == AttendanceCategory.UnexcusedAbsence)
            .Select(d => d.Date)
            .Reverse()
            .ToList();
        if (days.Count == 0)
        {
            return null;
        }

        var named = Named([.. days.Take(MostDays).Select(Dates.Short)], days.Count, ", ");
        return isPartial ? L["Late or left early on {0}", named] : L["Missed on {0}", named];
    }

    private static string? Work(IReadOnlyList<MarkRow> marks)
    {
        var missing = marks.Where(m => m.Score is null && m.IsDue && m.Status is ScoreStatus.NotSubmitted).ToList();
        return missing.Count == 0
            ? null
            : L[
                "Not handed in: {0}",
                Named(
                    [
                        .. missing
                            .AsEnumerable()
                            .Reverse()
                            .Take(MostWork)
                            .Select(m => L["{0} (due {1})", m.Title, Dates.Short(m.DueDate)]),
                    ],
                    missing.Count
                )
            ];
    }

    private static string? Late(IReadOnlyList<MarkRow> marks)
    {
        var late = marks.Where(m => m.DaysLate > 0).Reverse().ToList();
        return late.Count == 0
            ? null
            : L["Handed in late: {0}", Named([.. late.Take(MostWork).Select(m => m.Title)], late.Count)];
    }

    private static string? Marks(IReadOnlyList<MarkRow> marks)
    {
        var scored = marks.Where(m => m.Score is not null).Reverse().ToList();
        return scored.Count == 0
            ? Work(marks)
            : Named(
                [
                    .. scored
                        .Take(MostMarks)
                        .Select(m => L["{0}: {1} of {2}", m.Title, Number(m.Score!.Value), Number(m.Max)]),
                ],
                scored.Count
            );
    }

    private static string Named(IReadOnlyList<string> shown, int all, string separator = "; ") =>
        all > shown.Count
            ? L["{0} and {1} more", string.Join(separator, shown), all - shown.Count]
            : string.Join(separator, shown);

    private static string Number(double value) => value.ToString("0.#", CultureInfo.CurrentCulture);
}
