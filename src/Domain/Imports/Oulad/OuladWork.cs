using EarlyWarning.Domain.Activity;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Imports.Files;
using EarlyWarning.Domain.Imports.Tables;

namespace EarlyWarning.Domain.Imports.Oulad;

/// <summary>Assessments, their results and online activity.</summary>
internal sealed class OuladWork(ImportPass pass, OuladRoster roster, OuladStudents students)
{
    private static readonly Dictionary<string, string> Categories = new(StringComparer.OrdinalIgnoreCase)
    {
        ["TMA"] = "Tutor-marked assignment",
        ["CMA"] = "Computer-marked assignment",
        ["Exam"] = "Exam",
    };

    private readonly List<Assessment> _assessments = [];
    private readonly Dictionary<string, Assessment> _byId = new(StringComparer.Ordinal);
    private KeyedTable<LineItemCategory> _categories = null!;
    private KeyedTable<LineItem> _lineItems = null!;
    private FactTable<Result, (long, long)> _results = null!;
    private FactTable<ActivityDay, (long, long, DateOnly)> _activity = null!;

    /// <summary>Opens the tables.</summary>
    public async Task OpenAsync()
    {
        _categories = await pass.OpenAsync(Kinds.Categories);
        _lineItems = await pass.OpenAsync(Kinds.LineItems);
        _results = await pass.OpenAsync(Facts.Results);
        _activity = await pass.OpenAsync(Facts.Activity);
    }

    /// <summary>Reads assessments.csv, 206 rows; work is numbered by due date within its class and type.</summary>
    public async Task ReadAssessmentsAsync(BundleFile file)
    {
        await pass.ReadAsync(file, OuladLayouts.Assessments, TakeAssessment);
        var categories = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (key, title) in Categories)
        {
            var category = new LineItemCategory
            {
                SourceId = pass.SourceId,
                SourcedId = key,
                Title = title,
            };
            categories[key] = (int)await _categories.PutAsync(category);
        }

        foreach (var group in _assessments.GroupBy(a => (a.Presentation.Key, a.Type)))
        {
            var inOrder = group.OrderBy(a => a.Due).ThenBy(a => a.Id, StringComparer.Ordinal).ToList();
            for (var i = 0; i < inOrder.Count; i++)
            {
                var title = inOrder.Count == 1 && IsExam(group.Key.Type) ? "Exam" : $"{group.Key.Type} {i + 1}";
                inOrder[i].LineItemId = await _lineItems.PutAsync(
                    NewLineItem(inOrder[i], title, categories[group.Key.Type])
                );
            }
        }

        await pass.FlushAsync(pass.Tally.File(file.Name));
    }

    /// <summary>Reads studentAssessment.csv.</summary>
    public Task ReadResultsAsync(BundleFile file) =>
        pass.ReadAsync(file, OuladLayouts.StudentAssessment, TakeResultAsync);

    /// <summary>Reads studentVle.csv; clicks are summed by student, class and day.</summary>
    public async Task ReadClicksAsync(BundleFile file)
    {
        var clicks = new SortedDictionary<(long Student, long Class, DateOnly Day), (int Events, bool IsHistory)>();
        await pass.ReadAsync(
            file,
            OuladLayouts.StudentVle,
            row =>
            {
                var presentation = roster.Presentation(row);
                var student = students.Enrolled(presentation, row.Key("id_student"));
                var day = presentation.Day(row.Int("date"), "date");
                var count = row.Int("sum_click");
                if (count is < 0 or > 1_000_000)
                {
                    throw new RowFaultException("sum_click", "The number of clicks is not between 0 and 1,000,000.");
                }

                var key = (student, roster.ClassId(presentation), day);
                var sum = clicks.TryGetValue(key, out var sofar) ? sofar.Events : 0;
                clicks[key] = (checked(sum + count), roster.IsNew(presentation));
                return ValueTask.CompletedTask;
            }
        );
        foreach (var ((student, @class, day), (events, isHistory)) in clicks)
        {
            await _activity.AddAsync(NewActivity(student, @class, day, events), isHistory);
        }

        await pass.FlushAsync(pass.Tally.File(file.Name));
    }

    private ValueTask TakeAssessment(CsvRow row)
    {
        var presentation = roster.Presentation(row);
        var type = row.Text("assessment_type");
        var known = Categories.Keys.FirstOrDefault(k => string.Equals(k, type, StringComparison.OrdinalIgnoreCase));
        if (known is null)
        {
            throw new RowFaultException("assessment_type", "The type is none of: TMA, CMA, Exam.");
        }

        var date = row.OptionalInt("date");
        if (date is null && !IsExam(known))
        {
            throw new RowFaultException("date", "The date is missing; only an exam may lack one.");
        }

        // The documentation puts an exam without a date at the end of the presentation.
        var due = date is { } d ? presentation.Day(d, "date") : presentation.End.AddDays(-1);
        var assessment = new Assessment(
            row.Key("id_assessment"),
            presentation,
            known,
            due,
            row.OptionalNumber("weight")
        );
        if (!_byId.TryAdd(assessment.Id, assessment))
        {
            throw new RowFaultException("id_assessment", "An earlier row has the same key.");
        }

        _assessments.Add(assessment);
        return ValueTask.CompletedTask;
    }

    private ValueTask TakeResultAsync(CsvRow row)
    {
        var assessment =
            _byId.GetValueOrDefault(row.Key("id_assessment"))
            ?? throw new RowFaultException("id_assessment", "assessments.csv has no such assessment.");
        var presentation = assessment.Presentation;
        var student = students.Enrolled(presentation, row.Key("id_student"));
        var score = row.OptionalNumber("score");
        if (score is < 0 or > 100)
        {
            throw new RowFaultException("score", "The score is not between 0 and 100.");
        }

        var submitted = presentation.Day(row.Int("date_submitted"), "date_submitted");
        var isBanked = row.OptionalBool("is_banked") ?? false;

        // Work taken over from an earlier presentation was handed in and marked before this one began.
        var known = isBanked && submitted > presentation.Start ? presentation.Start : submitted;
        var result = new Result
        {
            StudentId = student,
            LineItemId = assessment.LineItemId,
            Status = score is null ? ScoreStatus.Submitted : ScoreStatus.FullyGraded,
            Score = score,
            SubmittedOn = submitted,
            OccurredOn = submitted,
            KnownFrom = known,
            ScoreKnownFrom =
                score is null ? null
                : isBanked ? known
                : known.AddDays(pass.Options.MarkLagDays),
            IsBanked = isBanked,
            ImportId = pass.ImportId,
        };
        return _results.AddAsync(result, roster.IsNew(presentation));
    }

    private static bool IsExam(string type) => string.Equals(type, "Exam", StringComparison.Ordinal);

    private LineItem NewLineItem(Assessment assessment, string title, int category) =>
        new()
        {
            SourceId = pass.SourceId,
            SourcedId = assessment.Id,
            ClassId = roster.ClassId(assessment.Presentation),
            CategoryId = category,
            Title = title,
            AssignDate = assessment.Presentation.Start,
            DueDate = assessment.Due,
            ResultValueMin = 0,
            ResultValueMax = 100,
            Weight = assessment.Weight,
        };

    private ActivityDay NewActivity(long student, long @class, DateOnly day, int events) =>
        new()
        {
            StudentId = student,
            ClassId = @class,
            Date = day,
            KnownFrom = day.AddDays(pass.Options.ActivityLagDays),
            Events = events,
            ImportId = pass.ImportId,
        };

    private sealed record Assessment(string Id, Presentation Presentation, string Type, DateOnly Due, double? Weight)
    {
        public long LineItemId { get; set; }
    }
}
