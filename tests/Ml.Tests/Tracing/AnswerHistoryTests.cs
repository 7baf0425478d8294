using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tracing;

namespace EarlyWarning.Ml.Tests.Tracing;

public sealed class AnswerHistoryTests
{
    [Fact]
    public void Features_of_an_answer_do_not_move_with_it_or_later_ones()
    {
        var students = Answers.Random(40, 30, 6, 1);
        var index = new SkillIndex(students);
        var statistics = new SkillStatistics([.. students.Select(index.Of)], index.Count);
        var student = index.Of(students[0]);
        var before = HistoryTable.Of([student], statistics, index.Count, 1, CancellationToken.None);
        for (var answer = 0; answer < student.Length; answer++)
        {
            var changed = new IndexedAnswers(student.Skills, [.. student.Correct]);
            for (var later = answer; later < student.Length; later++)
            {
                changed.Correct[later] = !changed.Correct[later];
            }

            var after = HistoryTable.Of([changed], statistics, index.Count, 1, CancellationToken.None);
            var end = (answer + 1) * AnswerHistory.Names.Count;
            after.AsSpan(0, end).SequenceEqual(before.AsSpan(0, end)).ShouldBeTrue($"answer {answer}");
        }
    }

    [Fact]
    public void Own_answers_do_not_describe_a_student_who_is_learned_from()
    {
        var students = Answers.Random(30, 20, 4, 2);
        var index = new SkillIndex(students);
        IndexedAnswers[] indexed = [.. students.Select(index.Of)];
        float[] Rows() => HistoryTable.OutOfPart(indexed, [7], index.Count, 1, 1, CancellationToken.None);
        var before = Rows();
        indexed[7] = new IndexedAnswers(indexed[7].Skills, [.. indexed[7].Correct[..^1], !indexed[7].Correct[^1]]);
        Rows().ShouldBe(before);
    }

    [Fact]
    public void Counts_are_those_of_a_straight_count()
    {
        var student = new IndexedAnswers([0, 1, 0, 0, 2, 0], [true, false, false, true, true, true]);
        var statistics = new SkillStatistics([student], 4);
        var rows = HistoryTable.Of([student], statistics, 4, 1, CancellationToken.None);
        float Feature(int answer, string name) =>
            rows[(answer * AnswerHistory.Names.Count) + AnswerHistory.Names.ToList().IndexOf(name)];
        Feature(5, "tries").ShouldBe(3);
        Feature(5, "fails").ShouldBe(1);
        Feature(5, "sinceSkill").ShouldBe(2);
        Feature(5, "onSkill1").ShouldBe(1);
        Feature(5, "onSkill2").ShouldBe(0);
        Feature(5, "onSkill3").ShouldBe(1);
        Feature(5, "streakOnSkill").ShouldBe(1);
        Feature(5, "streak").ShouldBe(2);
        Feature(5, "answers").ShouldBe(5);
        Feature(5, "share").ShouldBe(0.6f);
        Feature(5, "last2").ShouldBe(1);
        Feature(5, "same2").ShouldBe(1);
        Feature(5, "same1").ShouldBe(0);
        Feature(5, "skillsMet").ShouldBe(3);
        Feature(0, "tries").ShouldBe(0);
        Feature(0, "share").ShouldBe(float.NaN);
    }

    [Fact]
    public void Shares_are_drawn_towards_the_coarser_one()
    {
        // Skill 1 is always right after a right answer to skill 0, always wrong after a wrong one.
        IndexedAnswers[] students =
        [
            .. Enumerable.Range(0, 100).Select(i => new IndexedAnswers([0, 1], [i % 2 == 0, i % 2 == 0])),
        ];
        var statistics = new SkillStatistics(students, 3);
        statistics.Ease(1).ShouldBe(0, 1e-6);
        statistics.AfterAnswer(1, 0, true).ShouldBe(Sigmoid.LogOdds(54.0 / 58), 1e-5);
        statistics.Knowing(1, 0, false).ShouldBe(Sigmoid.LogOdds(4.0 / 58), 1e-5);
        statistics.AfterAnswer(0, 1, true).ShouldBe(0);
        statistics.Knowing(1, 2, true).ShouldBe(0);
    }
}
