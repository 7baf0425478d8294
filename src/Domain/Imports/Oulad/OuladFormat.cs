using EarlyWarning.Domain.Imports.Files;

namespace EarlyWarning.Domain.Imports.Oulad;

/// <summary>
/// The Open University Learning Analytics Dataset: module presentations become classes of one school, registrations
/// enrollments, assessments line items, clicks daily activity.
/// </summary>
/// <param name="bundle">The folder or zip file.</param>
internal sealed class OuladFormat(Bundle bundle) : ImportFormat
{
    /// <inheritdoc />
    public override string Source => "oulad";

    /// <inheritdoc />
    public override async Task ReadAsync(ImportPass pass)
    {
        // Every file is looked for before any is read, so that a missing one is said at once.
        var (courses, assessments) = (bundle.Require("courses"), bundle.Require("assessments"));
        var (registrations, info) = (bundle.Require("studentRegistration"), bundle.Require("studentInfo"));
        var results = bundle.Require("studentAssessment");
        var clicks = bundle.Find("studentVle") ?? bundle.Find("vle-prefix/studentVle");

        var roster = new OuladRoster(pass);
        await roster.OpenAsync();
        await roster.ReadCoursesAsync(courses);

        var students = new OuladStudents(pass, roster);
        await students.OpenAsync();
        await students.ReadAsync(registrations, info);

        var work = new OuladWork(pass, roster, students);
        await work.OpenAsync();
        await work.ReadAssessmentsAsync(assessments);
        await work.ReadResultsAsync(results);
        if (clicks is null)
        {
            pass.Tally.Warn("There is no studentVle.csv, so there is no online activity.");
        }
        else
        {
            await work.ReadClicksAsync(clicks);
        }
    }
}
