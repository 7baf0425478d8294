using EarlyWarning.Ml.Calibration;
using EarlyWarning.Ml.Ensembles;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Neighbours;
using EarlyWarning.Ml.Neural;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Preparation;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tests.Models;

public class ModelFormatTests
{
    private static readonly TrainingData Data = SyntheticSchool.Binary(1_500, 1);

    public static TheoryData<string> Trainers =>
        [
            "trees",
            "logistic",
            "linear",
            "constant",
            "classes",
            "softmax",
            "prepared",
            "neighbours",
            "stacked",
            "boosted classes",
            "forest",
            "mlp",
        ];

    [Theory]
    [MemberData(nameof(Trainers))]
    public void Reading_gives_back_every_margin_and_contribution_bit_by_bit(string kind)
    {
        var model = Fit(kind);
        var back = ModelFormat.Read(new MemoryStream(Bytes(model)));
        back.ShouldBeOfType(model.GetType());
        (back.Task, back.TrainerName, back.Schema.Fingerprint).ShouldBe(
            (model.Task, model.TrainerName, model.Schema.Fingerprint)
        );
        back.Margins(Data.X).ShouldBe(model.Margins(Data.X));
        Contributions(back).ShouldBe(Contributions(model));
        Bytes(back).ShouldBe(Bytes(model));
    }

    [Theory]
    [MemberData(nameof(Trainers))]
    public void A_flipped_byte_anywhere_is_refused_with_a_sentence(string kind)
    {
        var bytes = Bytes(Fit(kind));
        var random = new SeededRandom(1, 1);
        // The whole header and the beginning of the content, then a sample of the rest, then the last byte.
        var places = Enumerable
            .Range(0, 60)
            .Concat(Enumerable.Range(0, 150).Select(_ => random.NextInt(bytes.Length)))
            .Append(bytes.Length - 1);
        foreach (var place in places.Where(place => place < bytes.Length))
        {
            var damaged = (byte[])bytes.Clone();
            damaged[place] ^= (byte)(1 << random.NextInt(8));
            ShouldBeRefused(damaged, $"byte {place}");
        }
    }

    [Fact]
    public void A_truncated_or_foreign_file_is_refused_with_a_sentence()
    {
        var bytes = Bytes(Fit("trees"));
        foreach (var length in new[] { 0, 1, 3, 4, 15, 47, 48, 49, bytes.Length / 2, bytes.Length - 1 })
        {
            ShouldBeRefused(bytes[..length], $"{length} bytes");
        }

        ShouldBeRefused(
            "PK\u0003\u0004 not a model but long enough to have had a header of forty-eight bytes"u8.ToArray(),
            "zip"
        );
    }

    [Fact]
    public void A_forged_hash_over_nonsense_is_refused_too()
    {
        // Someone with write access can compute a hash; parsing must still hold.
        var bytes = Bytes(Fit("trees"));
        var random = new SeededRandom(2, 2);
        for (var attempt = 0; attempt < 300; attempt++)
        {
            var forged = (byte[])bytes.Clone();
            for (var flips = 0; flips < 3; flips++)
            {
                forged[48 + random.NextInt(forged.Length - 48)] ^= (byte)(1 + random.NextInt(255));
            }

            System.Security.Cryptography.SHA256.HashData(forged.AsSpan(48), forged.AsSpan(16, 32));
            try
            {
                var model = ModelFormat.Read(new MemoryStream(forged));
                model.Margins(new float[model.Schema.Count], new double[model.OutputCount]);
            }
            catch (ModelFormatException)
            {
                // Refused: as good as read.
            }
        }
    }

    [Fact]
    public void A_model_stored_by_the_first_version_is_still_read()
    {
        // Version 1 had no number of outputs: 4 bytes after tag, trainer and task.
        var model = Fit("trees");
        var bytes = Bytes(model);
        var place = 48 + 1 + "model".Length + 1 + "trees".Length + 1 + model.TrainerName.Length + 1;
        BitConverter.ToInt32(bytes, place).ShouldBe(1);
        byte[] old = [.. bytes[..place], .. bytes[(place + 4)..]];
        BitConverter.TryWriteBytes(old.AsSpan(4), 1);
        BitConverter.TryWriteBytes(old.AsSpan(8), old.Length - 48L);
        System.Security.Cryptography.SHA256.HashData(old.AsSpan(48), old.AsSpan(16, 32));
        ModelFormat.Read(new MemoryStream(old)).Margins(Data.X).ShouldBe(model.Margins(Data.X));
        BitConverter.TryWriteBytes(old.AsSpan(4), 3);
        ShouldBeRefused(old, "a version to come");
    }

    [Fact]
    public void A_scoring_model_comes_back_whole()
    {
        var model = Fit("logistic");
        var margins = model.Margins(Data.X);
        var scoring = new ScoringModel(
            model,
            IsotonicCalibrator.Fit(margins, Data.Y),
            CalibrationBlocks.Build(margins, Data.Y),
            SplitConformal.Fit(margins),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["goal"] = "course failure", ["week"] = "6" }
        );
        using var stream = new MemoryStream();
        ModelFormat.Write(stream, scoring);
        stream.Position = 0;
        var back = ModelFormat.ReadScoring(stream);
        back.Metadata.ShouldBe(scoring.Metadata, ignoreOrder: true);
        foreach (var margin in margins.Take(200))
        {
            back.Shown(margin).ShouldBe(scoring.Shown(margin));
            back.Blocks!.For(margin).ShouldBe(scoring.Blocks!.For(margin));
        }

        back.Conformal!.HalfWidth(0.9).ShouldBe(scoring.Conformal!.HalfWidth(0.9));
        stream.Position = 0;
        Should.Throw<ModelFormatException>(() => ModelFormat.Read(stream)).Message.ShouldContain("'scoring'");
    }

    [Fact]
    public void The_id_depends_on_every_part_but_not_on_the_order_of_parameters()
    {
        var ab = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "1", ["b"] = "2" };
        var ba = new Dictionary<string, string>(StringComparer.Ordinal) { ["b"] = "2", ["a"] = "1" };
        var id = ModelId.Compute("trees", ab, "data", "code", 1);
        id.ShouldMatch("^[0-9a-f]{64}$");
        ModelId.Compute("trees", ba, "data", "code", 1).ShouldBe(id);
        string[] others =
        [
            id,
            ModelId.Compute("tree", ab, "data", "code", 1),
            ModelId.Compute(
                "trees",
                new Dictionary<string, string>(ab, StringComparer.Ordinal) { ["a"] = "12" },
                "data",
                "code",
                1
            ),
            ModelId.Compute("trees", ab, "datac", "ode", 1),
            ModelId.Compute("trees", ab, "data", "code", 2),
        ];
        others.ShouldBeUnique(StringComparer.Ordinal);
    }

    private static void ShouldBeRefused(byte[] bytes, string what)
    {
        var refusal = Should.Throw<ModelFormatException>(() => ModelFormat.Read(new MemoryStream(bytes)), what);
        refusal.Message.ShouldContain(" ");
        refusal.Message.ShouldEndWith(".");
    }

    private static Model Fit(string kind)
    {
        ITrainer trainer = kind switch
        {
            "trees" => new GradientBoostingTrainer(
                TaskKind.Binary,
                new GradientBoostingOptions
                {
                    MaxTrees = 8,
                    MinRowsPerLeaf = 20,
                    EarlyStoppingRounds = 0,
                }
            ),
            "logistic" => new LogisticRegressionTrainer(),
            "linear" => new LinearRegressionTrainer(),
            "mlp" => new MlpTrainer(
                TaskKind.Binary,
                new MlpOptions
                {
                    Hidden = [6],
                    MaxEpochs = 2,
                    BackgroundRows = 3,
                }
            ),
            "prepared" => new PreparedTrainer(
                new LogisticRegressionTrainer(),
                [
                    new ModelImputationStep(),
                    new ImputationStep(ImputationKind.Median),
                    new OutlierCapStep(),
                    new OneHotStep(),
                    new CorrelationFilterStep(),
                ]
            ),
            "neighbours" => new NearestNeighboursTrainer(TaskKind.Binary),
            "stacked" => new StackingTrainer([new LogisticRegressionTrainer(), new LinearSvmTrainer()]),
            "softmax" => new LogisticRegressionTrainer(task: TaskKind.Multiclass),
            "boosted classes" => new GradientBoostingTrainer(
                TaskKind.Multiclass,
                new GradientBoostingOptions { MaxTrees = 4, EarlyStoppingRounds = 0 }
            ),
            "forest" => new RandomForestTrainer(TaskKind.Binary, new ForestOptions { Trees = 5, MaxDepth = 4 }),
            "classes" => new ConstantTrainer(TaskKind.Multiclass),
            _ => new ConstantTrainer(TaskKind.Binary),
        };
        return trainer.Fit(Data, CancellationToken.None);
    }

    private static byte[] Bytes(Model model)
    {
        using var stream = new MemoryStream();
        ModelFormat.Write(stream, model);
        return stream.ToArray();
    }

    private static double[] Contributions(Model model)
    {
        var contributions = new double[model.Schema.Count];
        model.CreateExplainer().Explain(Data.X.Row(3), 0, contributions);
        return contributions;
    }
}
