using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Tests.Nightly;

/// <summary>
/// Three finished terms of made-up snapshots: a few features decide the outcome, every second student carries weekly signals.
/// </summary>
internal static class MadeTerms
{
    private const int Days = 140;

    public static FeatureCatalogue Catalogue { get; } = new([]);

    public static Dataset Of(Goal goal, int studentsATerm = 150, bool weekly = true, bool oneOutcome = false)
    {
        var rows = new List<SnapshotRow>();
        for (var term = 0; term < 3; term++)
        {
            var book = new ClassBook
            {
                Id = term + 1,
                OrgId = 1,
                CourseId = 1,
                SessionId = term + 1,
                Start = 739_000 + (term * 200),
                End = 739_000 + (term * 200) + Days,
            };
            var random = new Random(term);
            for (var student = 0; student < studentsATerm; student++)
            {
                AddStudent(rows, book, (term * 10_000) + student, random, weekly, oneOutcome);
            }
        }

        var terms = Enumerable
            .Range(0, 3)
            .Select(t => new Term(t, $"Term {t + 1}", DateOnly.FromDayNumber(739_000 + (t * 200))))
            .ToList();
        var schema = Dataset.Schema(goal, Catalogue.Features);
        return Dataset.Of(goal, schema, rows, terms, r => (int)r.Class.SessionId - 1)!;
    }

    private static void AddStudent(
        List<SnapshotRow> rows,
        ClassBook book,
        long student,
        Random random,
        bool weekly,
        bool oneOutcome
    )
    {
        var ability = random.NextDouble();
        var score = Math.Clamp(100 * (ability + (0.15 * (random.NextDouble() - 0.5))), 0, 100);
        var kind = score < 35 && !oneOutcome ? OutcomeKind.Failed : OutcomeKind.Passed;
        var outcome = new OutcomeFact(student, 0, kind, score, book.End, book.End);
        foreach (var week in (short[])[4, 8])
        {
            rows.Add(
                new SnapshotRow(
                    student,
                    student,
                    book,
                    week,
                    book.Start + (7 * week),
                    true,
                    ability < 0.3 ? RuleSignals.FailingCourse : RuleSignals.None,
                    Values(ability, random),
                    outcome
                )
                {
                    Weekly = weekly && student % 2 == 0 ? Weekly(ability, random) : null,
                }
            );
        }
    }

    private static float[] Values(double ability, Random random)
    {
        var values = new float[Catalogue.Features.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var noise = random.NextDouble();
            values[i] = Catalogue.Features[i].Name switch
            {
                "mark_mean" => (float)(100 * Math.Clamp(ability + (0.3 * (noise - 0.5)), 0, 1)),
                "absence_share" => (float)((1 - ability) * noise),
                "course" => 0,
                _ => (float)noise,
            };
        }

        return values;
    }

    private static float[] Weekly(double ability, Random random) =>
        [
            .. Enumerable
                .Range(0, WeeklySignal.ValueCount)
                .Select(_ => (float)(ability + (0.5 * (random.NextDouble() - 0.5)))),
        ];
}
