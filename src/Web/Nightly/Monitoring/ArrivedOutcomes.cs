using System.Globalization;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Ml.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>Frequencies that were shown at the horizons and whose outcome has become known since.</summary>
internal sealed class ArrivedOutcomes
{
    /// <summary>Name of the figure over all weeks.</summary>
    public const string All = "all";

    /// <summary>Outcomes decided longer ago say nothing about today.</summary>
    private const int Days = 200;

    private readonly List<(int Week, double Shown, double Outcome, long Student)> _rows = [];

    /// <summary>Reads them; of each enrollment and week the latest score counts.</summary>
    /// <param name="db">The context.</param>
    /// <param name="asOf">As-of date.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<ArrivedOutcomes> ReadAsync(EarlyWarningDb db, DateOnly asOf, CancellationToken cancel)
    {
        var arrived = new ArrivedOutcomes();
        var since = asOf.AddDays(-Days);
        short[] weeks = [.. SnapshotPass.Horizons];
        var rows = db
            .Scores.Where(s => s.Goal == Goal.CourseFailure && s.Value != null && weeks.Contains(s.Week))
            .Join(
                db.Outcomes.Where(o =>
                    o.KnownFrom <= asOf
                    && o.DecidedOn > since
                    && !db.Outcomes.Any(later =>
                        later.EnrollmentId == o.EnrollmentId && later.Version > o.Version && later.KnownFrom <= asOf
                    )
                ),
                s => s.EnrollmentId,
                o => o.EnrollmentId,
                (s, o) =>
                    new
                    {
                        s.EnrollmentId,
                        s.Week,
                        s.GenerationId,
                        s.AsOf,
                        Shown = s.Value!.Value,
                        o.Kind,
                        o.DecidedOn,
                        o.Enrollment!.StudentId,
                    }
            )
            .Where(r => r.AsOf < r.DecidedOn)
            .OrderBy(r => r.EnrollmentId)
            .ThenBy(r => r.Week)
            .ThenByDescending(r => r.GenerationId);
        (long, short) last = default;
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (last != (row.EnrollmentId, row.Week))
            {
                var outcome = row.Kind == OutcomeKind.Passed ? 0.0 : 1.0;
                arrived._rows.Add((row.Week, row.Shown, outcome, row.StudentId));
            }

            last = (row.EnrollmentId, row.Week);
        }

        return arrived;
    }

    /// <summary>Compares over all weeks and at each.</summary>
    /// <param name="leastStudents">Fewest students of a figure.</param>
    public IReadOnlyList<(string Name, CalibrationFinding Finding)> Compare(int leastStudents) =>
        [
            .. _rows
                .GroupBy(r => r.Week)
                .OrderBy(g => g.Key)
                .Select(g => (Name: string.Create(CultureInfo.InvariantCulture, $"week {g.Key}"), Rows: g.ToList()))
                .Prepend((Name: All, Rows: _rows))
                .Select(g => (g.Name, Finding: Of(g.Rows)))
                .Where(f => f.Finding is { } finding && finding.Students >= leastStudents)
                .Select(f => (f.Name, f.Finding!)),
        ];

    private static CalibrationFinding? Of(List<(int Week, double Shown, double Outcome, long Student)> rows) =>
        rows.Count == 0
            ? null
            : CalibrationDrift.Overall(
                [.. rows.Select(r => r.Shown)],
                [.. rows.Select(r => r.Outcome)],
                [.. rows.Select(r => r.Student)]
            );
}
