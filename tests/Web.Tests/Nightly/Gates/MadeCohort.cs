using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Tests.Nightly.Gates;

/// <summary>A student of a made cohort: one number known, whether they failed, and what a candidate says.</summary>
/// <param name="X">The number known.</param>
/// <param name="Failed">Whether they failed.</param>
/// <param name="Margin">The candidate's margin.</param>
/// <param name="Group">Protected group, or null where it is not known.</param>
internal readonly record struct MadeStudent(float X, bool Failed, double Margin, string? Group = null);

/// <summary>Cohorts made by hand, one class at week 8, for the gates.</summary>
internal static class MadeCohort
{
    private static readonly TableSchema Schema = new([new Column("x", ColumnKind.Numeric)]);
    private static readonly Term Term = new(0, "Spring", new DateOnly(2026, 1, 5));
    private static readonly ClassBook Class = new()
    {
        Id = 1,
        OrgId = 1,
        CourseId = 1,
        SessionId = 1,
        Start = Term.Start.DayNumber,
        End = Term.Start.DayNumber + 126,
    };

    /// <summary>A candidate with its margins on a cohort.</summary>
    public static Trial Trial(IReadOnlyList<MadeStudent> students)
    {
        var rows = Rows(students);
        return new Trial(
            rows,
            new ScoringModel(Fit(rows)),
            [.. students.Select(s => s.Margin)],
            new HeldOut(rows.Select([]), []),
            new GateReport(true, "", new Dictionary<string, MetricReport>())
        );
    }

    /// <summary>A model that learned from the one number known.</summary>
    public static Model Fit(Dataset rows) =>
        new LogisticRegressionTrainer(new ElasticNetOptions { Penalty = 1e-4 }).Fit(rows.Data, CancellationToken.None);

    /// <summary>The groups of a cohort.</summary>
    public static ProtectedGroups Groups(IReadOnlyList<MadeStudent> students, string label) =>
        new(
            new Dictionary<string, Dictionary<long, string>>
            {
                [label] = students
                    .Select((s, i) => (Id: (long)i + 1, s.Group))
                    .Where(s => s.Group is not null)
                    .ToDictionary(s => s.Id, s => s.Group!),
            }
        );

    private static Dataset Rows(IReadOnlyList<MadeStudent> students)
    {
        var day = Class.Start + 56;
        var rows = students.Select(
            (s, i) =>
                new SnapshotRow(
                    i + 1,
                    i + 1,
                    Class,
                    8,
                    day,
                    HoldsEnough: true,
                    RuleSignals.None,
                    [s.X],
                    new OutcomeFact(
                        i + 1,
                        0,
                        s.Failed ? OutcomeKind.Failed : OutcomeKind.Passed,
                        s.Failed ? 30 : 70,
                        Class.End - 1,
                        Class.End - 1
                    )
                )
        );
        return Dataset.Of(Goal.CourseFailure, Schema, [.. rows], [Term], _ => 0)!;
    }
}
