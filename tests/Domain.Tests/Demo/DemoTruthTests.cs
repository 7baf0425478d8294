using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Outcomes;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Tests.Demo;

/// <summary>The true risks: in their file only, right on average, and wronged in the record as documented.</summary>
[Collection(DemoReaders.Name)]
public sealed class DemoTruthTests(SharedDemo shared)
{
    private readonly DemoDatabase _demo = shared.Demo;

    [Fact]
    public async Task Has_one_line_for_each_enrollment_with_its_outcome()
    {
        await using var db = _demo.Database.CreateDbContext();
        var enrollments = await db
            .Enrollments.Select(e => new
            {
                e.Id,
                e.StudentId,
                e.ClassId,
                Outcome = db
                    .Outcomes.Where(o => o.EnrollmentId == e.Id)
                    .Select(o => (OutcomeKind?)o.Kind)
                    .FirstOrDefault(),
                e.EndDate,
            })
            .OrderBy(e => e.Id)
            .ToListAsync();
        var truths = _demo.Truths.OrderBy(t => t.EnrollmentId).ToList();
        truths
            .Select(t => (t.EnrollmentId, t.StudentId, t.ClassId))
            .ShouldBe(enrollments.Select(e => (e.Id, e.StudentId, e.ClassId)));
        foreach (var (truth, enrollment) in truths.Zip(enrollments))
        {
            var expected =
                truth.Term < 3 ? $"{enrollment.Outcome}"
                : enrollment.EndDate is null ? ""
                : "Withdrawn";
            truth.Outcome.ShouldBe(expected);
            truth.Risk.ShouldBeInRange(0, 1);
        }
    }

    [Fact]
    public async Task Is_in_no_table()
    {
        await using var db = _demo.Database.CreateDbContext();
        var stored = await DatabaseContent.FractionsAsync(db);
        var risks = _demo.Truths.Select(t => t.Risk).Where(r => r is > 0 and < 1 && r * 2 % 1 != 0).ToHashSet();
        risks.Count.ShouldBeGreaterThan(1000);
        stored.Intersect(risks).ShouldBeEmpty();
    }

    // In each band of true risk, as many fail as the risk says, within four standard errors (widened for students in
    // several classes, whose outcomes go together).
    [Fact]
    public void Comes_true_as_often_as_it_says()
    {
        var finished = _demo.Truths.Where(t => t.Outcome.Length > 0 && t.Term < 3 && t.Risk < 1).ToList();
        foreach (var band in finished.GroupBy(t => Math.Min(4, (int)(t.Risk * 5))))
        {
            var expected = band.Average(t => t.Risk);
            var happened = band.Average(t => t.Outcome is "Passed" ? 0.0 : 1.0);
            var error = Math.Sqrt(expected * (1 - expected) / band.Count());
            Math.Abs(happened - expected).ShouldBeLessThan((4 * 1.5 * error) + 0.01, $"band {band.Key}");
        }
    }

    [Fact]
    public async Task The_record_can_tell_who_fails_better_as_the_term_goes_on()
    {
        await using var db = _demo.Database.CreateDbContext();
        var early = Auc(await IndexAsync(db, 3));
        var late = Auc(await IndexAsync(db, 13));
        early.ShouldBeInRange(0.58, 0.80);
        late.ShouldBeInRange(0.78, 0.95);
        (late - early).ShouldBeGreaterThan(0.08);
    }

    [Fact]
    public async Task English_learners_fail_no_more_often_but_are_flagged_more_often_without_need()
    {
        await using var db = _demo.Database.CreateDbContext();
        var learners = (
            await db
                .StudentAttributes.Where(a => a.Attribute!.Name == "english_learner" && a.Text == "yes")
                .Select(a => a.StudentId)
                .ToListAsync()
        ).ToHashSet();
        var index = await IndexAsync(db, 9);
        var cut = index.Select(i => i.Value).OrderDescending().ElementAt(index.Count / 10);
        double Rate(bool learner, Func<Signal, bool> among, Func<Signal, bool> counts)
        {
            var group = index.Where(i => learners.Contains(i.StudentId) == learner && among(i)).ToList();
            return group.Count(counts) / (double)group.Count;
        }

        var failing = Rate(true, _ => true, i => i.Failed) - Rate(false, _ => true, i => i.Failed);
        Math.Abs(failing).ShouldBeLessThan(0.05);
        var gap = Rate(true, i => !i.Failed, i => i.Value > cut) - Rate(false, i => !i.Failed, i => i.Value > cut);
        gap.ShouldBeInRange(0.1, 0.4);
    }

    // A plain index of what was known at the end of a week: points below full marks, missing work counted as none.
    private static async Task<List<Signal>> IndexAsync(Domain.Data.EarlyWarningDb db, int week)
    {
        var results = await db
            .Results.Where(r => r.LineItem!.DueDate < r.LineItem.Class!.StartDate.AddDays(7 * week))
            .Where(r => r.KnownFrom < r.LineItem!.Class!.StartDate.AddDays(7 * week))
            .Select(r => new
            {
                r.StudentId,
                r.LineItem!.ClassId,
                r.LineItemId,
                r.Version,
                Lost = r.Status == ScoreStatus.NotSubmitted ? 1 : 1 - (r.Score / r.LineItem.ResultValueMax),
            })
            .ToListAsync();
        var lost = results
            .GroupBy(r => (r.StudentId, r.ClassId, r.LineItemId))
            .Select(g => g.MaxBy(r => r.Version)!)
            .Where(r => r.Lost is not null)
            .ToLookup(r => (r.StudentId, r.ClassId), r => r.Lost!.Value);
        var outcomes = await db
            .Outcomes.Select(o => new
            {
                o.Enrollment!.StudentId,
                o.Enrollment.ClassId,
                Failed = o.Kind != OutcomeKind.Passed,
            })
            .ToListAsync();
        return
        [
            .. outcomes
                .Where(o => lost.Contains((o.StudentId, o.ClassId)))
                .Select(o => new Signal(o.StudentId, lost[(o.StudentId, o.ClassId)].Average(), o.Failed)),
        ];
    }

    // Area under the ROC curve as the Mann-Whitney statistic, ties counted half.
    private static double Auc(List<Signal> signals)
    {
        var passed = signals.Where(s => !s.Failed).Select(s => s.Value).Order().ToArray();
        double wins = 0;
        foreach (var failed in signals.Where(s => s.Failed))
        {
            wins += (Below(passed, failed.Value, false) + Below(passed, failed.Value, true)) / 2.0;
        }

        return wins / passed.Length / signals.Count(s => s.Failed);
    }

    private static int Below(double[] sorted, double value, bool orEqual)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < value || (orEqual && sorted[middle] <= value))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private sealed record Signal(long StudentId, double Value, bool Failed);
}
