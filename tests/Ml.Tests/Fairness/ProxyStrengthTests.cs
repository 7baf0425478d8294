using EarlyWarning.Ml.Fairness;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Tests.Fairness;

public sealed class ProxyStrengthTests
{
    [Fact]
    public void The_chance_is_that_of_all_pairs_whichever_way_it_goes()
    {
        var random = new Random(2);
        var members = Enumerable.Range(0, 60).Select(i => i % 3 == 0).ToArray();
        var values = members.Select(m => (float)Math.Round((m ? -1 : 0) + (2 * random.NextDouble()), 1)).ToArray();
        values[5] = float.NaN;
        var table = new Table(new TableSchema([new Column("x", ColumnKind.Numeric)]), values);

        var (wins, pairs) = (0.0, 0);
        for (var i = 0; i < 60; i++)
        {
            for (var j = 0; j < 60; j++)
            {
                if (members[i] && !members[j])
                {
                    var (a, b) = (Known(values[i]), Known(values[j]));
                    wins +=
                        a > b ? 1
                        : a == b ? 0.5
                        : 0;
                    pairs++;
                }
            }
        }

        var auc = wins / pairs;
        ProxyStrength.Of(table, members).Single().Auc.ShouldBe(Math.Max(auc, 1 - auc), 1e-12);
    }

    [Fact]
    public void The_feature_that_stands_for_the_group_comes_first_and_rare_codes_tell_nothing()
    {
        var random = new Random(7);
        var members = Enumerable.Range(0, 600).Select(_ => random.Next(2) == 0).ToArray();
        var schema = new TableSchema([
            new Column("noise", ColumnKind.Numeric),
            new Column("code of each", ColumnKind.Categorical),
            new Column("school", ColumnKind.Categorical),
        ]);
        float[] values =
        [
            .. members.SelectMany(
                (m, i) => new[] { (float)random.NextDouble(), i, random.NextDouble() < 0.85 ? (m ? 1 : 2) : 0 }
            ),
        ];

        var found = ProxyStrength.Of(new Table(schema, values), members);

        found[0].Column.ShouldBe(2);
        found[0].Auc.ShouldBeGreaterThan(0.85);
        found.Single(f => f.Column == 1).Auc.ShouldBe(0.5, 1e-12);
        found.Single(f => f.Column == 0).Auc.ShouldBeLessThan(0.56);
    }

    private static float Known(float value) => float.IsNaN(value) ? float.NegativeInfinity : value;
}
