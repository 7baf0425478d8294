using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Neural;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Tests.Neural;

public sealed class SequenceTrainerTests
{
    private static readonly LstmOptions Quick = new()
    {
        Cells = 32,
        Dropout = 0.2,
        BatchSize = 32,
        MaxEpochs = 12,
        Rate = new LearningRate { Initial = 5e-3, Decay = 0.02 },
    };

    [Fact]
    public void Learns_what_only_the_order_of_signals_and_the_unchanging_input_tell()
    {
        var (data, heads) = Sequences(900, 1);
        var model = new SequenceTrainer(Quick).Fit(data, heads);
        var (fresh, truth) = Sequences(400, 2);
        var predicted = model.Predict(fresh);
        var right = predicted[0].Zip(truth[0].Outcomes, (margin, y) => margin > 0 == (y == 1)).Count(hit => hit);
        right.ShouldBeGreaterThan(360);
        var mean = truth[1].Outcomes.Average();
        var error = predicted[1].Zip(truth[1].Outcomes, (p, y) => (p - y) * (p - y)).Sum();
        error.ShouldBeLessThan(0.3 * truth[1].Outcomes.Sum(y => (y - mean) * (y - mean)));
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        var (data, heads) = Sequences(200, 3);
        float[] Weights(int threads) =>
            Bytes(new SequenceTrainer(Quick with { Threads = threads, MaxEpochs = 2 }).Fit(data, heads));
        Weights(1).ShouldBe(Weights(2));
        Weights(2).ShouldBe(Weights(3));
    }

    [Fact]
    public void Another_seed_is_another_model()
    {
        var (data, heads) = Sequences(200, 3);
        float[] Weights(int seed) =>
            Bytes(new SequenceTrainer(Quick with { Seed = seed, MaxEpochs = 1 }).Fit(data, heads));
        Weights(1).ShouldNotBe(Weights(2));
    }

    [Fact]
    public void Going_on_from_a_model_starts_where_it_ended()
    {
        var (data, heads) = Sequences(600, 4);
        var first = new SequenceTrainer(Quick).Fit(data, heads);
        var (next, outcomes) = Sequences(200, 5);
        double FirstLoss(SequenceModel? start)
        {
            var losses = new List<double>();
            var options = Quick with { MaxEpochs = 1, EarlyStoppingEpochs = 0 };
            new SequenceTrainer(options).Fit(
                next,
                outcomes,
                start: start,
                progress: new Collect(epoch => losses.Add(epoch.TrainingLoss))
            );
            return losses[0];
        }

        FirstLoss(first).ShouldBeLessThan(0.6 * FirstLoss(null));
    }

    [Fact]
    public void Unknown_outcomes_add_nothing_to_their_head()
    {
        var (data, heads) = Sequences(300, 6);
        var half = heads[0].Outcomes.Select((y, i) => i % 2 == 0 ? y : double.NaN).ToArray();
        var kept = Enumerable.Range(0, 300).Select(i => i % 2 == 0 ? 1.0 : 0).ToArray();
        var options = Quick with { MaxEpochs = 1, EarlyStoppingEpochs = 0, BatchSize = 304, Dropout = 0 };
        IReadOnlyList<SequenceHead> masked = [heads[0] with { Outcomes = half }];
        var one = new SequenceTrainer(options).Fit(data, masked, kept);
        var other = new SequenceTrainer(options).Fit(data, [heads[0]], kept);
        Bytes(one).ShouldBe(Bytes(other));
    }

    [Fact]
    public void Says_why_it_cannot_learn()
    {
        var (data, heads) = Sequences(50, 7);
        var same = heads[0] with { Outcomes = new double[50] };
        Should
            .Throw<TrainingException>(() => new SequenceTrainer(Quick).Fit(data, [same]))
            .Message.ShouldContain("do not differ");
        Should.Throw<ArgumentOutOfRangeException>(() => new SequenceTrainer(new LstmOptions { Cells = 100 }));
        Should.Throw<ArgumentException>(() => new SequenceTable(2, 2, 0, [1, 2, 3, float.NaN], []));
    }

    [Fact]
    public void Rates_decay_and_cycle_as_the_formulas_say()
    {
        var decaying = new LearningRate { Initial = 0.01, Decay = 0.1 };
        decaying.At(3).ShouldBe(0.01 * Math.Exp(-0.3), 1e-15);
        var cyclic = new LearningRate
        {
            Kind = LearningRateKind.Cyclic,
            Initial = 0.001,
            Highest = 0.005,
            CycleEpochs = 4,
        };
        cyclic.At(0).ShouldBe(0.001, 1e-15);
        cyclic.At(2).ShouldBe(0.005, 1e-15);
        cyclic.At(3).ShouldBe(0.003, 1e-15);
        cyclic.At(8).ShouldBe(0.001, 1e-15);
    }

    private static float[] Bytes(SequenceModel model)
    {
        using var writer = new ModelWriter();
        model.Write(writer);
        return [.. writer.Content().ToArray().Select(b => (float)b)];
    }

    /// <summary>Risk: whether the last peak came after the middle, or the static input says so; grade: a mean.</summary>
    private static (SequenceTable Data, IReadOnlyList<SequenceHead> Heads) Sequences(int count, int seed)
    {
        const int Steps = 8;
        var random = new SeededRandom(seed, 9);
        var (x, z) = (new float[count * Steps * 2], new float[count]);
        var (risk, grade) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            var peak = random.NextInt(Steps);
            z[i] = random.NextInt(3) == 0 ? 1 : 0;
            risk[i] = peak >= Steps / 2 || z[i] == 1 ? 1 : 0;
            for (var step = 0; step < Steps; step++)
            {
                x[((i * Steps) + step) * 2] = step == peak ? 1 : 0;
                var signal = (float)random.NextDouble();
                x[(((i * Steps) + step) * 2) + 1] = signal;
                grade[i] += 10 * signal;
            }
        }

        return (
            new SequenceTable(Steps, 2, 1, x, z),
            [new("risk", TaskKind.Binary, risk), new("grade", TaskKind.Regression, grade)]
        );
    }

    private sealed class Collect(Action<EpochProgress> add) : IProgress<EpochProgress>
    {
        public void Report(EpochProgress value) => add(value);
    }
}
