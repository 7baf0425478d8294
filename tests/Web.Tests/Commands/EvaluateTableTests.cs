using System.Globalization;
using System.Text;
using System.Text.Json;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Validation;
using EarlyWarning.Web.Commands.Evaluate;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Tests.Commands;

/// <summary>evaluate table on tables whose truth is known.</summary>
public sealed class EvaluateTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("earlywarning-evaluate-").FullName;

    [Fact]
    public void Finds_the_signal_names_it_and_leaves_protected_columns_out()
    {
        var report = Run(Request(Table(600, 1)) with { Protected = ["sex"], Exclude = ["id"] });
        report.Task.ShouldBe("binary");
        report.Rows.ShouldBe(600);
        report.Features.ShouldBe(["x", "kind", "noise"]);
        report.Champion.ShouldNotBeNull();
        var champion = report.Models.Single(m => m.Name == report.Champion);
        champion.Metrics["auc"].Value!.Value.ShouldBeGreaterThan(0.8);
        champion.Metrics["auc"].Low!.Value.ShouldBeLessThan(champion.Metrics["auc"].Value!.Value);
        report.Baselines.Single().Metrics["auc"].Value!.Value.ShouldBe(0.5, 0.06);
        report.Explanation!.MaxAdditivityError.ShouldBeLessThan(1e-9);
        report.Explanation.TopFeatures[0].Name.ShouldBe("x");
        report
            .Fairness.Select(f => (f.Attribute, f.Group, f.Suppressed))
            .ShouldBe([("sex", "f", false), ("sex", "m", false)]);
        report.Fairness.ShouldAllBe(f => f.N % 5 == 0 && f.Metrics.ContainsKey("falsePositiveRate"));
    }

    [Fact]
    public void The_same_request_gives_the_same_figures()
    {
        var path = Table(300, 2);
        var (a, b) = (Run(Request(path)), Run(Request(path)));
        JsonSerializer.Serialize(Timeless(a)).ShouldBe(JsonSerializer.Serialize(Timeless(b)));
    }

    [Fact]
    public void A_test_file_is_only_scored()
    {
        var report = Run(Request(Table(400, 3)) with { TestFile = Table(200, 4) });
        report.TestRows.ShouldBe(200);
        var shuffled = Run(Request(Table(400, 3)) with { TestFile = Table(200, 5) });
        shuffled.Champion.ShouldBe(report.Champion, "the champion is chosen on the file alone");
        shuffled.Models[0].Metrics["auc"].Value.ShouldNotBe(report.Models[0].Metrics["auc"].Value);
    }

    [Fact]
    public void Goes_on_where_it_was_stopped()
    {
        var output = new FileInfo(Path.Combine(_folder, "report.json"));
        var path = Table(300, 6);
        var whole = Run(Request(path));
        Should.Throw<OperationCanceledException>(() =>
        {
            using var stop = new CancellationTokenSource();
            var first = TableModels.Of(TaskKind.Binary)[0].Name;
            var stopAfterFirst = new Watch(p =>
            {
                if (!string.Equals(p.Learner, first, StringComparison.Ordinal))
                {
                    stop.Cancel();
                }
            });
            new TableEvaluation(Request(path), stopAfterFirst).Run(output, stop.Token);
        });
        var learners = new List<string>();
        var resumed = new TableEvaluation(Request(path), new Watch(p => learners.Add(p.Learner))).Run(
            output,
            CancellationToken.None
        );
        learners.ShouldNotContain(TableModels.Of(TaskKind.Binary)[0].Name);
        JsonSerializer.Serialize(Timeless(resumed)).ShouldBe(JsonSerializer.Serialize(Timeless(whole)));
    }

    [Theory]
    [InlineData("y,x\n1,2\n0,\"3,5\"\n", "line 3, column \"x\": \"3,5\" is written with a comma")]
    [InlineData("y;x\n1;2\n0;3,5\n", "line 3, column \"x\": \"3,5\" is written with a comma")]
    [InlineData("y\n1\n0\n", "no column to learn from")]
    [InlineData("y,x\na,1\nb,2\n", "which value of \"y\" is positive cannot be told; it is \"a\", \"b\"")]
    [InlineData("y,x\n,1\n,2\n", "the column \"y\" is empty")]
    public void Refuses_with_a_sentence(string text, string expected)
    {
        var path = Path.Combine(_folder, "bad.csv");
        File.WriteAllText(path, text);
        Should.Throw<ImportRefusedException>(() => Run(Request(path))).Message.ShouldContain(expected);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static TableReport Run(TableRequest request) =>
        new TableEvaluation(request, new Watch(_ => { })).Run(null, CancellationToken.None);

    private static TableReport Timeless(TableReport report) =>
        report with
        {
            Models = [.. report.Models.Select(m => m with { TrainSeconds = 0 })],
            Baselines = [.. report.Baselines.Select(m => m with { TrainSeconds = 0 })],
        };

    private static TableRequest Request(string path) =>
        new(path, null, "y", TaskKind.Binary, null, [], [], null, 5, 1, null, SelectionRule.Best, null, 1);

    // y follows x and, a little, the kind; noise and sex follow nothing.
    private string Table(int rows, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder("id,x,kind,noise,sex,y\n");
        for (var i = 0; i < rows; i++)
        {
            var x = random.NextDouble();
            var kind = random.Next(3);
            var y = random.NextDouble() < 1 / (1 + Math.Exp(-((8 * x) - 4 + (kind == 2 ? 1 : 0)))) ? "yes" : "no";
            text.AppendLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{i},{x:0.0000},k{kind},{random.NextDouble():0.000},{(random.Next(2) == 0 ? "f" : "m")},{y}"
                )
            );
        }

        var path = Path.Combine(_folder, $"t{rows}-{seed}.csv");
        File.WriteAllText(path, text.ToString());
        return path;
    }

    private sealed class Watch(Action<(string Learner, double Done)> seen) : IProgress<(string Learner, double Done)>
    {
        public void Report((string Learner, double Done) value) => seen(value);
    }
}
