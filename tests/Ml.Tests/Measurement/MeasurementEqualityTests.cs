using System.Text.Json;
using EarlyWarning.Ml.Measurement;

namespace EarlyWarning.Ml.Tests.Measurement;

/// <summary>Item statistics beside numpy, scipy and scikit-learn (Fixtures/make_measurement.py).</summary>
public sealed class MeasurementEqualityTests
{
    private static readonly JsonElement Figures = Read();
    private readonly double[] _marks = Numbers(Figures, "marks");
    private readonly double[] _match = Numbers(Figures, "match");
    private readonly bool[] _inGroup = Flags("inGroup");
    private readonly bool[] _failed = Flags("failed");
    private readonly int[] _students = [.. Numbers(Figures, "students").Select(s => (int)s)];
    private readonly double _passMark = Figures.GetProperty("passMark").GetDouble();

    [Fact]
    public void Analysis_of_covariance_by_students()
    {
        var expected = Figures.GetProperty("ancova");
        var found = GroupDifference.Of(new MatchedRows(_marks, _match, _inGroup, _students))!;
        ShouldBe(found.Points, expected, 1e-9);
        found.Standardised.ShouldBe(expected.GetProperty("smd").GetDouble(), 1e-10);
        found.Probability.ShouldBe(expected.GetProperty("p").GetDouble(), 1e-10);
    }

    [Fact]
    public void Logistic_regression()
    {
        var expected = Figures.GetProperty("logistic");
        var found = LogisticDif.Of(OneEach(), _passMark)!;
        found.Uniform.ShouldBe(expected.GetProperty("uniform").GetDouble(), 1e-4);
        found.UniformProbability.ShouldBe(expected.GetProperty("uniformP").GetDouble(), 1e-5);
        found.NonUniform.ShouldBe(expected.GetProperty("nonUniform").GetDouble(), 1e-4);
        found.NonUniformProbability.ShouldBe(expected.GetProperty("nonUniformP").GetDouble(), 1e-5);
        found.Effect.ShouldBe(expected.GetProperty("effect").GetDouble(), 1e-6);
        ShouldBe(found.LogOdds, expected, 1e-4);
    }

    [Fact]
    public void Mantel_and_Haenszel()
    {
        var expected = Figures.GetProperty("bands");
        var found = MantelHaenszelDif.Of(OneEach(), _passMark)!;
        found.OddsRatio.ShouldBe(expected.GetProperty("ratio").GetDouble(), 1e-10);
        ShouldBe(found.Delta, expected, 1e-9);
        found.ChiSquared.ShouldBe(expected.GetProperty("chi").GetDouble(), 1e-10);
        found.Probability.ShouldBe(expected.GetProperty("p").GetDouble(), 1e-10);
    }

    [Fact]
    public void Area_under_the_curve_with_students_taken_together()
    {
        var found = ClusteredAuc.OfLow(_marks, _failed, [.. _students.Select(s => (long)s)])!.Value;
        ShouldBe(found, Figures.GetProperty("auc"), 1e-10);
    }

    [Fact]
    public void Cronbachs_alpha_and_Feldts_interval()
    {
        var expected = Figures.GetProperty("alpha");
        var rows = expected
            .GetProperty("rows")
            .EnumerateArray()
            .Select(r => (IReadOnlyList<double>)[.. r.EnumerateArray().Select(v => v.GetDouble())])
            .ToList();
        var found = CronbachAlpha.Of([.. rows, [double.NaN, 1, 2, 3, 4]], 5)!;
        (found.Students, found.Items).ShouldBe((40, 5));
        ShouldBe(found.Alpha, expected, 1e-8);
    }

    [Fact]
    public void Correlations()
    {
        var expected = Figures.GetProperty("correlation");
        double[] failed = [.. _failed.Select(f => f ? 1.0 : 0.0)];
        var (r, n) = Correlation.Pearson(_marks, _match);
        ShouldBe(Correlation.Interval(r, n)!.Value, expected, 1e-10);
        var biserial = Correlation.Pearson(_marks, failed).R;
        biserial.ShouldBe(expected.GetProperty("biserial").GetDouble(), 1e-10);
        Correlation
            .Partial(biserial, r, Correlation.Pearson(_match, failed).R)
            .ShouldBe(expected.GetProperty("partial").GetDouble(), 1e-10);
    }

    private MatchedRows OneEach()
    {
        var n = Figures.GetProperty("oneEach").GetInt32();
        return new MatchedRows(_marks[..n], _match[..n], _inGroup[..n], _students[..n]);
    }

    private static void ShouldBe(Measured found, JsonElement expected, double tolerance)
    {
        found.Value.ShouldBe(expected.GetProperty("value").GetDouble(), tolerance);
        found.Low.ShouldBe(expected.GetProperty("low").GetDouble(), tolerance);
        found.High.ShouldBe(expected.GetProperty("high").GetDouble(), tolerance);
    }

    private static double[] Numbers(JsonElement item, string name) =>
        [.. item.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static bool[] Flags(string name) =>
        [.. Figures.GetProperty(name).EnumerateArray().Select(v => v.GetBoolean())];

    private static JsonElement Read()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", "measurement.json"));
        using var document = JsonDocument.Parse(file);
        return document.RootElement.Clone();
    }
}
