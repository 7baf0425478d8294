using System.Globalization;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Figures.Assessments;

/// <summary>Makes the figures of pieces of work: the latest finished terms, and the running one as far as it is known.</summary>
internal sealed class AssessmentFigures : IFigures
{
    /// <summary>Under which its sheets are stored.</summary>
    public const string TopicName = "assessments";

    /// <summary>Key of the sheet about what there is.</summary>
    public const string IndexKey = "index";

    /// <summary>Finished terms that are looked at; bias is pooled over them.</summary>
    private const int MostTerms = 3;

    /// <inheritdoc />
    public string Topic => TopicName;

    /// <inheritdoc />
    public string Step => "Figures of assessments";

    /// <inheritdoc />
    public bool FollowsImports => false;

    /// <summary>Key of the sheet of a term.</summary>
    public static string TermKey(DateOnly start) =>
        string.Create(CultureInfo.InvariantCulture, $"term|{start:yyyy-MM-dd}");

    /// <summary>Key of the sheet of a course in a term.</summary>
    public static string CourseKey(DateOnly start, long course) =>
        string.Create(CultureInfo.InvariantCulture, $"course|{start:yyyy-MM-dd}|{course}");

    /// <summary>Key of the sheet about bias in a course; null for all courses together.</summary>
    public static string BiasKey(long? course) =>
        course is { } id ? string.Create(CultureInfo.InvariantCulture, $"bias|{id}") : "bias|all";

    /// <inheritdoc />
    public async Task<MadeFigures> MakeAsync(FigureInput input, CancellationToken cancel)
    {
        var terms = TermsOf(input);
        var read = await new WorkReader(input).ReadAsync(terms.Select(t => t.Term.Number).ToHashSet(), cancel);
        input.Progress.Report($"Work of {read.Students:n0} students read");
        ProtectedGroups groups;
        await using (var db = await input.Contexts.CreateDbContextAsync(cancel))
        {
            groups = await ProtectedGroups.ReadAsync(db, input.AsOf, null, cancel);
        }

        var names = new WorkNames(read.Classes);
        var hidden = new HiddenWork(input.Orgs, read.Classes, names);
        var makers = new Dictionary<string, IReadOnlyList<(string Key, object Content)>>(StringComparer.Ordinal);
        var sheets = new List<MadeSheet>();
        foreach (var org in input.Orgs.All)
        {
            // A district of one school has the school's figures.
            var schools = input.Orgs.SchoolsOf(org);
            var same = string.Join(',', schools.Order());
            if (!makers.TryGetValue(same, out var made))
            {
                makers[same] = made = new OrgAssessments(
                    terms,
                    [.. read.Classes.Where(c => schools.Contains(c.Book.OrgId))],
                    names,
                    new BiasFigures(groups, input.School.Pass.School.PassMark),
                    input.School.Pass.School.PassMark,
                    (term, course, name) => hidden.Holds(org.Id, term, course, name)
                ).Make((read.Students, read.AllStudents), schools.Count == 1, cancel);
                input.Progress.Report($"Assessments of {org.Name}: {made.Count:n0} sheets");
            }

            sheets.AddRange(made.Select(m => new MadeSheet(org.Id, m.Key, m.Content)));
        }

        return new MadeFigures(sheets);
    }

    // A term is over when every class of it is; what runs is looked at too, without outcomes.
    private static List<LookedAt> TermsOf(FigureInput input)
    {
        var pass = input.School.Pass;
        var asOf = input.AsOf.DayNumber;
        var begun = pass
            .School.Classes.Values.Where(c => c.Start <= asOf && input.School.TermOfSession.ContainsKey(c.SessionId))
            .GroupBy(c => input.School.TermOfSession[c.SessionId])
            .Select(g => new LookedAt(input.School.Terms.First(t => t.Number == g.Key), !g.All(pass.IsOver)))
            .OrderByDescending(t => t.Term.Start)
            .ToList();
        return [.. begun.Where(t => t.IsRunning), .. begun.Where(t => !t.IsRunning).Take(MostTerms)];
    }
}

/// <summary>A term that is looked at.</summary>
/// <param name="Term">The term.</param>
/// <param name="IsRunning">Whether it goes on.</param>
internal sealed record LookedAt(Term Term, bool IsRunning);
