using System.Security.Cryptography;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Neural;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Tests.Tracing;
using EarlyWarning.Ml.Tracing;

namespace EarlyWarning.Ml.Tests.Models;

/// <summary>The stored forms of models that read sequences instead of rows.</summary>
public sealed class SequenceFormatTests
{
    private const int HeaderBytes = 48;

    private static readonly Lazy<SequenceModel> Lstm = new(FitLstm);
    private static readonly Lazy<KnowledgeModel> Tracer = new(FitTracer);
    private static readonly Lazy<Model> Weekly = new(FitWeekly);

    public static TheoryData<string> Kinds => ["lstm", "tracer", "weekly"];

    [Fact]
    public void An_lstm_says_after_reading_what_it_said_before()
    {
        var back = ModelFormat.ReadSequences(new MemoryStream(Bytes("lstm")));
        var (data, _) = Sequences(90, 2);
        back.Heads.ShouldBe(["risk", "grade"]);
        back.Tasks.ShouldBe([TaskKind.Binary, TaskKind.Regression]);
        back.Predict(data).ShouldBe(Lstm.Value.Predict(data));
        Bytes(stream => ModelFormat.Write(stream, back)).ShouldBe(Bytes("lstm"));
    }

    [Fact]
    public void A_read_lstm_can_be_learned_on_from()
    {
        var (data, heads) = Sequences(120, 3);
        var options = new LstmOptions
        {
            Cells = 32,
            MaxEpochs = 1,
            EarlyStoppingEpochs = 0,
        };
        byte[] GoneOnFrom(SequenceModel start) =>
            Bytes(stream => ModelFormat.Write(stream, new SequenceTrainer(options).Fit(data, heads, start: start)));
        GoneOnFrom(ModelFormat.ReadSequences(new MemoryStream(Bytes("lstm")))).ShouldBe(GoneOnFrom(Lstm.Value));
    }

    [Fact]
    public void A_tracer_says_after_reading_what_it_said_before()
    {
        var back = ModelFormat.ReadKnowledge(new MemoryStream(Bytes("tracer")));
        // Longer than a run of the stored form, with skills that training never met.
        AnswerSequence[] students =
        [
            .. Answers.Random(20, 40, 5, 3),
            .. Answers.Random(2, 400, 5, 4),
            new AnswerSequence([99, 0], [true, false]),
        ];
        var (before, after) = (Tracer.Value.Predict(students), back.Predict(students));
        after.Mixed.ShouldBe(before.Mixed);
        after.Trees.ShouldBe(before.Trees);
        after.Networks.ShouldBe(before.Networks);
        (back.Trees, back.Weights).ShouldBe((Tracer.Value.Trees, Tracer.Value.Weights));
        back.Epochs.ShouldBe(Tracer.Value.Epochs);
        Bytes(stream => ModelFormat.Write(stream, back)).ShouldBe(Bytes("tracer"));
    }

    [Fact]
    public void A_learner_of_weekly_columns_says_after_reading_what_it_said_before()
    {
        var back = ModelFormat.Read(new MemoryStream(Bytes("weekly")));
        var rows = WeeklySchool.Binary(100, 2).X;
        back.Margins(rows).ShouldBe(Weekly.Value.Margins(rows));
        ModelFormat.Hash(back).ShouldBe(ModelFormat.Hash(Weekly.Value));
        double[] Contributions(Model model)
        {
            var contributions = new double[model.Schema.Count];
            model.CreateExplainer().Explain(rows.Row(3), contributions);
            return contributions;
        }

        Contributions(back).ShouldBe(Contributions(Weekly.Value));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_flipped_byte_anywhere_is_refused_with_a_sentence(string kind)
    {
        var bytes = Bytes(kind);
        var random = new SeededRandom(1, 1);
        var places = Enumerable
            .Range(0, 60)
            .Concat(Enumerable.Range(0, 100).Select(_ => random.NextInt(bytes.Length)))
            .Append(bytes.Length - 1);
        foreach (var place in places)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[place] ^= (byte)(1 << random.NextInt(8));
            ShouldBeRefused(kind, damaged, $"byte {place}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_truncated_file_is_refused_even_where_its_hash_is_made_to_fit(string kind)
    {
        var bytes = Bytes(kind);
        foreach (var length in new[] { 0, 4, 47, 48, 49, 70, bytes.Length / 3, bytes.Length / 2, bytes.Length - 1 })
        {
            ShouldBeRefused(kind, bytes[..length], $"{length} bytes");
            if (length > HeaderBytes)
            {
                ShouldBeRefused(kind, Forged(bytes[..length]), $"{length} bytes with a hash");
            }
        }

        ShouldBeRefused(kind, Forged([.. bytes, 0]), "a byte too many");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_forged_hash_over_nonsense_ends_in_a_sentence_or_in_a_model(string kind)
    {
        var bytes = Bytes(kind);
        var random = new SeededRandom(2, 2);
        var refused = 0;
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var forged = (byte[])bytes.Clone();
            // Sizes stand in the beginning: half of the flips go there.
            var reach = attempt % 2 == 0 ? forged.Length - HeaderBytes : 200;
            for (var flips = 0; flips < 3; flips++)
            {
                forged[HeaderBytes + random.NextInt(reach)] ^= (byte)(1 + random.NextInt(255));
            }

            try
            {
                Read(kind, Forged(forged));
            }
            catch (ModelFormatException refusal)
            {
                refusal.Message.ShouldEndWith(".");
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void A_file_of_another_kind_is_refused_by_its_name()
    {
        Should
            .Throw<ModelFormatException>(() => ModelFormat.ReadKnowledge(new MemoryStream(Bytes("lstm"))))
            .Message.ShouldContain("'sequences'");
        var table = new LogisticRegressionTrainer().Fit(SyntheticSchool.Binary(200, 1), CancellationToken.None);
        Should
            .Throw<ModelFormatException>(() =>
                ModelFormat.ReadSequences(new MemoryStream(Bytes(stream => ModelFormat.Write(stream, table))))
            )
            .Message.ShouldContain("'model'");
    }

    private static SequenceModel FitLstm()
    {
        var (data, heads) = Sequences(150, 1);
        var options = new LstmOptions { Cells = 32, MaxEpochs = 2 };
        return new SequenceTrainer(options).Fit(data, heads);
    }

    private static KnowledgeModel FitTracer() =>
        new KnowledgeTracer(
            new TracingOptions
            {
                Cells = 32,
                MaxEpochs = 2,
                Networks = 2,
                RunLength = 7,
                BatchSize = 8,
            }
        ).Fit(Answers.Random(60, 40, 5, 1));

    private static Model FitWeekly() =>
        new WeeklySequenceTrainer(TaskKind.Binary, new LstmOptions { Cells = 32, MaxEpochs = 1 }).Fit(
            WeeklySchool.Binary(200, 1),
            CancellationToken.None
        );

    private static (SequenceTable Data, IReadOnlyList<SequenceHead> Heads) Sequences(int count, int seed)
    {
        const int Steps = 5;
        var random = new SeededRandom(seed, 9);
        var (x, z) = (new float[count * Steps * 3], new float[count]);
        var (risk, grade) = (new double[count], new double[count]);
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = (float)random.NextDouble();
            grade[i / (Steps * 3)] += 10 * x[i];
        }

        for (var i = 0; i < count; i++)
        {
            z[i] = (float)random.NextDouble();
            risk[i] = grade[i] > 75 ? 1 : 0;
        }

        return (
            new SequenceTable(Steps, 3, 1, x, z, [.. Enumerable.Range(0, count).Select(i => 1 + (i % Steps))]),
            [new("risk", TaskKind.Binary, risk), new("grade", TaskKind.Regression, grade)]
        );
    }

    private static byte[] Bytes(string kind) =>
        kind switch
        {
            "lstm" => Bytes(stream => ModelFormat.Write(stream, Lstm.Value)),
            "tracer" => Bytes(stream => ModelFormat.Write(stream, Tracer.Value)),
            _ => Bytes(stream => ModelFormat.Write(stream, Weekly.Value)),
        };

    private static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    /// <summary>The bytes with a header that fits their content, as someone with write access could make them.</summary>
    private static byte[] Forged(byte[] bytes)
    {
        BitConverter.TryWriteBytes(bytes.AsSpan(8), bytes.Length - (long)HeaderBytes);
        SHA256.HashData(bytes.AsSpan(HeaderBytes), bytes.AsSpan(16, 32));
        return bytes;
    }

    private static object Read(string kind, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return kind switch
        {
            "lstm" => ModelFormat.ReadSequences(stream),
            "tracer" => ModelFormat.ReadKnowledge(stream),
            _ => ModelFormat.Read(stream),
        };
    }

    private static void ShouldBeRefused(string kind, byte[] bytes, string what)
    {
        var refusal = Should.Throw<ModelFormatException>(() => Read(kind, bytes), what);
        refusal.Message.ShouldContain(" ");
        refusal.Message.ShouldEndWith(".");
    }
}
