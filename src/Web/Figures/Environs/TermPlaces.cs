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
/// <param name="IsThisYear">Whether it is of the school year that holds the as-of day.</param>
/// <param name="End">Last day that counts: of the term, or the as-of day.</param>
/// <param name="Places">Enrollments, by school, then student; without outcomes where most of a school's have not come.</param>
internal sealed record TermPlaces(
    string Title,
    DateOnly Start,
    bool IsThisYear,
    DateOnly End,
    IReadOnlyDictionary<long, Place[]> Places
)
{
    /// <summary>
    /// Whether it is too early to say who passes at some schools: no outcomes have come, or while most of their classes still
    /// run those of fewer than half. Once the term is over a school whose outcomes are late does not hold up the others.
    /// </summary>
    /// <param name="schools">Keys of the schools.</param>
    public bool IsOpen(IReadOnlySet<long> schools)
    {
        var (all, known, running) = (0, 0, 0);
        foreach (var place in Of(schools))
        {
            all++;
            known += place.NotPassed is null ? 0 : 1;
            running += IsRunning(place) ? 1 : 0;
        }

        return known == 0 || (known * 2 < all && running * 2 > all);
    }

    /// <summary>Whether no class of it runs any more at some schools.</summary>
    /// <param name="schools">Keys of the schools.</param>
    public bool IsOver(IReadOnlySet<long> schools) => !Of(schools).Any(p => IsRunning(p));

    /// <summary>Key of its sheet.</summary>
    /// <param name="isOpen">Whether it is too early to say who passes.</param>
    public string Key(bool isOpen) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{(isOpen ? EnvironmentSheets.Running : EnvironmentSheets.Finished)}{Start:yyyy-MM-dd}"
        );

    private IEnumerable<Place> Of(IReadOnlySet<long> schools) =>
        Places.Where(p => schools.Contains(p.Key)).SelectMany(p => p.Value);

    // Beyond the last day that counts there are days only where that is the as-of day.
    private bool IsRunning(in Place place) => place.Class.Book.End - 1 > End.DayNumber;
}
