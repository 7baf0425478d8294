using System.Globalization;
using System.Text.Json;
using EarlyWarning.Web.Commands.Evaluate;

namespace EarlyWarning.Web.Tests.Commands;

/// <summary>evaluate sequences on made-up answers and on broken files.</summary>
public sealed class EvaluateSequencesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("earlywarning-sequences-").FullName;

    [Fact]
    public void Writes_the_documented_report_and_beats_the_last_value()
    {
        var output = new FileInfo(Path.Combine(_folder, "report.json"));
        var (code, summary, _) = Run(Request(Answers("train", 160, 1), Answers("test", 60, 2)), output);
        code.ShouldBe(0);
        summary.ShouldContain("knowledgeTracing");
        summary.ShouldContain("lastValue");
        var report = JsonDocument.Parse(File.ReadAllText(output.FullName)).RootElement;
        report.GetProperty("task").GetString().ShouldBe("sequences");
        report.GetProperty("students").GetInt32().ShouldBe(160);
        report.GetProperty("testStudents").GetInt32().ShouldBe(60);
        report.GetProperty("champion").GetString().ShouldBe("knowledgeTracing");
        var model = report.GetProperty("models").EnumerateArray().ShouldHaveSingleItem();
        model.GetProperty("rows").GetInt32().ShouldBe(report.GetProperty("testRows").GetInt32());
        var baseline = report.GetProperty("baselines").EnumerateArray().ShouldHaveSingleItem();
        Auc(model).ShouldBeGreaterThan(Auc(baseline) + 0.05);
        foreach (var key in (string[])["accuracy", "precision", "recall", "f1", "auc", "brier", "ece", "logLoss"])
        {
            var metric = model.GetProperty("metrics").GetProperty(key);
            metric.GetProperty("low").GetDouble().ShouldBeLessThanOrEqualTo(metric.GetProperty("value").GetDouble());
            metric
                .GetProperty("high")
                .GetDouble()
                .ShouldBeGreaterThanOrEqualTo(metric.GetProperty("value").GetDouble());
        }

        File.Exists(output.FullName + ".partial").ShouldBeFalse();
    }

    [Fact]
    public void The_comparison_adds_the_learners_of_the_seed_paper_with_folds()
    {
        var output = new FileInfo(Path.Combine(_folder, "report.json"));
        var request = Request(Answers("train", 90, 3), Answers("test", 40, 4)) with { Compare = true, Folds = 2 };
        Run(request, output).Code.ShouldBe(0);
        var report = JsonDocument.Parse(File.ReadAllText(output.FullName)).RootElement;
        var models = report.GetProperty("models").EnumerateArray().ToArray();
        models
            .Select(model => model.GetProperty("name").GetString())
            .ShouldBe(["knowledgeTracing", "regression", "nearestNeighbours", "dynamicTimeWarping"]);
        models.ShouldAllBe(model =>
            model.GetProperty("crossValidation").GetProperty("f1").GetProperty("mean").GetDouble() > 0
            && model.GetProperty("crossValidation").GetProperty("f1").GetProperty("standardError").GetDouble() >= 0
        );
        report.GetProperty("folds").GetInt32().ShouldBe(2);
    }

    [Fact]
    public void Goes_on_from_the_parts_that_are_done_and_only_for_the_same_request()
    {
        var output = new FileInfo(Path.Combine(_folder, "report.json"));
        var request = Request(Answers("train", 90, 5), Answers("test", 40, 6));
        var checkpoint = new SequencesCheckpoint(output, SequencesCheckpoint.Fingerprint(request));
        var part = new SequencesModelReport(
            "lastValue",
            "taken from before",
            0,
            0,
            new Dictionary<string, string>(StringComparer.Ordinal),
            new Dictionary<string, Web.Nightly.MetricReport>(StringComparer.Ordinal),
            new Dictionary<string, SequencesFoldsReport>(StringComparer.Ordinal)
        );
        var parts = new Dictionary<string, SequencesModelReport>(StringComparer.Ordinal)
        {
            ["lastValue on the test file"] = part,
        };
        checkpoint.Save(parts);
        Run(request with { Seed = 2 }, output).Summary.ShouldNotContain("taken from before");
        checkpoint.Save(parts);
        Run(request, output).Summary.ShouldContain("taken from before");
    }

    [Fact]
    public void The_same_request_gives_the_same_figures()
    {
        var request = Request(Answers("train", 90, 7), Answers("test", 40, 8));
        string Figures()
        {
            var output = new FileInfo(Path.Combine(_folder, "report.json"));
            Run(request, output).Code.ShouldBe(0);
            var report = JsonSerializer.Deserialize<SequencesReport>(
                File.ReadAllText(output.FullName),
                Web.Nightly.ReportJson.Options
            )!;
            return JsonSerializer.Serialize(report.Models.Select(model => model with { TrainSeconds = 0 }));
        }

        Figures().ShouldBe(Figures());
    }

    [Theory]
    [InlineData("", "line 1, column 1")]
    [InlineData("2\n1,2\n1\n", "line 3, column 2")]
    [InlineData("2\n1,x\n1,0\n", "line 2, column 3")]
    [InlineData("2\n1,2\n1,7\n", "line 3, column 3")]
    [InlineData("two\n1,2\n1,0\n", "line 1, column 1")]
    [InlineData("2\n1,2\n", "line 3, column 1")]
    public void A_bad_file_ends_with_a_sentence_and_exit_code_2(string text, string place)
    {
        var path = Path.Combine(_folder, "bad.txt");
        File.WriteAllText(path, text);
        foreach (
            var request in (SequencesRequest[])[Request(path, Answers("a", 30, 9)), Request(Answers("b", 30, 9), path)]
        )
        {
            var (code, summary, faults) = Run(request, null);
            code.ShouldBe(2);
            summary.ShouldBeEmpty();
            var sentence = faults.Trim();
            sentence.ShouldStartWith($"{path}, {place}: ");
            sentence.ShouldEndWith(".");
            sentence.ShouldNotContain("   at ");
        }
    }

    [Fact]
    public void A_missing_file_and_too_many_folds_end_with_a_sentence_too()
    {
        var train = Answers("train", 30, 9);
        var (code, _, faults) = Run(Request(train, Path.Combine(_folder, "none.txt")), null);
        code.ShouldBe(2);
        faults.ShouldContain("none.txt cannot be read");
        (code, _, faults) = Run(Request(train, train) with { Compare = true, Folds = 31 }, null);
        code.ShouldBe(2);
        faults.ShouldContain("30 students, fewer than 31 folds");
    }

    [Fact]
    public void Students_who_cannot_be_learned_from_leave_the_baseline_as_champion()
    {
        var train = Path.Combine(_folder, "alike.txt");
        File.WriteAllText(train, string.Concat(Enumerable.Repeat("2\n1,2\n1,1\n", 20)));
        var (code, summary, _) = Run(Request(train, Answers("test", 30, 10)), null);
        code.ShouldBe(0);
        summary.ShouldContain("dropped out: Knowledge tracing cannot keep aside");
        summary.ShouldContain("Champion, chosen on the training file alone: lastValue");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static SequencesRequest Request(string train, string test) => new(train, test, 2, false, 5, 1);

    private static (int Code, string Summary, string Faults) Run(SequencesRequest request, FileInfo? output)
    {
        var (summary, faults) = (new StringWriter(), new StringWriter());
        var code = EvaluateSequencesCommand.Run(
            request,
            output,
            TimeProvider.System,
            summary,
            faults,
            TestContext.Current.CancellationToken
        );
        return (code, summary.ToString(), faults.ToString());
    }

    private static double Auc(JsonElement model) =>
        model.GetProperty("metrics").GetProperty("auc").GetProperty("value").GetDouble();

    /// <summary>Students with a level, skills with a difficulty.</summary>
    private string Answers(string name, int students, int seed)
    {
        var random = new Random(seed);
        var path = Path.Combine(_folder, $"{name}{seed}.txt");
        using var writer = new StreamWriter(path);
        for (var i = 0; i < students; i++)
        {
            var level = (4 * random.NextDouble()) - 2;
            var count = 10 + random.Next(30);
            var skills = Enumerable.Range(0, count).Select(_ => random.Next(5)).ToArray();
            var right = skills.Select(skill => random.NextDouble() < 1 / (1 + Math.Exp(-level - skill + 2)) ? 1 : 0);
            writer.WriteLine(count.ToString(CultureInfo.InvariantCulture));
            writer.WriteLine(string.Join(',', skills));
            writer.WriteLine(string.Join(',', right));
        }

        return path;
    }
}
