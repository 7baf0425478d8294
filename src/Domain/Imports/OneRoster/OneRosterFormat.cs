using EarlyWarning.Domain.Imports.Files;

namespace EarlyWarning.Domain.Imports.OneRoster;

/// <summary>
/// OneRoster 1.1 as bulk CSV, with attendance, incidents, activity, outcomes, attributes and school days in files of this
/// project's own (docs/data.md). Nothing is deleted because a bulk file no longer holds it.
/// </summary>
/// <param name="bundle">The folder or zip file.</param>
internal sealed class OneRosterFormat(Bundle bundle) : ImportFormat
{
    private static readonly string[] OwnFiles =
    [
        "attendance",
        "incidents",
        "activity",
        "outcomes",
        "attributes",
        "calendar",
    ];

    private readonly AttributeKinds _kinds = new();

    /// <inheritdoc />
    public override string Source => "oneroster";

    /// <inheritdoc />
    public override async Task ReadAsync(ImportPass pass)
    {
        var manifest = new Manifest(bundle, pass.Tally.Warn);
        var tables = await OneRosterTables.OpenAsync(pass);
        var roster = new RosterFiles(pass, tables);
        var people = new PeopleFiles(pass, tables);
        var grades = new GradeFiles(pass, tables);
        var records = new RecordFiles(pass, tables);
        var attributes = new AttributeFiles(pass, tables, _kinds);
        var files = 0;

        // In the order in which the files refer to each other.
        await ReadAsync(manifest.Find("orgs"), roster.ReadOrgsAsync);
        await ReadAsync(manifest.Find("academicSessions"), roster.ReadSessionsAsync);
        await ReadAsync(manifest.Find("courses"), roster.ReadCoursesAsync);
        await ReadAsync(manifest.Find("classes"), roster.ReadClassesAsync);
        await ReadAsync(manifest.Find("users"), people.ReadUsersAsync);
        await ReadAsync(manifest.Find("enrollments"), people.ReadEnrollmentsAsync);
        await ReadAsync(manifest.Find("demographics"), attributes.ReadDemographicsAsync);
        await ReadAsync(bundle.Find("attributes"), attributes.ReadAttributesAsync);
        await ReadAsync(manifest.Find("categories"), grades.ReadCategoriesAsync);
        await ReadAsync(manifest.Find("lineItems"), grades.ReadLineItemsAsync);

        // What the school states as an outcome comes before what is made of a final mark.
        await ReadAsync(bundle.Find("outcomes"), grades.ReadOutcomesAsync);
        await ReadAsync(manifest.Find("results"), grades.ReadResultsAsync);
        await ReadAsync(bundle.Find("calendar"), records.ReadCalendarAsync);
        await ReadAsync(bundle.Find("attendance"), records.ReadAttendanceAsync);
        await ReadAsync(bundle.Find("incidents"), records.ReadIncidentsAsync);
        await ReadAsync(bundle.Find("activity"), records.ReadActivityAsync);
        if (files == 0)
        {
            throw new ImportRefusedException(
                $"{bundle.Path} holds none of the files of OneRoster 1.1 (orgs.csv, users.csv, ...) nor {string.Join(".csv, ", OwnFiles)}.csv. "
                    + "Check the path and the format."
            );
        }

        async Task ReadAsync(BundleFile? file, Func<BundleFile, Task> read)
        {
            if (file is not null)
            {
                files++;
                await read(file);
            }
        }
    }
}
