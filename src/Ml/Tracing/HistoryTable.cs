using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Tracing;

/// <summary>Answers as rows of a table: what <see cref="AnswerHistory"/> says before each.</summary>
internal static class HistoryTable
{
    private const int Parts = 5;

    public static TableSchema Schema { get; } =
        new([.. AnswerHistory.Names.Select(name => new Column(name, ColumnKind.Numeric))]);

    /// <summary>The rows of students who are not among those the statistics were made of.</summary>
    public static float[] Of(
        IReadOnlyList<IndexedAnswers> students,
        SkillStatistics statistics,
        int skills,
        int threads,
        CancellationToken ct
    )
    {
        var all = Enumerable.Repeat(statistics, students.Count).ToArray();
        return Rows(students, all, skills, threads, ct);
    }

    /// <summary>
    /// The rows of some of the students learned from: the statistics of each come from the other parts of the students, so that
    /// nobody's own answers describe them.
    /// </summary>
    public static float[] OutOfPart(
        IReadOnlyList<IndexedAnswers> students,
        int[] which,
        int skills,
        int seed,
        int threads,
        CancellationToken ct
    )
    {
        var part = Enumerable.Range(0, students.Count).Select(i => (int)(SeededRandom.Hash(i, seed + 1) % Parts));
        var parts = part.ToArray();
        var statistics = new SkillStatistics[Parts];
        RowRanges.Each(
            Parts,
            threads,
            ct,
            p => statistics[p] = new SkillStatistics([.. students.Where((_, i) => parts[i] != p)], skills)
        );
        return Rows(
            Array.ConvertAll(which, i => students[i]),
            Array.ConvertAll(which, i => statistics[parts[i]]),
            skills,
            threads,
            ct
        );
    }

    private static float[] Rows(
        IReadOnlyList<IndexedAnswers> students,
        SkillStatistics[] statistics,
        int skills,
        int threads,
        CancellationToken ct
    )
    {
        var width = AnswerHistory.Names.Count;
        var first = new int[students.Count + 1];
        for (var i = 0; i < students.Count; i++)
        {
            first[i + 1] = first[i] + students[i].Length;
        }

        var rows = new float[checked(first[^1] * width)];
        void One(int student)
        {
            var history = new AnswerHistory(statistics[student], skills);
            var answers = students[student];
            for (var i = 0; i < answers.Length; i++)
            {
                history.Describe(answers.Skills[i], rows.AsSpan((first[student] + i) * width, width));
                history.Add(answers.Skills[i], answers.Correct[i]);
            }
        }

        RowRanges.Each(students.Count, threads, ct, One);
        return rows;
    }
}
