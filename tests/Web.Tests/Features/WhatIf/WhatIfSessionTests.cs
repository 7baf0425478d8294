using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.WhatIf;

namespace EarlyWarning.Web.Tests.Features.WhatIf;

/// <summary>An altered record is scored by the model itself, within what the class reaches.</summary>
public sealed class WhatIfSessionTests
{
    private const int Students = 40;
    private static readonly int Absence = SampleScores.IndexOf("absence_last_20");
    private static readonly int Missing = SampleScores.IndexOf("missing_count");
    private static readonly int Incidents = SampleScores.IndexOf("major_incidents_90");
    private static readonly WhatIfModel Model = Train();

    [Fact]
    public void As_it_is_is_the_score_itself()
    {
        var session = Session(Row(12, 4, 0));

        var margin = Model.Model.Model.Margin(Row(12, 4, 0));

        session.Now.Frequency.Value.ShouldBe(Model.Model.Shown(margin));
        session.Now.State.ShouldBe(RiskState.NeedsSupport);
    }

    [Fact]
    public void What_is_tried_is_scored_as_a_night_would()
    {
        var session = Session(Row(12, 4, 0));
        foreach (var position in Slider(session, Absence).Positions)
        {
            var result = session.With(new Dictionary<int, float> { [Absence] = position });

            result.Frequency.Value.ShouldBe(Model.Model.Shown(Model.Model.Model.Margin(Row(position, 4, 0))));
        }
    }

    [Fact]
    public void Nothing_beyond_the_class_can_be_tried()
    {
        var session = Session(Row(12, 4, 0));
        var slider = Slider(session, Absence);

        slider.Positions.ShouldContain(12);
        // Of 40 students two at each end are left out: absences are 0 to 19, each twice.
        slider.Low.ShouldBe(1);
        slider.High.ShouldBe(18);
        Should.Throw<ArgumentException>(() => session.With(new Dictionary<int, float> { [Absence] = 19 }));
        Should.Throw<ArgumentException>(() => session.With(new Dictionary<int, float> { [Absence] = float.NaN }));
    }

    [Fact]
    public void The_own_value_is_within_reach_even_where_nobody_else_stands_there()
    {
        var slider = Slider(Session(Row(20, 4, 0)), Absence);

        slider.High.ShouldBe(20);
        slider.Positions[^1].ShouldBe(20);
    }

    [Fact]
    public void The_smallest_change_clears_the_flag_and_no_smaller_one_does()
    {
        var (row, cut) = (Row(9, 4, 0), Model.Model.Shown(Model.Model.Model.Margin(Row(8, 3, 0))));
        var session = Session(row, cut);

        var found = session.Smallest(CancellationToken.None).ShouldNotBeNull();

        session.With(found.Values).Frequency.Value.ShouldBeLessThan(cut);
        session.With(found.Values).State.ShouldNotBe(RiskState.NeedsSupport);
        // Brute force: fewer columns do not suffice, and the same column nearer to where it stands does not either.
        foreach (var slider in session.Sliders)
        {
            foreach (var to in WhatIfLimits.Better(slider, 8))
            {
                var clears = session.With(new Dictionary<int, float> { [slider.Column] = to }).Frequency.Value < cut;
                var isNearer =
                    !found.Values.TryGetValue(slider.Column, out var chosen)
                    || Math.Abs(to - slider.Value) < Math.Abs(chosen - slider.Value);
                (clears && found.Values.Count > 1).ShouldBeFalse($"{slider.Feature.Name} alone does with {to}");
                (clears && found.Values.ContainsKey(slider.Column) && isNearer).ShouldBeFalse($"{to} is nearer");
            }
        }
    }

    [Fact]
    public void Only_what_gets_better_is_proposed()
    {
        foreach (var slider in Session(Row(12, 4, 0)).Sliders)
        {
            var better = WhatIfLimits.Better(slider, 8);

            better.Count.ShouldBeLessThanOrEqualTo(8);
            better.ShouldAllBe(v =>
                slider.Feature.Direction == FeatureDirection.MoreIsWorse ? v < slider.Value : v > slider.Value
            );
        }
    }

    [Fact]
    public void A_record_without_a_flag_has_nothing_to_clear() =>
        Session(Row(0, 0, 0), state: RiskState.OnTrack).Smallest(CancellationToken.None).ShouldBeNull();

    [Fact]
    public void A_teacher_tries_nothing_that_only_counsellors_see()
    {
        Session(Row(12, 4, 3)).Sliders.ShouldNotContain(s => s.Column == Incidents);
        Session(Row(12, 4, 3), whole: true).Sliders.ShouldContain(s => s.Column == Incidents);
    }

    [Fact]
    public void Too_small_a_class_tells_nothing()
    {
        var feature = Model.Features[Absence];
        float[] nine = [0, 1, 2, 3, 4, 5, 6, 7, 8];

        WhatIfLimits.Of(Absence, feature, 4, nine).ShouldBeNull();
        WhatIfLimits.Of(Absence, feature, 4, [.. nine, 9]).ShouldNotBeNull();
        WhatIfLimits.Of(Absence, feature, float.NaN, [.. nine, 9]).ShouldBeNull();
        WhatIfLimits.Of(Absence, feature, 4, Enumerable.Repeat(4f, 12)).ShouldBeNull();
    }

    private static WhatIfSlider Slider(WhatIfSession session, int column) =>
        session.Sliders.Single(s => s.Column == column);

    private static WhatIfSession Session(
        float[] row,
        double cut = 0.5,
        RiskState state = RiskState.NeedsSupport,
        bool whole = false
    ) =>
        new(
            Model,
            new WhatIfRecord(
                row,
                state,
                cut,
                cut / 2,
                [.. Enumerable.Range(0, Students).Select(i => Row(i / 2, i % 5, i % 3))],
                null,
                whole
            )
        );

    private static float[] Row(float absence, float missing, float incidents)
    {
        var row = new float[SampleScores.Catalogue.Features.Count];
        Array.Fill(row, float.NaN);
        (row[Absence], row[Missing], row[Incidents]) = (absence, missing, incidents);
        return row;
    }

    // Each of the three raises the risk by itself, so that trees have something to weigh.
    private static WhatIfModel Train()
    {
        var random = new Random(7);
        var features = SampleScores.Catalogue.Features;
        float[][] rows =
        [
            .. Enumerable.Range(0, 3000).Select(_ => Row(random.Next(21), random.Next(6), random.Next(4))),
        ];
        var y = Array.ConvertAll(
            rows,
            r =>
                random.NextDouble()
                < 1 / (1 + Math.Exp(5 - (0.3 * r[Absence]) - (0.6 * r[Missing]) - (0.5 * r[Incidents])))
                    ? 1.0
                    : 0.0
        );
        var schema = new TableSchema([
            .. features.Select(f => new Column(f.Name, ColumnKind.Numeric, DirectionOf(f.Direction))),
        ]);
        var data = new TrainingData(new Table(schema, [.. rows.SelectMany(r => r)]), y);
        var model = new GradientBoostingTrainer(TaskKind.Binary, new GradientBoostingOptions()).Fit(
            data,
            CancellationToken.None
        );
        return new WhatIfModel(new ScoringModel(model), features);
    }

    private static Monotonicity DirectionOf(FeatureDirection direction) =>
        direction switch
        {
            FeatureDirection.MoreIsWorse => Monotonicity.Increasing,
            FeatureDirection.MoreIsBetter => Monotonicity.Decreasing,
            _ => Monotonicity.None,
        };
}
