using EarlyWarning.Domain.Activity;
using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Behaviour;
using EarlyWarning.Domain.Imports.Files;
using EarlyWarning.Domain.Imports.Tables;
using EarlyWarning.Domain.Time;

namespace EarlyWarning.Domain.Imports.OneRoster;

/// <summary>Our own attendance.csv, incidents.csv, activity.csv and calendar.csv.</summary>
internal sealed class RecordFiles(ImportPass pass, OneRosterTables tables)
{
    private static readonly Dictionary<string, AttendanceCategory> Categories = new(StringComparer.OrdinalIgnoreCase)
    {
        ["excused"] = AttendanceCategory.ExcusedAbsence,
        ["unexcused"] = AttendanceCategory.UnexcusedAbsence,
        ["tardy"] = AttendanceCategory.Tardy,
        ["early departure"] = AttendanceCategory.EarlyDeparture,
        ["present"] = AttendanceCategory.Present,
        ["excused absence"] = AttendanceCategory.ExcusedAbsence,
        ["unexcused absence"] = AttendanceCategory.UnexcusedAbsence,
        ["in attendance"] = AttendanceCategory.Present,
    };

    private static readonly Dictionary<string, IncidentSeverity> Severities = new(StringComparer.OrdinalIgnoreCase)
    {
        ["minor"] = IncidentSeverity.Minor,
        ["major"] = IncidentSeverity.Major,
        ["suspension"] = IncidentSeverity.Suspension,
        ["retracted"] = IncidentSeverity.Retracted,
    };

    /// <summary>Reads attendance.csv; "present" takes back an exception that came before and is else not stored.</summary>
    public async Task ReadAttendanceAsync(BundleFile file)
    {
        var events = await pass.OpenAsync(Facts.Attendance);
        await pass.ReadAsync(
            file,
            OneRosterLayouts.Attendance,
            row =>
            {
                var date = row.Date("date");
                var attendance = new AttendanceEvent
                {
                    StudentId = tables.Student(row),
                    ClassId = row.Optional("classSourcedId") is null ? null : tables.Class(row),
                    Date = date,
                    Category = row.OneOf("category", Categories),
                    KnownFrom = date.AddDays(pass.Options.AttendanceLagDays),
                    ImportId = pass.ImportId,
                };
                return events.AddAsync(attendance, IsNewStudent(row));
            }
        );
    }

    /// <summary>Reads incidents.csv; "retracted" takes back an incident that came before.</summary>
    public async Task ReadIncidentsAsync(BundleFile file)
    {
        var incidents = await pass.OpenAsync(Facts.Incidents);
        await pass.ReadAsync(
            file,
            OneRosterLayouts.Incidents,
            row =>
            {
                var date = row.Date("date");
                var incident = new Incident
                {
                    SourceId = pass.SourceId,
                    SourcedId = row.Key("sourcedId"),
                    StudentId = tables.Student(row),
                    OccurredOn = date,
                    Behavior = row.Text("behavior"),
                    Severity = row.OneOf("severity", Severities),
                    Description = row.Cut("description", 4000),
                    KnownFrom = date.AddDays(pass.Options.IncidentLagDays),
                    ImportId = pass.ImportId,
                };
                return incidents.AddAsync(incident, IsNewStudent(row));
            }
        );
    }

    /// <summary>Reads activity.csv: one row a student, class and day.</summary>
    public async Task ReadActivityAsync(BundleFile file)
    {
        var days = await pass.OpenAsync(Facts.Activity);
        await pass.ReadAsync(
            file,
            OneRosterLayouts.Activity,
            row =>
            {
                var date = row.Date("date");
                var events = row.Int("events");
                if (events < 0)
                {
                    throw new RowFaultException("events", "The number of events is negative.");
                }

                var day = new ActivityDay
                {
                    StudentId = tables.Student(row),
                    ClassId = tables.Class(row),
                    Date = date,
                    KnownFrom = date.AddDays(pass.Options.ActivityLagDays),
                    Events = events,
                    ImportId = pass.ImportId,
                };
                return days.AddAsync(day, IsNewStudent(row) || tables.Classes.IsNew(row.Key("classSourcedId")));
            }
        );
    }

    /// <summary>Reads calendar.csv: the days on which a school departs from its week.</summary>
    public async Task ReadCalendarAsync(BundleFile file)
    {
        var days = new Dictionary<(long Org, DateOnly Date), CalendarException>();
        await pass.ReadAsync(
            file,
            OneRosterLayouts.Calendar,
            row =>
            {
                var day = new CalendarException
                {
                    OrgId = tables.Orgs.Require(row.Key("orgSourcedId"), "orgSourcedId", "organisation"),
                    Date = row.Date("date"),
                    IsSchoolDay =
                        row.OptionalBool("isSchoolDay")
                        ?? throw new RowFaultException("isSchoolDay", "The value is missing."),
                    Label = row.Cut("label", 200),
                };
                return days.TryAdd((day.OrgId, day.Date), day)
                    ? ValueTask.CompletedTask
                    : throw new RowFaultException("date", "An earlier row says something of the same day.");
            }
        );
        if (pass.Writes)
        {
            pass.Tally.File(file.Name).Applied += await SaveAsync(days.Values);
        }
    }

    // A few hundred rows a school and year: the change tracker tells new from changed.
    private async Task<int> SaveAsync(IEnumerable<CalendarException> days)
    {
        foreach (var day in days)
        {
            var stored = await pass.Db.CalendarExceptions.FindAsync([day.OrgId, day.Date], pass.Cancel);
            if (stored is null)
            {
                pass.Db.CalendarExceptions.Add(day);
            }
            else
            {
                pass.Db.Entry(stored).CurrentValues.SetValues(day);
            }
        }

        var changed = await pass.Db.SaveChangesAsync(pass.Cancel);
        pass.Db.ChangeTracker.Clear();
        return changed;
    }

    private bool IsNewStudent(CsvRow row) => tables.Students.IsNew(row.Key("studentSourcedId"));
}
