using System.Globalization;
using EarlyWarning.Ml.Measurement;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Figures.Assessments;

/// <summary>Sheets of one organisation.</summary>
/// <param name="terms">Terms, the latest first.</param>
/// <param name="classes">Its classes of those terms.</param>
/// <param name="names">Names of the work of all classes.</param>
/// <param name="bias">Compares groups.</param>
/// <param name="passMark">Mark in percent from which work is passed.</param>
/// <param name="isHidden">Whether work of a term and course is not shown, since another's could be worked out from it.</param>
internal sealed class OrgAssessments(
    IReadOnlyList<LookedAt> terms,
    IReadOnlyList<ClassWork> classes,
    WorkNames names,
    BiasFigures bias,
    double passMark,
    Func<int, long, ItemName, bool> isHidden
)
{
    /// <summary>Most pieces of work in a list.</summary>
    private const int MostItems = 400;

    /// <summary>Classes are listed up to so many.</summary>
    private const int MostClasses = 60;

    /// <summary>Names of work that are told apart over all courses; beyond that kinds are.</summary>
    private const int MostNames = 40;

    private readonly Dictionary<(long Course, ItemName Item), BiasHead> _heads = [];

    /// <summary>Makes them.</summary>
    /// <param name="students">Students looked at, and all.</param>
    /// <param name="isSchool">Whether it is one school: its classes are listed.</param>
    /// <param name="cancel">Cancels.</param>
    public IReadOnlyList<(string Key, object Content)> Make(
        (int Taken, int All) students,
        bool isSchool,
        CancellationToken cancel
    )
    {
        var sheets = BiasSheets(cancel);
        var withBias = sheets.Select(s => s.Course).OfType<long>().ToList();
        var made = sheets.ConvertAll(s => (AssessmentFigures.BiasKey(s.Course), (object)s.Sheet));
        var listed = new List<AssessmentTerm>();
        foreach (var term in terms)
        {
            var own = classes.Where(c => c.Term == term.Term.Number && c.Rows.Count > 0).ToList();
            if (own.Count > 0)
            {
                listed.Add(new AssessmentTerm(term.Term.Title, term.Term.Start, term.IsRunning));
                made.AddRange(TermSheets(term, own, isSchool, cancel));
            }
        }

        made.Add(
            (AssessmentFigures.IndexKey, new AssessmentIndex(listed, passMark, students.Taken, students.All, withBias))
        );
        return made;
    }

    private List<(string, object)> TermSheets(
        LookedAt term,
        List<ClassWork> own,
        bool isSchool,
        CancellationToken cancel
    )
    {
        var made = new List<(string, object)>();
        var (courses, items) = (new List<CourseFigures>(), new List<ItemFigures>());
        var tooSmall = 0;
        var listed = own.GroupBy(c => c.Course).OrderBy(c => c.Key.Title, StringComparer.Ordinal).ToList();
        var laidOut = Spread.Over(
            listed,
            course =>
            {
                var table = CourseTable.Of([.. course], [.. course.Select(names.InTerm)]);
                return (table.Items.Length, Sheet: CourseSheet(course.Key, term.Term, table, isSchool));
            },
            cancel
        );
        foreach (var (all, sheet) in laidOut)
        {
            courses.Add(sheet.Course);
            items.AddRange(sheet.Items);
            tooSmall += all - sheet.Items.Count;
            if (sheet.Items.Count > 0)
            {
                made.Add((AssessmentFigures.CourseKey(term.Term.Start, sheet.Course.Id), sheet));
            }
        }

        var kept = items
            .OrderByDescending(i => i.Due)
            .Take(MostItems)
            .Select(i => i.Id)
            .ToHashSet(StringComparer.Ordinal);
        made.Add(
            (
                AssessmentFigures.TermKey(term.Term.Start),
                new TermSheet(courses, items.FindAll(i => kept.Contains(i.Id)), tooSmall, items.Count - kept.Count)
            )
        );
        return made;
    }

    private CourseSheet CourseSheet(WorkCourse course, Term term, CourseTable table, bool isSchool)
    {
        string[] ids =
        [
            .. table.Items.Select(i =>
                string.Create(CultureInfo.InvariantCulture, $"{course.Id}-{term.Start:yyyyMMdd}-{i.LineItemId}")
            ),
        ];
        var statistics = new ItemStatistics(table, ids, passMark);
        var pooled = names.Pooled(table.Classes);
        var byClass = isSchool && table.Classes.Count is > 1 and <= MostClasses;
        var made = Enumerable
            .Range(0, table.Items.Length)
            .Where(i => !isHidden(term.Number, course.Id, table.Items[i].Name))
            .Select(i => (Item: i, Pooled: pooled[table.Items[i].Name]))
            .Select(i =>
                (i.Item, Figures: statistics.Of(i.Item, i.Pooled, _heads.GetValueOrDefault((course.Id, i.Pooled))))
            )
            .Where(i => i.Figures is not null)
            .ToList();
        var details = new ItemDetails(table, statistics, passMark);
        var (alpha, why) = Alpha(table, null);
        return new CourseSheet(
            new CourseFigures(
                course.Id,
                course.Title,
                course.Subject,
                table.Classes.Count,
                ItemStatistics.ToFive(table.Rows.Length),
                ItemStatistics.Rounded(alpha?.Alpha),
                ItemStatistics.ToFive(alpha?.Students ?? 0),
                why
            ),
            made.ConvertAll(i => i.Figures!),
            made.ConvertAll(i => details.Of(i.Item, byClass)),
            byClass
                ? [.. Enumerable.Range(0, table.Classes.Count).Select(c => OfClass(table, c)).OfType<ClassAlpha>()]
                : []
        );
    }

    private static ClassAlpha? OfClass(CourseTable table, int place) =>
        Alpha(table, place).Alpha is { } alpha && ItemStatistics.Rounded(alpha.Alpha) is { } measure
            ? new ClassAlpha(table.Classes[place].Title, ItemStatistics.ToFive(alpha.Students), measure)
            : null;

    // Over the work that at least half of the students have a mark in: an odd piece would leave nobody complete.
    private static (CronbachAlpha? Alpha, NoAlpha Why) Alpha(CourseTable table, int? place)
    {
        var rows = place is { } one ? table.RowsOf(one, _ => true) : table.RowsWhere(_ => true);
        var items = table.Items.Where(i => rows.Count(r => !double.IsNaN(i.Marks[r])) * 2 >= rows.Length).ToArray();
        if (items.Length < 2)
        {
            return (null, items.Length == 1 ? NoAlpha.OneItem : NoAlpha.NoSpread);
        }

        var complete = Array.FindAll(rows, r => Array.TrueForAll(items, i => !double.IsNaN(i.Marks[r])));
        return complete.Length < ItemStatistics.Least
            ? (null, NoAlpha.TooFew)
            : (
                CronbachAlpha.Of(complete.Select(r => Array.ConvertAll(items, i => i.Marks[r])), items.Length),
                NoAlpha.NoSpread
            );
    }

    // Pooled over the finished terms, by course and over all courses; every test of the organisation counts in the judgement.
    private List<(long? Course, BiasSheet Sheet)> BiasSheets(CancellationToken cancel)
    {
        var finished = terms.Where(t => !t.IsRunning).OrderBy(t => t.Term.Start).Select(t => t.Term).ToList();
        var numbers = finished.Select(t => t.Number).ToHashSet();
        var courses = classes
            .Where(c => numbers.Contains(c.Term) && c.Rows.Count > 0)
            .GroupBy(c => c.Course.Id)
            .OrderBy(c => c.Key)
            .ToList();
        var sources = Spread
            .Over(
                courses,
                c => BiasSource.Of(CourseTable.Of([.. c], [.. c.Select(names.OverTerms)]), cancel).ToList(),
                cancel
            )
            .SelectMany((of, c) => of.Select(s => (Course: (long?)courses[c].Key, Source: s)))
            .ToList();
        sources.AddRange(
            BiasSource.Together(sources.ConvertAll(s => s.Source), MostNames, cancel).Select(s => ((long?)null, s))
        );
        var compared = Spread.Over(sources, s => bias.Compare(s.Source, cancel), cancel);
        var (judged, tests) = BiasFigures.Judge(compared);
        var titles = finished.ConvertAll(t => t.Title);
        var sheets = new List<(long?, BiasSheet)>();
        foreach (
            var course in sources.Zip(judged, (s, item) => (s.Course, s.Source.Name, Item: item)).GroupBy(i => i.Course)
        )
        {
            Head(course.Key, course.Select(i => (i.Name, i.Item)));
            if (course.Any(i => i.Item.Rows.Count > 0))
            {
                sheets.Add((course.Key, new BiasSheet(titles, tests, [.. course.Select(i => i.Item)])));
            }
        }

        return sheets;
    }

    private void Head(long? course, IEnumerable<(ItemName Name, BiasItem Item)> items)
    {
        foreach (var (name, item) in items)
        {
            if (
                course is { } id
                && item.Rows.Where(r => r.StandsOut).MaxBy(r => (r.ByMarks, Math.Abs(r.Points.Value))) is { } row
            )
            {
                _heads[(id, name)] = new BiasHead(
                    row.Attribute,
                    row.Group,
                    row.Match,
                    row.Points,
                    row.ByMarks ? null : row.Passing?.OddsRatio
                );
            }
        }
    }
}
