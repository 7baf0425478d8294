using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tracing;

namespace EarlyWarning.Ml.Tests.Tracing;

public sealed class KnowledgeTracerTests
{
    private static readonly TracingOptions Quick = new()
    {
        Cells = 32,
        MaxEpochs = 4,
        Networks = 1,
        RunLength = 16,
    };

    [Fact]
    public void Ranks_answers_of_other_students_better_than_the_last_one_does()
    {
        var model = new KnowledgeTracer(Quick).Fit(Answers.Random(300, 40, 5, 1));
        var fresh = Answers.Random(150, 40, 5, 2);
        var learned = Auc(fresh, model.Predict(fresh).Mixed);
        var last = Auc(fresh, Array.ConvertAll(LastValue.Fit(fresh).Predict(fresh), Sigmoid.LogOdds));
        learned.ShouldBeGreaterThan(last + 0.05);
        learned.ShouldBeGreaterThan(0.7);
    }

    [Fact]
    public void Predictions_do_not_read_the_answer_they_predict_or_later_ones()
    {
        var model = new KnowledgeTracer(Quick).Fit(Answers.Random(120, 40, 5, 3));
        var student = Answers.Random(1, 40, 5, 4)[0];
        var before = model.Predict([student]).Mixed;
        var middle = student.Length / 2;
        var flipped = student.Correct.Select((right, i) => i >= middle ? !right : right).ToArray();
        var after = model.Predict([new AnswerSequence(student.Skills, flipped)]).Mixed;
        after[..(middle + 1)].ShouldBe(before[..(middle + 1)]);
        after[(middle + 1)..].ShouldNotBe(before[(middle + 1)..]);
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        var students = Answers.Random(80, 40, 5, 5);
        double[] Predicted(int threads) =>
            new KnowledgeTracer(Quick with { Threads = threads, MaxEpochs = 2 })
                .Fit(students)
                .Predict(students, threads)
                .Mixed;
        Predicted(1).ShouldBe(Predicted(2));
    }

    [Fact]
    public void Long_sequences_are_one_whatever_the_run_they_are_cut_into()
    {
        var students = Answers.Random(60, 60, 4, 6);
        var index = new SkillIndex(students);
        IndexedAnswers[] indexed = [.. students.Select(index.Of)];
        float[][] Predicted(int run)
        {
            var fit = new TracingFit(Quick with { RunLength = run }, index.Count, new double[index.Count], 1, default);
            return fit.Predict(indexed);
        }

        var whole = Predicted(100);
        var cut = Predicted(7);
        whole.SelectMany(answers => answers).ShouldBe(cut.SelectMany(answers => answers));
    }

    [Fact]
    public void Unknown_skills_are_answered_all_the_same()
    {
        var model = new KnowledgeTracer(Quick with { MaxEpochs = 1 }).Fit(Answers.Random(100, 30, 4, 7));
        var stranger = new AnswerSequence([900, 900, 1], [true, false, true]);
        model.Predict([stranger]).Probabilities().ShouldAllBe(p => p > 0 && p < 1);
    }

    [Fact]
    public void Says_why_it_cannot_learn()
    {
        var alike = Enumerable.Range(0, 50).Select(_ => new AnswerSequence([1, 2], [true, true])).ToArray();
        Should
            .Throw<TrainingException>(() => new KnowledgeTracer(Quick).Fit(alike))
            .Message.ShouldContain("both right and wrong");
        Should.Throw<ArgumentOutOfRangeException>(() => new KnowledgeTracer(new TracingOptions { Networks = 0 }));
    }

    [Theory]
    [InlineData(1_000, 3, 30)]
    [InlineData(750_000, 3, 13)]
    [InlineData(5_000_000, 1, 6)]
    [InlineData(90_000_000, 1, 1)]
    public void The_time_is_bounded_by_fewer_networks_then_fewer_epochs(long answers, int networks, int epochs)
    {
        var within = new TracingOptions().Within(answers);
        (within.Networks, within.MaxEpochs).ShouldBe((networks, epochs));
        if (epochs > 1)
        {
            (2 * answers * networks * epochs).ShouldBeLessThanOrEqualTo(within.MaxAnswersLearned);
        }

        within.Rate.At(epochs).ShouldBeLessThanOrEqualTo(within.Rate.At(0) / 20 * 1.0001);
    }

    [Fact]
    public void The_networks_that_chose_and_those_of_all_students_are_averaged()
    {
        var students = Answers.Random(80, 30, 5, 9);
        var model = new KnowledgeTracer(Quick with { Networks = 2 }).Fit(students);
        model.Epochs.Count.ShouldBe(4);
        model.Epochs.Take(2).ShouldBe(model.Epochs.Skip(2));
        model.Epochs.ShouldAllBe(epochs => epochs >= 1 && epochs <= Quick.MaxEpochs);
    }

    [Fact]
    public void The_mixture_finds_the_weights_that_made_the_outcomes()
    {
        var random = new SeededRandom(8, 0);
        var (a, b) = (new double[20_000], new double[20_000]);
        var outcomes = new bool[a.Length];
        for (var i = 0; i < a.Length; i++)
        {
            (a[i], b[i]) = ((4 * random.NextDouble()) - 2, (4 * random.NextDouble()) - 2);
            outcomes[i] = random.NextDouble() < Sigmoid.Of(0.5 + (0.8 * a[i]) + (0.3 * b[i]));
        }

        var weights = LogOddsMixture.Fit([a, b], outcomes).Weights;
        weights[0].ShouldBe(0.5, 0.06);
        weights[1].ShouldBe(0.8, 0.06);
        weights[2].ShouldBe(0.3, 0.06);
    }

    private static double Auc(AnswerSequence[] students, double[] margins)
    {
        double[] y = [.. students.SelectMany(student => student.Correct).Select(right => right ? 1.0 : 0)];
        return Metrics.Of(new BinaryPredictions(Array.ConvertAll(margins, Sigmoid.Of), y, margins))[MetricKeys.Auc];
    }
}
