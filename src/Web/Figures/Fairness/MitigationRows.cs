using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Ml.Validation;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>
/// The rows of a comparison: variants are fitted on a sample of the earliest terms, calibrators and cuts by group are learned
/// on the term after those, and all are judged on the later cohort that the gates looked at. Nothing is judged on what it
/// was learned from.
/// </summary>
/// <param name="Fit">Rows of all weeks of a sample of the students.</param>
/// <param name="Held">Rows of the week judged, of the term that calibrators and cuts are learned on.</param>
/// <param name="Later">Rows of the week judged, of the later cohort.</param>
/// <param name="Week">The week judged.</param>
/// <param name="IsHeldApart">Whether <paramref name="Held"/> is a term of its own; else other students of the same terms.</param>
internal sealed record MitigationRows(Dataset Fit, Dataset Held, Dataset Later, int Week, bool IsHeldApart)
{
    /// <summary>The later cohort's term.</summary>
    public Term Term => Later.Terms[Later.TermOfRow[0]];

    /// <summary>Takes them from the labelled snapshots; null where no term is later than another.</summary>
    /// <param name="set">Labelled snapshots of finished terms.</param>
    /// <param name="features">The catalogue's features.</param>
    /// <param name="most">About how many rows variants are fitted on at the most.</param>
    /// <param name="seed">Decides the sample.</param>
    public static MitigationRows? Of(TrainingSet set, IReadOnlyList<FeatureDefinition> features, int most, int seed)
    {
        var stamps = set
            .Rows.Select(r => set.TermOfSession[r.Class.SessionId])
            .Zip(
                set.Rows,
                (t, r) => new TermStamp(t, set.Terms[t].Start, DateOnly.FromDayNumber(r.Outcome!.Value.DecidedOn))
            )
            .ToList();
        if (RollingOrigin.Split(stamps) is not [.., var last])
        {
            return null;
        }

        var week = SnapshotPass
            .Horizons.Where(h => last.Rows.Test.Any(i => set.Rows[i].Week == h))
            .MinBy(h => Math.Abs(h - FlaggedPeople.Week));
        var isApart = last.TrainTerms.Length > 1;
        var latest = last.TrainTerms.Max();
        // With one term to learn from, a third of its students are kept apart.
        var fitting = new StudentSample(3, 2, seed + 2);
        bool IsHeld(int i) => isApart ? stamps[i].Term == latest : !fitting.Takes(set.Rows[i].StudentId);
        var learnt = last.Rows.Train.ToLookup(IsHeld);
        var sample = new StudentSample(learnt[false].Count(), most, seed + 3);
        var schema = Dataset.Schema(Goal.CourseFailure, features);
        Dataset? Part(IEnumerable<int> rows) =>
            Dataset.Of(
                Goal.CourseFailure,
                schema,
                [.. rows.Select(i => set.Rows[i])],
                set.Terms,
                r => set.TermOfSession[r.Class.SessionId]
            );
        var fit = Part(learnt[false].Where(i => sample.Takes(set.Rows[i].StudentId)));
        var held = Part(learnt[true].Where(i => set.Rows[i].Week == week));
        var later = Part(last.Rows.Test.Where(i => set.Rows[i].Week == week));
        return fit is null || held is null || later is null
            ? null
            : new MitigationRows(fit, held, later, week, isApart);
    }
}
