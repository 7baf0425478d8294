using System.Text.Json;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Tests.Linear;

/// <summary>Coefficients beside those of scikit-learn 1.2.1, made by Fixtures/make_linear.py.</summary>
public class SklearnEqualityTests
{
    private const double Within = 1e-4;
    private static readonly Fixture Figures = Read();

    public static TheoryData<string> Cases => [.. Figures.Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Raw_coefficients_equal_the_peers(string name)
    {
        var figures = Figures.Cases.Single(c => string.Equals(c.Name, name, StringComparison.Ordinal));
        var data = Data(figures);
        var model = (LinearModel)Trainer(figures, data.Weights?.Sum() ?? data.X.RowCount).Fit(data, default);
        var margins = new double[model.OutputCount];
        model.Margins(new float[data.X.ColumnCount], margins);
        for (var output = 0; output < margins.Length; output++)
        {
            for (var j = 0; j < data.X.ColumnCount; j++)
            {
                var slope = model.TermsOf(output)[j].Slope;
                slope.ShouldBe(figures.Coefficients[output][j], Within, $"coefficient {j} of output {output}");
            }

            // Softmax intercepts are only determined up to a shift; both sides give them the mean 0 at their own origin.
            var shift = margins.Length == 1 ? 0 : margins.Average() - figures.Intercepts.Average();
            (margins[output] - shift).ShouldBe(figures.Intercepts[output], Within, $"intercept {output}");
        }
    }

    private static ITrainer Trainer(Case c, double weight)
    {
        var raw = new ElasticNetOptions { Standardize = false, L1Ratio = c.L1Ratio };
        return c.Family switch
        {
            "ols" => new LinearRegressionTrainer(raw with { Penalty = 0 }),
            "ridge" => new LinearRegressionTrainer(raw with { Penalty = c.Alpha / weight }),
            "elasticNet" => new LinearRegressionTrainer(raw with { Penalty = c.Alpha }),
            "logistic" => new LogisticRegressionTrainer(raw with { Penalty = 1 / (c.C * weight) }),
            "softmax" => new LogisticRegressionTrainer(raw with { Penalty = 1 / (c.C * weight) }, TaskKind.Multiclass),
            _ => new LinearSvmTrainer(
                new LinearSvmOptions
                {
                    Penalty = 1 / (c.C * weight),
                    Standardize = false,
                    PenalizeIntercept = true,
                    Calibrate = false,
                }
            ),
        };
    }

    private static TrainingData Data(Case c)
    {
        var isWide = string.Equals(c.Data, "wide", StringComparison.Ordinal);
        var x = isWide ? Figures.WideX : Figures.X;
        var schema = new TableSchema([
            .. Enumerable.Range(0, x[0].Length).Select(j => new Column($"x{j}", ColumnKind.Numeric)),
        ]);
        var y = c.Family switch
        {
            "logistic" or "svm" => Figures.Binary,
            "softmax" => Figures.Classes,
            _ => isWide ? Figures.WideY : Figures.Y,
        };
        return new TrainingData(
            new Table(schema, [.. x.SelectMany(row => row)]),
            y,
            c.Weighted ? Figures.Weights : null
        );
    }

    private static Fixture Read()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", "linear.json"));
        return JsonSerializer.Deserialize<Fixture>(file, JsonSerializerOptions.Web)!;
    }

    private sealed record Fixture(
        float[][] X,
        double[] Y,
        double[] Binary,
        double[] Classes,
        double[] Weights,
        float[][] WideX,
        double[] WideY,
        Case[] Cases
    );

    private sealed record Case(
        string Name,
        string Family,
        string Data,
        bool Weighted,
        double Alpha,
        double C,
        double L1Ratio,
        double[][] Coefficients,
        double[] Intercepts
    );
}
