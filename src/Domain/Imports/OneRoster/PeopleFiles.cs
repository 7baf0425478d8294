using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Imports.Files;
using EarlyWarning.Domain.Imports.Tables;
using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Imports.OneRoster;

/// <summary>users.csv and enrollments.csv. Passwords and family members are not read.</summary>
internal sealed class PeopleFiles(ImportPass pass, OneRosterTables tables)
{
    private enum Role
    {
        Student,
        Staff,
        Family,
    }

    private static readonly Dictionary<string, Role> Roles = new(StringComparer.OrdinalIgnoreCase)
    {
        ["student"] = Role.Student,
        ["teacher"] = Role.Staff,
        ["administrator"] = Role.Staff,
        ["aide"] = Role.Staff,
        ["proctor"] = Role.Staff,
        ["counselor"] = Role.Staff,
        ["principal"] = Role.Staff,
        ["guardian"] = Role.Family,
        ["parent"] = Role.Family,
        ["relative"] = Role.Family,
    };

    // Others may be named in a class without teaching it: they get no access to it.
    private static readonly Dictionary<string, Role?> ClassRoles = new(StringComparer.OrdinalIgnoreCase)
    {
        ["student"] = Role.Student,
        ["teacher"] = Role.Staff,
        ["administrator"] = null,
        ["aide"] = null,
        ["proctor"] = null,
    };

    /// <summary>Reads the users: students and staff.</summary>
    public Task ReadUsersAsync(BundleFile file) =>
        pass.ReadAsync(
            file,
            OneRosterLayouts.Users,
            async row =>
            {
                var role = OneRosterTables.IsGone(row, pass, file.Name) ? Role.Family : row.OneOf("role", Roles);
                if (role == Role.Student)
                {
                    await tables.Students.PutAsync(NewStudent(row));
                }
                else if (role == Role.Staff)
                {
                    await tables.Staff.PutAsync(NewStaff(row));
                }
            }
        );

    /// <summary>Reads the enrollments: of students, and of teachers as class assignments.</summary>
    public Task ReadEnrollmentsAsync(BundleFile file) =>
        pass.ReadAsync(
            file,
            OneRosterLayouts.Enrollments,
            async row =>
            {
                var role = OneRosterTables.IsGone(row, pass, file.Name) ? null : row.OneOf("role", ClassRoles);
                if (role == Role.Student)
                {
                    await TakeStudentAsync(row);
                }
                else if (role == Role.Staff)
                {
                    await TakeTeacherAsync(row);
                }
            }
        );

    private async ValueTask TakeStudentAsync(CsvRow row)
    {
        var student = tables.Student(row, "userSourcedId");
        var (begin, end, classEnd) = Days(row);
        var key = row.Key("sourcedId");
        var @class = tables.Class(row);
        var isHistory = !tables.Enrollments.HadRows || tables.Classes.IsNew(row.Key("classSourcedId"));

        // Most exports put the class's own end here: that is staying to the end, not leaving.
        DateOnly? left = end < classEnd ? end : null;
        var enrollment = new Enrollment
        {
            SourceId = pass.SourceId,
            SourcedId = key,
            StudentId = student,
            ClassId = @class,
            BeginDate = begin,
            EndDate = left,
            EndKnownFrom = left is null || isHistory ? left : Kinds.Later(left, pass.Today),
            ImportId = pass.ImportId,
        };
        tables.Note(student, @class, await tables.Enrollments.PutAsync(enrollment), begin);
    }

    private async ValueTask TakeTeacherAsync(CsvRow row)
    {
        var staff = tables.Staff.Require(row.Key("userSourcedId"), "userSourcedId", "member of staff");
        var (begin, end, classEnd) = Days(row);
        var assignment = new ClassAssignment
        {
            SourceId = pass.SourceId,
            StaffId = staff,
            ClassId = tables.Class(row),
            BeginsOn = begin,
            EndsOn = end ?? classEnd,
        };
        await tables.Assignments.PutAsync(assignment, "userSourcedId");
    }

    private (DateOnly Begin, DateOnly? End, DateOnly ClassEnd) Days(CsvRow row)
    {
        var days = tables.ClassDays[tables.Class(row)];
        var begin = row.OptionalDate("beginDate") ?? days.Start;
        var end = row.OptionalDate("endDate");
        return end < begin
            ? throw new RowFaultException("endDate", "The enrollment ends before it begins.")
            : (begin, end, days.End);
    }

    private Student NewStudent(CsvRow row) =>
        new()
        {
            SourceId = pass.SourceId,
            SourcedId = row.Key("sourcedId"),
            OrgId = OrgOf(row),
            GivenName = row.Text("givenName"),
            FamilyName = row.Text("familyName"),
            Grade = row.List("grades") is [var first, ..] ? first[..Math.Min(first.Length, 16)] : null,
        };

    private StaffMember NewStaff(CsvRow row) =>
        new()
        {
            SourceId = pass.SourceId,
            SourcedId = row.Key("sourcedId"),
            OrgId = OrgOf(row),
            GivenName = row.Text("givenName"),
            FamilyName = row.Text("familyName"),
            Email = row.Cut("email", 256),
            Role = row.Text("role", 64).ToLowerInvariant(),
        };

    private long OrgOf(CsvRow row)
    {
        var orgs = row.List("orgSourcedIds");
        return orgs.Select(tables.Orgs.Find).FirstOrDefault(o => o is not null)
            ?? throw new RowFaultException(
                "orgSourcedIds",
                orgs.Count == 0 ? "The value is missing." : "There is no organisation with this key."
            );
    }
}
