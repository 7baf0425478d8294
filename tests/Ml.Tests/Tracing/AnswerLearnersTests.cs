using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tracing;

namespace EarlyWarning.Ml.Tests.Tracing;

public sealed class AnswerLearnersTests
{
    private static readonly IAnswerLearner[] Learners =
    [
        new LastValueLearner(),
        new HistoryRegression(1, 2),
        new HistoryNeighbours(1, 2),
        new HistoryWarping(1, 2),
    ];

    [Theory]
    [InlineData(0, 0.55)]
    [InlineData(1, 0.72)]
    [InlineData(2, 0.68)]
    [InlineData(3, 0.64)]
    public void Rank_the_answers_of_others_better_than_chance(int learner, double atLeast)
    {
        var (training, others) = (Answers.Random(250, 40, 5, 1), Answers.Random(80, 40, 5, 2));
        var scores = Score(learner, training, others);
        scores.Students.ShouldBe(Enumerable.Range(0, 80));
        double[] y = [.. others.SelectMany(student => student.Correct).Select(right => right ? 1.0 : 0)];
        var predictions = new BinaryPredictions(Array.ConvertAll(scores.Margins, Sigmoid.Of), y, scores.Margins);
        Metrics.Of(predictions)[MetricKeys.Auc].ShouldBeGreaterThan(atLeast);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Do_not_read_the_answer_they_foretell_or_later_ones(int learner)
    {
        var training = Answers.Random(100, 40, 5, 3);
        var student = Answers.Random(1, 40, 5, 4)[0];
        var middle = student.Length / 2;
        var flipped = student.Correct.Select((right, i) => i >= middle ? !right : right).ToArray();
        var before = Score(learner, training, [student]).Margins;
        var after = Score(learner, training, [new AnswerSequence(student.Skills, flipped)]).Margins;
        after[..(middle + 1)].ShouldBe(before[..(middle + 1)]);
        after.ShouldNotBe(before);
    }

    [Fact]
    public void Last_value_is_the_share_after_the_same_answer()
    {
        AnswerSequence[] students =
        [
            new([1, 1, 1], [true, true, false]),
            new([1, 1], [false, true]),
            new([1, 1], [false, false]),
        ];
        var chances = LastValue.Fit(students).Predict([new([1, 1, 1], [true, false, true])]);
        // First answers: 1 of 3 right; after a right one 1 of 2; after a wrong one 1 of 2; one imagined answer of each kind.
        chances.ShouldBe([2.0 / 5, 2.0 / 4, 2.0 / 4]);
    }

    private static AnswerScores Score(int learner, AnswerSequence[] training, AnswerSequence[] others) =>
        Learners[learner].Score(training, others, null, CancellationToken.None);
}
