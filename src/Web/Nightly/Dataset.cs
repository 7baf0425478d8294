using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Students;
using EarlyWarning.Ml.Neural;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Web.Nightly;

/// <summary>A term as splits see it: sessions that begin on the same day are one.</summary>
/// <param name="Number">Order of beginning.</param>
/// <param name="Title">Title shown in reports.</param>
/// <param name="Start">First day.</param>
internal sealed record Term(int Number, string Title, DateOnly Start);

/// <summary>Labelled snapshots of one goal, ready for the learning core.</summary>
internal sealed class Dataset
{
    private Dataset(
        Goal goal,
        IReadOnlyList<SnapshotRow> rows,
        TrainingData data,
        IReadOnlyList<Term> terms,
        int[] termOf
    )
    {
        Goal = goal;
        Rows = rows;
        Data = data;
        Terms = terms;
        TermOfRow = termOf;
    }

    public Goal Goal { get; }

    public IReadOnlyList<SnapshotRow> Rows { get; }

    public TrainingData Data { get; }

    public IReadOnlyList<Term> Terms { get; }

    public int[] TermOfRow { get; }

    public TaskKind Task => Goal.IsMark() ? TaskKind.Regression : TaskKind.Binary;

    /// <summary>Takes the rows that have a label for the goal; null where there are none.</summary>
    public static Dataset? Of(
        Goal goal,
        TableSchema schema,
        IReadOnlyList<SnapshotRow> snapshots,
        IReadOnlyList<Term> terms,
        Func<SnapshotRow, int> termOf
    )
    {
        var rows = snapshots.Where(r => !double.IsNaN(Label(goal, r))).ToList();
        if (rows.Count == 0)
        {
            return null;
        }

        var values = new float[checked(rows.Count * schema.Count)];
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].Values.CopyTo(values, i * schema.Count);
        }

        var data = new TrainingData(
            new Table(schema, values),
            [.. rows.Select(r => Label(goal, r))],
            Groups: [.. rows.Select(r => r.StudentId)]
        );
        return new Dataset(goal, rows, data, terms, [.. rows.Select(termOf)]);
    }

    /// <summary>The rows of a set of row numbers, as a dataset of their own.</summary>
    public Dataset Select(int[] rows) =>
        new(
            Goal,
            Array.ConvertAll(rows, i => Rows[i]),
            Data.Select(rows),
            Terms,
            Array.ConvertAll(rows, i => TermOfRow[i])
        );

    /// <summary>The rows that carry weekly signals, with those as further columns; null where none do.</summary>
    public Dataset? WithWeekly()
    {
        int[] carrying = [.. Enumerable.Range(0, Rows.Count).Where(i => Rows[i].Weekly is not null)];
        if (carrying.Length == 0)
        {
            return null;
        }

        var schema = new TableSchema([
            .. Data.X.Schema.Columns,
            .. WeeklySignal.All.SelectMany(signal =>
                Enumerable
                    .Range(0, WeeklySignal.Weeks)
                    .Select(ago => new Column(WeeklyLayout.ColumnName(signal.Name, ago), ColumnKind.Numeric))
            ),
        ]);
        var part = Select(carrying);
        var values = new float[checked(carrying.Length * schema.Count)];
        for (var i = 0; i < carrying.Length; i++)
        {
            var row = values.AsSpan(i * schema.Count, schema.Count);
            part.Data.X.Row(i).CopyTo(row);
            part.Rows[i].Weekly.CopyTo(row[part.Data.X.ColumnCount..]);
        }

        var data = new TrainingData(new Table(schema, values), part.Data.Y, Groups: part.Data.Groups);
        return new Dataset(Goal, part.Rows, data, Terms, part.TermOfRow);
    }

    /// <summary>Folds by term: each tested on by models that only saw terms decided before it began.</summary>
    public IReadOnlyList<TermFold> RollingOrigins() =>
        RollingOrigin.Split([
            .. Rows.Select(
                (r, i) =>
                    new TermStamp(
                        TermOfRow[i],
                        Terms[TermOfRow[i]].Start,
                        DateOnly.FromDayNumber(r.Outcome!.Value.DecidedOn)
                    )
            ),
        ]);

    /// <summary>The model's inputs, in catalogue order; more that is worse for the failure is better turned round for grades.</summary>
    public static TableSchema Schema(Goal goal, IReadOnlyList<FeatureDefinition> features)
    {
        var sign = goal.IsMark() ? -1 : 1;
        return new TableSchema([
            .. features.Select(f => new Column(
                f.Name,
                f.Kind switch
                {
                    AttributeKind.Numeric => ColumnKind.Numeric,
                    AttributeKind.Ordinal => ColumnKind.Ordinal,
                    _ => ColumnKind.Categorical,
                },
                f.Direction switch
                {
                    FeatureDirection.MoreIsWorse => (Monotonicity)sign,
                    FeatureDirection.MoreIsBetter => (Monotonicity)(-sign),
                    _ => Monotonicity.None,
                },
                f.Levels.Count == 0 ? null : f.Levels
            )),
        ]);
    }

    private static double Label(Goal goal, SnapshotRow row)
    {
        if (row.Outcome is not { } outcome)
        {
            return double.NaN;
        }

        // A student who left has no final grade to foretell; leaving counts as not passing.
        return goal switch
        {
            Goal.CourseFailure => outcome.Kind == OutcomeKind.Passed ? 0 : 1,
            Goal.Leaving => outcome.Kind == OutcomeKind.Withdrawn ? 1 : 0,
            Goal.NextAssessment => row.NextMark,
            _ => outcome.Kind == OutcomeKind.Withdrawn ? double.NaN : outcome.FinalScore,
        };
    }
}
