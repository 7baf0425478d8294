using System.Reflection;
using System.Text.RegularExpressions;
using EarlyWarning.Domain.Data;

namespace EarlyWarning.Web.Tests.Shared;

/// <summary>The direction of dependencies, and the rule that every read of students starts from a scope.</summary>
public sealed partial class ArchitectureTests
{
    [Fact]
    public void The_domain_knows_no_page_and_no_model() =>
        References(typeof(EarlyWarningDb).Assembly)
            .ShouldNotContain(name => name.StartsWith("EarlyWarning.", StringComparison.Ordinal));

    [Fact]
    public void Learning_knows_no_database_and_no_other_project() =>
        References(Assembly.Load("EarlyWarning.Ml"))
            .ShouldNotContain(name =>
                name.StartsWith("EarlyWarning.", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            );

    [Fact]
    public void Features_read_students_classes_and_enrollments_through_the_scope_only()
    {
        var features = Path.Combine(Root(), "src", "Web", "Features");
        var files = Directory
            .EnumerateFiles(features, "*", SearchOption.AllDirectories)
            .Where(file =>
                file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal)
            )
            .ToList();
        files.Count.ShouldBeGreaterThan(20);

        var found = files
            .SelectMany(file => File.ReadLines(file).Select((line, i) => (file, line, number: i + 1)))
            .Where(l => Unscoped().IsMatch(l.line))
            .Select(l => $"{Path.GetRelativePath(Root(), l.file)}:{l.number}: {l.line.Trim()}");

        found.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_that_learns_or_scores_knows_of_support()
    {
        string[] folders =
        [
            "Domain/Features",
            "Domain/Snapshots",
            "Domain/Outcomes",
            "Web/Nightly",
            "Web/Commands",
            "Ml",
        ];
        var files = folders
            .SelectMany(f =>
                Directory.EnumerateFiles(Path.Combine(Root(), "src", f), "*.cs", SearchOption.AllDirectories)
            )
            .ToList();
        files.Count.ShouldBeGreaterThan(60);

        files
            .SelectMany(file => File.ReadLines(file).Select(line => (file, line)))
            .Where(l => OfStaff().IsMatch(l.line))
            .Select(l => $"{Path.GetRelativePath(Root(), l.file)}: {l.line.Trim()}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void Styles_name_no_left_and_no_right_so_that_pages_turn_with_the_language()
    {
        var web = Path.Combine(Root(), "src", "Web");
        var files = Directory
            .EnumerateFiles(web, "*.css", SearchOption.AllDirectories)
            .Where(f =>
                !Path.GetRelativePath(web, f)
                    .Split(Path.DirectorySeparatorChar)[0]
                    .StartsWith("wwwroot", StringComparison.Ordinal) || f.EndsWith("app.css", StringComparison.Ordinal)
            )
            .Where(f =>
                Path.GetRelativePath(web, f).Split(Path.DirectorySeparatorChar)[0]
                    is not ("bin" or "obj" or "node_modules")
            )
            .ToList();
        files.Count.ShouldBeGreaterThan(20);

        files
            .SelectMany(f =>
                File.ReadLines(f).Where(l => Sided().IsMatch(l)).Select(l => $"{Path.GetFileName(f)}: {l.Trim()}")
            )
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("using EarlyWarning.Domain.Support;", true)]
    [InlineData("db.SupportCases.Count()", true)]
    [InlineData("db.FlagReviews.Count()", true)]
    [InlineData("db.Notes.Count()", true)]
    [InlineData("RiskState.NeedsSupport", false)]
    public void The_scan_for_support_finds_what_it_is_for(string line, bool isFound) =>
        OfStaff().IsMatch(line).ShouldBe(isFound);

    [Theory]
    [InlineData("await db.Students.ToListAsync()", true)]
    [InlineData("context.Enrollments", true)]
    [InlineData("db.Set<Student>()", true)]
    [InlineData("db.StudentsVisibleTo(scope)", false)]
    [InlineData("db.ClassAssignments.Where", false)]
    public void The_scan_finds_what_it_is_for(string line, bool isFound) => Unscoped().IsMatch(line).ShouldBe(isFound);

    [Fact]
    public void No_code_asks_the_machine_for_the_time_behind_the_clocks_back()
    {
        var found = Directory
            .EnumerateFiles(Path.Combine(Root(), "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file =>
                !file.Contains(
                    $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
                    StringComparison.Ordinal
                )
            )
            .Where(file => MachineClock().IsMatch(File.ReadAllText(file)));

        found.ShouldBeEmpty();
    }

    private static IEnumerable<string> References(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(name => name.Name!);

    internal static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EarlyWarning.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException(
            "EarlyWarning.sln was not found above the tests; run them from the checkout."
        );
    }

    [GeneratedRegex(
        @"\b(db|context|read)\.(Students|Classes|Enrollments)\b|\.Set<(Student|Class|Enrollment)>",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Unscoped();

    // What staff decide, do and write is never a feature.
    [GeneratedRegex(
        @"\bDomain\.(Support|Notes|Flags)\b|\bSupport(Case|Entr|Change|Kind)|\bFlagReview|\bdb\.Notes\b|\bNoteVersion",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex OfStaff();

    [GeneratedRegex(
        @"(?:margin|padding|border)-(?:left|right)|[;{ ](?:left|right):|(?:text-align|float): (?:left|right)",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Sided();

    [GeneratedRegex(
        @"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex MachineClock();
}
