using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Imports.Files;
using EarlyWarning.Domain.Imports.Tables;
using EarlyWarning.Domain.Outcomes;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Imports.OneRoster;

/// <summary>categories.csv, lineItems.csv, results.csv and our own outcomes.csv.</summary>
internal sealed class GradeFiles(ImportPass pass, OneRosterTables tables)
{
    private static readonly Dictionary<string, ScoreStatus> Statuses = new(StringComparer.OrdinalIgnoreCase)
    {
        ["exempt"] = ScoreStatus.Exempt,
        ["fully graded"] = ScoreStatus.FullyGraded,
        ["not submitted"] = ScoreStatus.NotSubmitted,
        ["partially graded"] = ScoreStatus.PartiallyGraded,
        ["submitted"] = ScoreStatus.Submitted,
    };

    private static readonly Dictionary<string, OutcomeKind> Passed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["true"] = OutcomeKind.Passed,
        ["false"] = OutcomeKind.Failed,
        ["withdrawn"] = OutcomeKind.Withdrawn,
    };

    private readonly Dictionary<string, Item> _items = new(StringComparer.Ordinal);
    private readonly HashSet<int> _finalCategories = [];
    private KeyedTable<LineItemCategory>? _categories;
    private KeyedTable<LineItem> _lineItems = null!;
    private FactTable<Result, (long, long)> _results = null!;

    /// <summary>Reads the categories.</summary>
    public async Task ReadCategoriesAsync(BundleFile file)
    {
        await OpenAsync();
        await pass.ReadAsync(
            file,
            OneRosterLayouts.Categories,
            async row =>
            {
                if (OneRosterTables.IsGone(row, pass, file.Name))
                {
                    return;
                }

                var category = new LineItemCategory
                {
                    SourceId = pass.SourceId,
                    SourcedId = row.Key("sourcedId"),
                    Title = row.Text("title"),
                };
                NoteFinal((int)await _categories!.PutAsync(category), category.Title);
            }
        );
    }

    /// <summary>Reads the line items.</summary>
    public async Task ReadLineItemsAsync(BundleFile file)
    {
        await OpenAsync();
        await pass.ReadAsync(
            file,
            OneRosterLayouts.LineItems,
            async row =>
            {
                if (!OneRosterTables.IsGone(row, pass, file.Name))
                {
                    var item = NewLineItem(row);
                    await _lineItems.PutAsync(item);
                    Note(item, tables.Classes.IsNew(row.Key("classSourcedId")));
                }
            }
        );
    }

    /// <summary>Reads the results, and outcomes from those of the final category.</summary>
    public async Task ReadResultsAsync(BundleFile file)
    {
        await OpenAsync();
        await pass.ReadAsync(
            file,
            OneRosterLayouts.Results,
            async row =>
            {
                if (!OneRosterTables.IsGone(row, pass, file.Name))
                {
                    await TakeResultAsync(row);
                }
            }
        );
    }

    /// <summary>Reads outcomes.csv.</summary>
    public Task ReadOutcomesAsync(BundleFile file) =>
        pass.ReadAsync(
            file,
            OneRosterLayouts.Outcomes,
            row =>
            {
                var (student, @class) = (tables.Student(row), tables.Class(row));
                if (!tables.EnrollmentIds.TryGetValue((student, @class), out var enrollment))
                {
                    throw new RowFaultException("studentSourcedId", "The student is not enrolled in this class.");
                }

                var outcome = NewOutcome(row, enrollment, tables.ClassDays[@class].End.AddDays(-1));
                return tables.Outcomes.AddAsync(outcome, tables.Classes.IsNew(row.Key("classSourcedId")));
            }
        );

    private async Task OpenAsync()
    {
        if (_categories is not null)
        {
            return;
        }

        _categories = await pass.OpenAsync(Kinds.Categories);
        _lineItems = await pass.OpenAsync(Kinds.LineItems);
        _results = await pass.OpenAsync(Facts.Results);
        var (db, source) = (pass.Db, pass.SourceId);
        foreach (
            var category in await db
                .LineItemCategories.AsNoTracking()
                .Where(c => c.SourceId == source)
                .ToListAsync(pass.Cancel)
        )
        {
            NoteFinal(category.Id, category.Title);
        }

        var stored = db.LineItems.AsNoTracking().Where(l => l.SourceId == source).AsAsyncEnumerable();
        await foreach (var item in stored.WithCancellation(pass.Cancel))
        {
            Note(item, isNewClass: false);
        }
    }

    private void NoteFinal(int category, string title)
    {
        if (title.Equals(pass.Options.FinalCategory, StringComparison.OrdinalIgnoreCase))
        {
            _finalCategories.Add(category);
        }
    }

    private void Note(LineItem item, bool isNewClass) =>
        _items[item.SourcedId] = new Item(
            item.Id,
            item.ClassId,
            item.DueDate,
            item.ResultValueMin,
            item.ResultValueMax,
            _finalCategories.Contains(item.CategoryId),
            isNewClass
        );

    private LineItem NewLineItem(CsvRow row)
    {
        var (min, max) = (row.OptionalNumber("resultValueMin") ?? 0, row.OptionalNumber("resultValueMax") ?? 100);
        if (max <= min)
        {
            throw new RowFaultException("resultValueMax", "The highest possible score is not above the lowest.");
        }

        return new LineItem
        {
            SourceId = pass.SourceId,
            SourcedId = row.Key("sourcedId"),
            ClassId = tables.Class(row),
            CategoryId = (int)_categories!.Require(row.Key("categorySourcedId"), "categorySourcedId", "category"),
            Title = row.Text("title"),
            AssignDate = row.Date("assignDate"),
            DueDate = row.Date("dueDate"),
            ResultValueMin = min,
            ResultValueMax = max,
        };
    }

    private async ValueTask TakeResultAsync(CsvRow row)
    {
        if (!_items.TryGetValue(row.Key("lineItemSourcedId"), out var item))
        {
            throw new RowFaultException("lineItemSourcedId", "There is no line item with this key.");
        }

        var result = NewResult(row, item);
        await _results.AddAsync(result, item.IsNewClass);
        if (item.IsFinal && result is { Status: ScoreStatus.FullyGraded, Score: { } score })
        {
            await AddFinalAsync(item, result, score);
        }
    }

    private Result NewResult(CsvRow row, Item item)
    {
        var student = tables.Student(row);
        var status = row.OneOf("scoreStatus", Statuses);
        var score = row.OptionalNumber("score");
        if (score < item.Min)
        {
            throw new RowFaultException("score", "The score is below the lowest possible one.");
        }

        if (score is null && status == ScoreStatus.FullyGraded)
        {
            throw new RowFaultException("score", "A fully graded result has no score.");
        }

        // The score's date is the source's own record date; without it the due date and the lag for marks stand in.
        var recorded = row.OptionalDate("scoreDate");
        var occurred = recorded ?? item.Due;
        return new Result
        {
            StudentId = student,
            LineItemId = item.Id,
            Status = status,
            Score = score,
            SubmittedOn = status == ScoreStatus.Submitted ? recorded : null,
            OccurredOn = occurred,
            KnownFrom = occurred,
            ScoreKnownFrom = score is null ? null : recorded ?? item.Due.AddDays(pass.Options.MarkLagDays),
            ImportId = pass.ImportId,
        };
    }

    private async ValueTask AddFinalAsync(Item item, Result result, double score)
    {
        if (!tables.EnrollmentIds.TryGetValue((result.StudentId, item.ClassId), out var enrollment))
        {
            return;
        }

        if (tables.Outcomes.HasSeen(enrollment))
        {
            pass.Tally.Warn("Some enrollments have an outcome already, or several final marks; the first one counted.");
            return;
        }

        var percent = Math.Clamp(100 * (score - item.Min) / (item.Max - item.Min), 0, 100);
        var outcome = new Outcome
        {
            EnrollmentId = enrollment,
            Kind = percent >= pass.Options.PassMark ? OutcomeKind.Passed : OutcomeKind.Failed,
            FinalScore = percent,
            DecidedOn = result.OccurredOn,
            KnownFrom = result.ScoreKnownFrom!.Value,
            ImportId = pass.ImportId,
        };
        await tables.Outcomes.AddAsync(outcome, item.IsNewClass);
    }

    private Outcome NewOutcome(CsvRow row, long enrollment, DateOnly lastDay)
    {
        var score = row.OptionalNumber("finalScore");
        if (score is < 0 or > 100)
        {
            throw new RowFaultException("finalScore", "The score is not between 0 and 100.");
        }

        if (score is null && row.Optional("passed") is null)
        {
            throw new RowFaultException("passed", "Both finalScore and passed are missing.");
        }

        var byMark = score >= pass.Options.PassMark ? OutcomeKind.Passed : OutcomeKind.Failed;
        var decided = row.OptionalDate("decidedOn");
        return new Outcome
        {
            EnrollmentId = enrollment,
            Kind = row.Optional("passed") is null ? byMark : row.OneOf("passed", Passed),
            FinalScore = score,
            DecidedOn = decided ?? lastDay,
            KnownFrom = decided ?? lastDay.AddDays(pass.Options.MarkLagDays),
            ImportId = pass.ImportId,
        };
    }

    private sealed record Item(
        long Id,
        long ClassId,
        DateOnly Due,
        double Min,
        double Max,
        bool IsFinal,
        bool IsNewClass
    );
}
