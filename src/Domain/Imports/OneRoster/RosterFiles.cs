using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Imports.Files;
using EarlyWarning.Domain.Imports.Tables;
using EarlyWarning.Domain.Orgs;
using EarlyWarning.Domain.Time;

namespace EarlyWarning.Domain.Imports.OneRoster;

/// <summary>orgs.csv, academicSessions.csv, courses.csv and classes.csv.</summary>
internal sealed class RosterFiles(ImportPass pass, OneRosterTables tables)
{
    private static readonly Dictionary<string, OrgType> OrgTypes = Enum.GetValues<OrgType>()
        .ToDictionary(t => t.ToString(), t => t, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, AcademicSessionType> SessionTypes = Enum.GetValues<AcademicSessionType>()
        .ToDictionary(t => t.ToString(), t => t, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the organisations; a parent that is nowhere leaves its child at the top.</summary>
    public async Task ReadOrgsAsync(BundleFile file)
    {
        var tree = new ParentsFirst<Org>(file.Name, tables.Orgs.Find);
        await pass.ReadAsync(
            file,
            OneRosterLayouts.Orgs,
            row =>
            {
                if (!OneRosterTables.IsGone(row, pass, file.Name))
                {
                    tree.Add(row.Line, row.Key("sourcedId"), row.Optional("parentSourcedId"), NewOrg(row));
                }

                return ValueTask.CompletedTask;
            }
        );
        foreach (var (org, parent) in tree.InOrder(pass.Tally))
        {
            var id = tables.Orgs.Reserve(org.SourcedId);
            org.ParentId = parent;
            org.Path = $"{(parent is { } above ? tables.OrgPaths[above] : "/")}{id}/";
            tables.OrgPaths[id] = org.Path;
            await tables.Orgs.PutAsync(org);
        }

        await pass.FlushAsync(pass.Tally.File(file.Name));
    }

    /// <summary>Reads the academic sessions; they belong to the organisation at the top.</summary>
    public async Task ReadSessionsAsync(BundleFile file)
    {
        var tree = new ParentsFirst<AcademicSession>(file.Name, tables.Sessions.Find);
        await pass.ReadAsync(
            file,
            OneRosterLayouts.AcademicSessions,
            row =>
            {
                if (!OneRosterTables.IsGone(row, pass, file.Name))
                {
                    tree.Add(row.Line, row.Key("sourcedId"), row.Optional("parentSourcedId"), NewSession(row));
                }

                return ValueTask.CompletedTask;
            }
        );
        foreach (var (session, parent) in tree.InOrder(pass.Tally))
        {
            session.ParentId = parent;
            var id = await tables.Sessions.PutAsync(session);
            tables.SessionDays[id] = (session.StartDate, session.EndDate);
        }

        await pass.FlushAsync(pass.Tally.File(file.Name));
    }

    /// <summary>Reads the courses.</summary>
    public Task ReadCoursesAsync(BundleFile file) =>
        pass.ReadAsync(
            file,
            OneRosterLayouts.Courses,
            async row =>
            {
                if (OneRosterTables.IsGone(row, pass, file.Name))
                {
                    return;
                }

                var course = new Course
                {
                    SourceId = pass.SourceId,
                    SourcedId = row.Key("sourcedId"),
                    OrgId = tables.Orgs.Require(row.Key("orgSourcedId"), "orgSourcedId", "organisation"),
                    Title = row.Text("title"),
                    CourseCode = row.Cut("courseCode", 64),
                    Subject = row.List("subjects") is [var first, ..] ? first[..Math.Min(first.Length, 200)] : null,
                };
                await tables.Courses.PutAsync(course);
            }
        );

    /// <summary>Reads the classes; a class lasts from the first to the last day of its terms.</summary>
    public Task ReadClassesAsync(BundleFile file) =>
        pass.ReadAsync(
            file,
            OneRosterLayouts.Classes,
            async row =>
            {
                if (OneRosterTables.IsGone(row, pass, file.Name))
                {
                    return;
                }

                var @class = NewClass(row);
                var id = await tables.Classes.PutAsync(@class);
                tables.ClassDays[id] = (@class.StartDate, @class.EndDate);
            }
        );

    private Org NewOrg(CsvRow row) =>
        new()
        {
            SourceId = pass.SourceId,
            SourcedId = row.Key("sourcedId"),
            Name = row.Text("name"),
            Type = row.OneOf("type", OrgTypes),
            Path = "",
        };

    private AcademicSession NewSession(CsvRow row)
    {
        var (start, end) = (row.Date("startDate"), row.Date("endDate"));
        if (end <= start)
        {
            throw new RowFaultException(
                "endDate",
                "The session ends before it starts (endDate is the first day after it)."
            );
        }

        return new AcademicSession
        {
            SourceId = pass.SourceId,
            SourcedId = row.Key("sourcedId"),
            OrgId = tables.TopOrg(),
            Title = row.Text("title"),
            Type = row.OneOf("type", SessionTypes),
            StartDate = start,
            EndDate = end,
            SchoolYear = row.OptionalInt("schoolYear") ?? end.Year,
        };
    }

    private Class NewClass(CsvRow row)
    {
        var sessions = row.List("termSourcedIds")
            .Select(t => tables.Sessions.Require(t, "termSourcedIds", "academic session"))
            .ToList();
        if (sessions.Count == 0)
        {
            throw new RowFaultException("termSourcedIds", "The value is missing.");
        }

        return new Class
        {
            SourceId = pass.SourceId,
            SourcedId = row.Key("sourcedId"),
            OrgId = tables.Orgs.Require(row.Key("schoolSourcedId"), "schoolSourcedId", "organisation"),
            CourseId = tables.Courses.Require(row.Key("courseSourcedId"), "courseSourcedId", "course"),
            SessionId = sessions[0],
            Title = row.Text("title"),
            ClassCode = row.Cut("classCode", 64),
            Periods = row.Cut("periods", 64),
            StartDate = sessions.Min(s => tables.SessionDays[s].Start),
            EndDate = sessions.Max(s => tables.SessionDays[s].End),
        };
    }
}
