using System.CommandLine;
using System.Globalization;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Migrations.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Benchmarks;

/// <summary>
/// demo-figures: how the demo school's record wrongs English learners, by the plainest index there is: the mean of what was lost
/// in the work due so far (1 for missing work). Finished terms, flags for the highest 10 %.
/// </summary>
internal static class DemoFigures
{
    public static Command Create()
    {
        var database = new Option<FileInfo>("--database") { Description = "SQLite file of a demo.", Required = true };
        var command = new Command("demo-figures", "Base rate, ranking and false alarms of a demo school.") { database };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(database)!, cancel));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo database, CancellationToken cancel)
    {
        await using var db = new EarlyWarningDb(
            new SqliteProvider().Options($"Data Source={database.FullName};Mode=ReadOnly")
        );
        Console.WriteLine(
            "| week | enrollments | AUC | not passed: learners / others | false alarms: learners / others |"
        );
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var week in (int[])[4, 6, 8, 12, 16])
        {
            Print(week, await SignalsAsync(db, week, cancel));
        }

        return 0;
    }

    private static void Print(int week, List<Signal> signals)
    {
        var cut = signals.Select(s => s.Value).OrderDescending().ElementAt(signals.Count / 10);
        string Failed(bool learner) => Share(signals.Where(s => s.IsLearner == learner), s => s.Failed);
        string Alarms(bool learner) =>
            Share(signals.Where(s => s.IsLearner == learner && !s.Failed), s => s.Value > cut);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {week} | {signals.Count} | {Auc(signals):0.000} | {Failed(true)} / {Failed(false)} | {Alarms(true)} / {Alarms(false)} |"
            )
        );
    }

    private static string Share(IEnumerable<Signal> among, Func<Signal, bool> counts)
    {
        var all = among.ToList();
        return (all.Count(counts) / (double)all.Count).ToString("0.0 %", CultureInfo.InvariantCulture);
    }

    private static async Task<List<Signal>> SignalsAsync(EarlyWarningDb db, int week, CancellationToken cancel)
    {
        var days = 7 * week;
        var learners = db
            .StudentAttributes.Where(a => a.Attribute!.Name == "english_learner" && a.Text == "yes")
            .Select(a => a.StudentId);
        var enrollments = await db
            .Outcomes.Where(o =>
                o.Enrollment!.BeginDate < o.Enrollment.Class!.StartDate.AddDays(days)
                && (o.Enrollment.EndDate == null || o.Enrollment.EndDate >= o.Enrollment.Class.StartDate.AddDays(days))
            )
            .Select(o => new
            {
                o.Enrollment!.StudentId,
                o.Enrollment.ClassId,
                Failed = o.Kind != OutcomeKind.Passed,
                IsLearner = learners.Contains(o.Enrollment.StudentId),
            })
            .ToListAsync(cancel);
        var lost = new Dictionary<(long, long), (double Sum, int Count)>();
        await foreach (var (student, @class, share) in LostAsync(db, days))
        {
            var (sum, count) = lost.GetValueOrDefault((student, @class));
            lost[(student, @class)] = (sum + share, count + 1);
        }

        return
        [
            .. enrollments.Select(e =>
            {
                var (sum, count) = lost.GetValueOrDefault((e.StudentId, e.ClassId));
                return new Signal(count == 0 ? 0.2 : sum / count, e.Failed, e.IsLearner);
            }),
        ];
    }

    // The latest version of each result that was known by the end of the day before.
    private static async IAsyncEnumerable<(long Student, long Class, double Lost)> LostAsync(
        EarlyWarningDb db,
        int days
    )
    {
        var known = db
            .Results.Where(r => r.KnownFrom < r.LineItem!.Class!.StartDate.AddDays(days))
            .Where(r =>
                r.Status == ScoreStatus.NotSubmitted || r.ScoreKnownFrom < r.LineItem!.Class!.StartDate.AddDays(days)
            )
            .OrderBy(r => r.StudentId)
            .ThenBy(r => r.LineItemId)
            .ThenBy(r => r.Version)
            .Select(r => new
            {
                r.StudentId,
                r.LineItemId,
                r.LineItem!.ClassId,
                Lost = r.Score == null ? 1 : 1 - (r.Score.Value / r.LineItem.ResultValueMax),
            })
            .AsAsyncEnumerable();
        var last = (Student: 0L, Item: 0L, Class: 0L, Lost: 0.0);
        await foreach (var row in known)
        {
            if (last.Student != 0 && (last.Student, last.Item) != (row.StudentId, row.LineItemId))
            {
                yield return (last.Student, last.Class, last.Lost);
            }

            last = (row.StudentId, row.LineItemId, row.ClassId, row.Lost);
        }

        if (last.Student != 0)
        {
            yield return (last.Student, last.Class, last.Lost);
        }
    }

    // Mann-Whitney with mid-ranks.
    private static double Auc(List<Signal> signals)
    {
        var rankSum = 0.0;
        var below = 0;
        foreach (var tie in signals.GroupBy(s => s.Value).OrderBy(g => g.Key))
        {
            var count = tie.Count();
            rankSum += tie.Count(s => s.Failed) * (below + ((count + 1) / 2.0));
            below += count;
        }

        double failed = signals.Count(s => s.Failed);
        return (rankSum - (failed * (failed + 1) / 2)) / (failed * (signals.Count - failed));
    }

    private readonly record struct Signal(double Value, bool Failed, bool IsLearner);
}
