using EarlyWarning.Domain.Imports.Files;

namespace EarlyWarning.Domain.Imports.OneRoster;

/// <summary>
/// Columns of the OneRoster 1.1 files, and of this project's own files in the same style (docs/data.md). Required are those
/// that a record cannot be made without; exporters often leave out others that the standard requires too.
/// </summary>
internal static class OneRosterLayouts
{
    private static readonly string[] Common = ["dateLastModified"];

    public static readonly CsvLayout Manifest = new(["propertyName", "value"], []);

    public static readonly CsvLayout Orgs = new(
        ["sourcedId", "name", "type"],
        ["status", "parentSourcedId"],
        [.. Common, "identifier"]
    );

    public static readonly CsvLayout AcademicSessions = new(
        ["sourcedId", "title", "type", "startDate", "endDate"],
        ["status", "parentSourcedId", "schoolYear"],
        Common
    );

    public static readonly CsvLayout Courses = new(
        ["sourcedId", "title", "orgSourcedId"],
        ["status", "courseCode", "subjects"],
        [.. Common, "schoolYearSourcedId", "grades", "subjectCodes"]
    );

    public static readonly CsvLayout Classes = new(
        ["sourcedId", "title", "courseSourcedId", "schoolSourcedId", "termSourcedIds"],
        ["status", "classCode", "periods"],
        [.. Common, "grades", "classType", "location", "subjects", "subjectCodes"]
    );

    public static readonly CsvLayout Users = new(
        ["sourcedId", "orgSourcedIds", "role", "givenName", "familyName"],
        ["status", "email", "grades"],
        [
            .. Common,
            "enabledUser",
            "username",
            "userIds",
            "middleName",
            "identifier",
            "sms",
            "phone",
            "agentSourcedIds",
            "password",
        ]
    );

    public static readonly CsvLayout Enrollments = new(
        ["sourcedId", "classSourcedId", "userSourcedId", "role"],
        ["status", "beginDate", "endDate"],
        [.. Common, "schoolSourcedId", "primary"]
    );

    public static readonly CsvLayout Demographics = new(
        ["sourcedId"],
        ["status", .. DemographicColumns.All.Select(c => c.Name)],
        Common
    )
    {
        Aliases = new Dictionary<string, string>(StringComparer.Ordinal) { ["sourcedId"] = "userSourcedId" },
    };

    public static readonly CsvLayout Categories = new(["sourcedId", "title"], ["status"], Common);

    public static readonly CsvLayout LineItems = new(
        ["sourcedId", "title", "assignDate", "dueDate", "classSourcedId", "categorySourcedId"],
        ["status", "resultValueMin", "resultValueMax"],
        [.. Common, "description", "gradingPeriodSourcedId"]
    );

    public static readonly CsvLayout Results = new(
        ["lineItemSourcedId", "studentSourcedId", "scoreStatus", "score"],
        ["status", "scoreDate"],
        [.. Common, "sourcedId", "comment"]
    )
    {
        Aliases = new Dictionary<string, string>(StringComparer.Ordinal) { ["scoreDate"] = "resultDate" },
    };

    public static readonly CsvLayout Attendance = new(["studentSourcedId", "date", "category"], ["classSourcedId"]);

    public static readonly CsvLayout Incidents = new(
        ["sourcedId", "studentSourcedId", "date", "behavior", "severity"],
        ["description"]
    );

    public static readonly CsvLayout Activity = new(["studentSourcedId", "classSourcedId", "date", "events"], []);

    public static readonly CsvLayout Outcomes = new(
        ["studentSourcedId", "classSourcedId"],
        ["finalScore", "passed", "decidedOn"]
    );

    public static readonly CsvLayout Attributes = new(["studentSourcedId", "name", "value"], ["knownFrom"]);

    public static readonly CsvLayout Calendar = new(["orgSourcedId", "date", "isSchoolDay"], ["label"]);
}
