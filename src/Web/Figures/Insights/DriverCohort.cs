using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Validation;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>
/// The latest finished term whose rows have a label for a goal, which the model as it was judged had not seen, and the terms
/// before it.
/// </summary>
/// <param name="Goal">The goal.</param>
/// <param name="Served">The model in service.</param>
/// <param name="Judged">The same learner, fitted without the cohort; the model in service where none is kept.</param>
/// <param name="IsUnseen">Whether <paramref name="Judged"/> had not seen the cohort.</param>
/// <param name="Term">Title of the term.</param>
/// <param name="Later">Rows of the cohort.</param>
/// <param name="Earlier">Rows of the terms before it.</param>
/// <param name="Set">Where they come from.</param>
/// <param name="Seed">Decides samples.</param>
internal sealed record DriverCohort(
    Goal Goal,
    ServingModel Served,
    ScoringModel Judged,
    bool IsUnseen,
    string Term,
    IReadOnlyList<SnapshotRow> Later,
    IReadOnlyList<SnapshotRow> Earlier,
    TrainingSet Set,
    int Seed
)
{
    /// <summary>Finds it; null where the rows have other features than the model, or no label.</summary>
    /// <param name="served">The model in service.</param>
    /// <param name="set">Snapshots of finished terms.</param>
    /// <param name="seed">Decides samples.</param>
    /// <param name="isOwn">Whether they are the very ones that the model was judged on.</param>
    public static DriverCohort? Of(ServingModel served, TrainingSet set, int seed, bool isOwn = false)
    {
        var version = served.Version;
        var width = version.FeatureNames.Split('\n').Length;
        if (set.FeatureNames != version.FeatureNames || served.Model.Schema.Count != width)
        {
            return null;
        }

        var judged = Serving.JudgedTwin(version);
        if (judged?.Schema.Count != width)
        {
            judged = null;
        }

        var labelled = set.Rows.Where(r => HasLabel(version.Goal, r)).ToList();
        if (labelled.Count == 0)
        {
            return null;
        }

        var (later, earlier, byTime) = Split(version.Goal, labelled, set, seed);
        var term = set.Terms.Single(t => t.Number == set.TermOfSession[later[^1].Class.SessionId]);
        return new DriverCohort(
            version.Goal,
            served,
            judged ?? served.Model,
            // A fifth drawn again from other rows is another fifth: one corrected outcome is enough.
            judged is not null
                && (byTime || isOwn),
            term.Title,
            later,
            earlier,
            set,
            seed
        );
    }

    /// <summary>About so many rows of the cohort at the most, of as many students as can be; null where none are left.</summary>
    public Dataset? Sample(int most) => Draw(Later, most, KeyOf);

    /// <summary>About so many rows of a week of the cohort at the most, of whole students; null where none are left.</summary>
    public Dataset? SampleStudents(int most, short week) =>
        Draw([.. Later.Where(r => r.Week == week)], most, r => r.StudentId);

    /// <summary>About so many rows of the terms before at the most.</summary>
    public Dataset? SampleEarlier(int most) => Draw(Earlier, most, KeyOf);

    private Dataset? Draw(IReadOnlyList<SnapshotRow> rows, int most, Func<SnapshotRow, long> keyOf)
    {
        var sample = new StudentSample(rows.Count, most, Seed);
        return Dataset.Of(
            Goal,
            Served.Model.Schema,
            [.. rows.Where(r => sample.Takes(keyOf(r)))],
            Set.Terms,
            r => Set.TermOfSession[r.Class.SessionId]
        );
    }

    // Weeks are fewer than 64: every row has a key of its own, so that a sample holds few rows each of many students.
    private static long KeyOf(SnapshotRow row) => (row.EnrollmentId << 6) + row.Week;

    // As the tournament splits: the last term that has a finished one before it, else a fifth of the students.
    private static (IReadOnlyList<SnapshotRow> Later, IReadOnlyList<SnapshotRow> Earlier, bool ByTime) Split(
        Goal goal,
        List<SnapshotRow> labelled,
        TrainingSet set,
        int seed
    )
    {
        var starts = set.Terms.ToDictionary(t => t.Number, t => t.Start);
        var folds = RollingOrigin.Split([
            .. labelled.Select(r =>
            {
                var term = set.TermOfSession[r.Class.SessionId];
                return new TermStamp(term, starts[term], DateOnly.FromDayNumber(r.Outcome!.Value.DecidedOn));
            }),
        ]);
        var rows = folds is [.., var last]
            ? last.Rows
            : GroupKFold.Split(
                [.. labelled.Select(r => r.StudentId)],
                [.. labelled.Select(r => LabelOf(goal, r))],
                5,
                seed
            )[0];
        return (
            Array.ConvertAll(rows.Test, i => labelled[i]),
            Array.ConvertAll(rows.Train, i => labelled[i]),
            folds.Count > 0
        );
    }

    private static bool HasLabel(Goal goal, SnapshotRow row) =>
        row.Outcome is not null && !double.IsNaN(LabelOf(goal, row));

    // Which rows have a label, and which do not, is all that matters here; the dataset says what it is.
    private static double LabelOf(Goal goal, SnapshotRow row) =>
        goal switch
        {
            Goal.NextAssessment => row.NextMark,
            Goal.FinalGrade when row.Outcome!.Value.Kind != OutcomeKind.Withdrawn => row.Outcome.Value.FinalScore,
            Goal.FinalGrade => double.NaN,
            Goal.Leaving => row.Outcome!.Value.Kind == OutcomeKind.Withdrawn ? 1 : 0,
            _ => row.Outcome!.Value.Kind == OutcomeKind.Passed ? 0 : 1,
        };
}
