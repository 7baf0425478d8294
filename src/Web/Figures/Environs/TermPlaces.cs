using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Web.Figures.Environs;

/// <summary>A class as figures of the environment see it.</summary>
/// <param name="Book">Its days, school and course.</param>
/// <param name="Title">Title.</param>
/// <param name="Course">Title of its course.</param>
/// <param name="Period">Period or periods, as the source writes them; empty where unknown.</param>
/// <param name="StaffId">Who teaches it; 0 where unknown. Never leaves the maker.</param>
internal sealed record ClassPlace(ClassBook Book, string Title, string Course, string Period, long StaffId);

/// <summary>An enrollment of a term, with what came of it.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="EnrollmentId">The enrollment.</param>
/// <param name="Class">The class.</param>
/// <param name="NotPassed">Whether it was not passed; null where no outcome is known.</param>
/// <param name="Days">School days by weekday while enrolled, so far; null where attendance is not recorded.</param>
/// <param name="Missed">Of those missed, eight bits for each weekday.</param>
internal readonly record struct Place(
    long StudentId,
    long EnrollmentId,
    ClassPlace Class,
    bool? NotPassed,
    int[]? Days,
    ulong Missed
)
{
    /// <summary>School days missed on a weekday.</summary>
    public int MissedOn(int weekday) => (int)((Missed >> (8 * weekday)) & 0xFF);
}

/// <summary>A term with its enrollments.</summary>
/// <param name="Title">Title.</param>
/// <param name="Start">First day.</param>
/// <param name="IsRunning">Whether a class of it runs on the as-of day, or most outcomes are not known yet.</param>
/// <param name="IsThisYear">Whether it is of the school year that holds the as-of day.</param>
/// <param name="End">Last day that counts: of the term, or the as-of day.</param>
/// <param name="Places">Enrollments, by school, then student.</param>
internal sealed record TermPlaces(
    string Title,
    DateOnly Start,
    bool IsRunning,
    bool IsThisYear,
    DateOnly End,
    IReadOnlyDictionary<long, Place[]> Places
)
{
    /// <summary>Key of its sheet.</summary>
    public string Key =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{(IsRunning ? EnvironmentSheets.Running : EnvironmentSheets.Finished)}{Start:yyyy-MM-dd}"
        );
}
