using EarlyWarning.Ml.Fairness;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Tests.Fairness;

/// <summary>The proxy test finds a trait that the features hold, and none where they do not.</summary>
public sealed class ProxyTestTests
{
    [Fact]
    public void Tells_a_trait_the_features_stand_for_from_one_they_do_not()
    {
        var random = new Random(3);
        const int Rows = 4000;
        var (values, held, apart) = (new float[Rows * 2], new string[Rows], new string[Rows]);
        for (var i = 0; i < Rows; i++)
        {
            values[2 * i] = random.NextSingle();
            values[(2 * i) + 1] = random.NextSingle();
            held[i] = values[2 * i] + (0.3 * random.NextDouble()) > 0.65 ? "yes" : "no";
            apart[i] = random.NextDouble() < 0.5 ? "yes" : "no";
        }

        var schema = new TableSchema([new Column("x", ColumnKind.Numeric), new Column("y", ColumnKind.Numeric)]);
        var findings = ProxyTest.Run(
            new Table(schema, values),
            [
                new FrameAttribute("held", held),
                new FrameAttribute("apart", apart),
                new FrameAttribute("rare", Rare(Rows)),
            ],
            null,
            new LogisticRegressionTrainer(new ElasticNetOptions())
        );
        findings.Single(f => f is { Attribute: "held", Group: "yes" }).Auc!.Value.Low.ShouldBeGreaterThan(0.9);
        var nothing = findings.Single(f => f is { Attribute: "apart", Group: "yes" }).Auc!.Value;
        nothing.Value.ShouldBe(0.5, 0.04);
        findings.Single(f => f is { Attribute: "rare", Group: "yes" }).Reason.ShouldNotBeNull();
    }

    private static string[] Rare(int rows) => [.. Enumerable.Range(0, rows).Select(i => i < 4 ? "yes" : "no")];
}
