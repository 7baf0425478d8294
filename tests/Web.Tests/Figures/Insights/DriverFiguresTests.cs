using System.Text.Json;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;
using EarlyWarning.Web.Tests.Nightly;

namespace EarlyWarning.Web.Tests.Figures.Insights;

/// <summary>Figures of made-up terms against direct use of the model, by definition.</summary>
public sealed class DriverFiguresTests
{
    private static readonly Lazy<DriverCohort> Made = new(() => Cohort(Boosted, Logistic));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void The_cohort_is_the_last_term_and_the_model_that_is_measured_had_not_seen_it()
    {
        var cohort = Made.Value;

        (cohort.Term, cohort.IsUnseen).ShouldBe(("Term 3", true));
        cohort.Later.ShouldAllBe(r => r.Class.SessionId == 3);
        cohort.Earlier.ShouldAllBe(r => r.Class.SessionId < 3);
        cohort.Later.Count.ShouldBe(300);
        cohort.Sample(100)!.Rows.Count.ShouldBeInRange(50, 170);
        DriverCohort.Of(cohort.Served, cohort.Set with { FeatureNames = "other" }, 1).ShouldBeNull();
    }

    [Fact]
    public void Importance_is_that_of_explaining_every_row()
    {
        var cohort = Made.Value;

        var sheet = DriverImportance.Of(cohort, Cancel)!;

        var rows = cohort.Sample(4_000)!;
        var explainer = cohort.Judged.Model.CreateExplainer();
        var sums = new double[rows.Data.X.ColumnCount];
        var early = new double[sums.Length];
        var parts = new double[sums.Length];
        for (var row = 0; row < rows.Rows.Count; row++)
        {
            explainer.Explain(rows.Data.X.Row(row), parts);
            for (var c = 0; c < sums.Length; c++)
            {
                sums[c] += Math.Abs(parts[c]);
                early[c] += rows.Rows[row].Week == 4 ? Math.Abs(parts[c]) : 0;
            }
        }

        var names = rows.Data.X.Schema.Columns.Select(c => c.Name).ToList();
        foreach (var driver in sheet.Drivers)
        {
            var column = names.IndexOf(driver.Feature);
            driver.Share.ShouldBe(sums[column] / sums.Sum(), 1e-4);
            driver.ByWeek[0].ShouldBe(early[column] / early.Sum(), 1e-3);
        }

        sheet.Weeks.ShouldBe([4, 8]);
        sheet.Drivers.Select(d => d.Share).ShouldBeInOrder(SortDirection.Descending);
        sheet.Drivers.Sum(d => d.Share).ShouldBe(1, 0.01);
        sheet.Drivers.Sum(d => d.Gain!.Value).ShouldBe(1, 0.01);
        sheet.Drivers[0].Low!.Value.ShouldBeGreaterThan(0, "what decides the outcome costs when it is shuffled");
        sheet.Swarms.Count.ShouldBe(Math.Min(DriverSheets.MostDrawn, sheet.Drivers.Count));
    }

    [Fact]
    public void Curves_are_what_the_model_in_service_shows_for_changed_rows()
    {
        var cohort = Made.Value;
        var first = DriverImportance.Of(cohort, Cancel)!.Drivers[0].Feature;

        var sheet = DriverCurves.Of(cohort, [first], MadeTerms.Catalogue, new Dictionary<long, string>(), Cancel);

        var curve = sheet.Features.ShouldHaveSingleItem();
        var rows = cohort.Sample(4_000)!;
        var column = rows.Data.X.Schema.Columns.Select(c => c.Name).ToList().IndexOf(first);
        sheet.Rows.ShouldBe(rows.Rows.Count, "the cohort has fewer rows than a mean takes");
        for (var point = 0; point < curve.Grid.Count; point++)
        {
            var sum = 0.0;
            for (var row = 0; row < rows.Rows.Count; row++)
            {
                var changed = rows.Data.X.Row(row).ToArray();
                changed[column] = (float)curve.Grid[point];
                sum += cohort.Served.Model.Shown(cohort.Served.Model.Model.Margin(changed));
            }

            curve.Mean[point].ShouldBe(sum / rows.Rows.Count, 0.01);
        }

        float[] values = [.. Enumerable.Range(0, rows.Rows.Count).Select(i => rows.Data.X.Row(i)[column]).Order()];
        curve.Grid[0].ShouldBeGreaterThanOrEqualTo(Math.Round(values[(int)(0.01 * values.Length) - 1], 4));
        curve.Grid[^1].ShouldBeLessThanOrEqualTo(Math.Round(values[(int)(0.99 * values.Length)], 4));
        curve.Lines.Count.ShouldBe(DriverCurves.MostLines);
        curve.Lines.ShouldAllBe(l => l.Count == curve.Grid.Count);
        curve.Bins.Sum(b => b.Share).ShouldBeInRange(0.7, 1);
    }

    [Fact]
    public void A_range_that_few_students_are_in_gives_no_share()
    {
        List<(float, long)> values =
        [
            .. Enumerable.Range(0, 90).Select(i => (i % 3f, (long)i)),
            .. Enumerable.Range(0, 8).Select(i => (12f, (long)(200 + i))),
            .. Enumerable.Range(0, 40).Select(_ => (11f, 300L)),
        ];

        var bins = DriverCurves.Bins(values, [0, 12], isEach: false);

        bins.Count.ShouldBe(12);
        (bins[0].Share, bins[0].IsFew).ShouldBe((Math.Round(30 / 138.0, 3), false));
        (bins[11].Share, bins[11].IsFew).ShouldBe((0, true), "many rows of one student are one student");
        bins.Skip(3).ShouldAllBe(b => b.Share == 0);
    }

    [Fact]
    public void A_model_agrees_with_itself_and_flags_are_those_of_counting()
    {
        var same = AgreementFigures.Of(Cohort(Boosted, Boosted), Cancel)!;
        (same.FlaggedByBoth.Value, same.Overlap, same.Correlation, same.Kind).ShouldBe((1, 1, 1, RivalKind.Finalist));
        same.Parting.ShouldBeEmpty();
        same.Importance.ShouldAllBe(p => p.First == p.Second);

        var cohort = Made.Value;
        var sheet = AgreementFigures.Of(cohort, Cancel)!;
        var rows = cohort.SampleStudents(6_000, 8)!;
        var judged = cohort.Judged.Model.Margins(rows.Data.X);
        var rival = Fit(Logistic, cohort.SampleEarlier(int.MaxValue)!).Model.Margins(rows.Data.X);
        var places = (int)Math.Ceiling(0.1 * rows.Rows.Count);
        var first = Top(judged, places);
        var second = Top(rival, places);

        sheet.Week.ShouldBe(FlaggedPeople.Week);
        sheet.FlaggedByBoth.Value.ShouldBe((double)first.Intersect(second).Count() / places, 1e-4);
        sheet.Overlap.ShouldBe((double)first.Intersect(second).Count() / first.Union(second).Count(), 1e-3);
        sheet.Right.ShouldAllBe(r => r.Students == null || r.Students >= 10);
        sheet.Points.ShouldAllBe(p => p.X >= 0 && p.X <= 100 && p.Y >= 0 && p.Y <= 100);
    }

    [Fact]
    public void Without_a_rival_a_plain_model_is_fitted_on_the_terms_before()
    {
        var sheet = AgreementFigures.Of(Cohort(Boosted, null), Cancel)!;

        (sheet.Kind, sheet.Second).ShouldBe((RivalKind.Fitted, "logisticL2"));
        sheet.Correlation.ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void An_organisation_has_its_own_shares_and_points_where_it_is_large_enough()
    {
        var cohort = Made.Value;
        var pooled = DriverImportance.Of(cohort, Cancel)!;
        var schema = cohort.Served.Model.Schema;
        var shares = new double[schema.Count];
        shares[^1] = 1;
        var rows = cohort.Sample(60)!;
        var own = new OwnDrivers(55, shares, rows.Data.X.Values.ToArray(), new double[rows.Data.X.Values.Length]);

        var sheet = DriverFigures.With(pooled, own, schema);

        (sheet.OwnStudents, sheet.IsSwarmOwn).ShouldBe((55, true));
        var last = schema.Columns[^1].Name;
        sheet.Drivers.ShouldAllBe(d => d.Own == (d.Feature == last ? 1 : 0));
        DriverFigures.With(pooled, null, schema).ShouldBeSameAs(pooled);
    }

    [Fact]
    public void Schools_of_fewer_than_thirty_are_hidden_and_the_next_smallest_with_them()
    {
        var district = new FigureOrg(1, "District", "/1/");
        FigureOrg[] schools = [.. Enumerable.Range(2, 3).Select(i => new FigureOrg(i, $"School {i}", $"/1/{i}/"))];
        var orgs = new FigureOrgs([district, .. schools], schools);

        DriverOrgs.Hidden(orgs, Counts(100, 80, 60)).ShouldBeEmpty();
        DriverOrgs.Hidden(orgs, Counts(100, 80, 12)).Order().ShouldBe([3, 4]);
        DriverOrgs.Hidden(orgs, Counts(10, 5, 3)).Order().ShouldBe([1, 2, 3, 4]);

        static Dictionary<long, int> Counts(params int[] n) =>
            n.Index().ToDictionary(c => (long)c.Index + 2, c => c.Item);
    }

    [Fact]
    public void Sheets_hold_nobodys_key()
    {
        var cohort = Made.Value;
        var importance = DriverImportance.Of(cohort, Cancel)!;
        var drivers = importance.Drivers.Take(2).Select(d => d.Feature);
        object[] sheets =
        [
            importance,
            DriverCurves.Of(cohort, drivers, MadeTerms.Catalogue, new Dictionary<long, string>(), Cancel),
            AgreementFigures.Of(cohort, Cancel)!,
        ];

        foreach (var sheet in sheets)
        {
            Names(JsonSerializer.SerializeToElement(sheet))
                .ShouldNotContain(n => n.EndsWith("Id", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> Names(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Names(p.Value).Prepend(p.Name)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Names),
            _ => [],
        };

    private static HashSet<int> Top(double[] margins, int places) =>
        [.. Enumerable.Range(0, margins.Length).OrderByDescending(i => margins[i]).Take(places)];

    private static ITrainer Boosted =>
        new GradientBoostingTrainer(
            TaskKind.Binary,
            new GradientBoostingOptions
            {
                MaxTrees = 25,
                Leaves = 6,
                EarlyStoppingRounds = 0,
            }
        );

    [Fact]
    public void A_fifth_drawn_again_was_not_seen_only_where_the_rows_are_the_very_ones()
    {
        var cohort = Cohort(Logistic, null);
        var first = cohort.Set with { Rows = [.. cohort.Set.Rows.Where(r => r.Class.SessionId == 1)] };

        DriverCohort.Of(cohort.Served, first, 1)!.IsUnseen.ShouldBeFalse();
        DriverCohort.Of(cohort.Served, first, 1, isOwn: true)!.IsUnseen.ShouldBeTrue();
        DriverCohort.Of(cohort.Served, cohort.Set, 1)!.IsUnseen.ShouldBeTrue();
    }

    [Fact]
    public void A_term_is_unseen_where_one_had_ended_before_it()
    {
        var set = Cohort(Logistic, null).Set;
        var all = new JudgedRows([.. set.Terms.Select(t => (t.Title, t.Start))], []);
        DateOnly[] first = [set.Terms[0].Start];

        JudgedTerms.Within(all, set, set.Terms).ShouldBe(first, ignoreOrder: true);
        JudgedTerms.Within(all, null, set.Terms).ShouldBe(first, ignoreOrder: true);
        JudgedTerms.Within(all with { Terms = [.. all.Terms.Skip(1)] }, set, set.Terms).ShouldBeEmpty();

        // What was decided after the next term began could not be learnt from before it.
        List<SnapshotRow> late =
        [
            .. set.Rows.Select(r =>
                r.Class.SessionId == 1
                    ? r with
                    {
                        Outcome = r.Outcome!.Value with { DecidedOn = set.Terms[1].Start.DayNumber },
                    }
                    : r
            ),
        ];
        JudgedTerms
            .Within(all, set with { Rows = late }, set.Terms)
            .ShouldBe([set.Terms[0].Start, set.Terms[1].Start], ignoreOrder: true);
    }

    private static ITrainer Logistic =>
        Learners.Of(TaskKind.Binary, 1).Single(l => l.Name == "logisticL2").Make(null, false);

    private static ScoringModel Fit(ITrainer trainer, Dataset rows) =>
        new(trainer.Fit(rows.Data, CancellationToken.None));

    private static DriverCohort Cohort(ITrainer champion, ITrainer? rival)
    {
        var all = MadeTerms.Of(Goal.CourseFailure);
        var before = all.Select([.. Enumerable.Range(0, all.Rows.Count).Where(i => all.TermOfRow[i] < 2)]);
        var served = Fit(champion, all);
        var bytes = Registry.Pack(served);
        var version = new ModelVersion
        {
            Id = "model",
            Goal = Goal.CourseFailure,
            Trainer = champion.Name,
            DataFingerprint = "data",
            CodeVersion = "code",
            FeatureNames = MadeTerms.Catalogue.Names,
            Content = bytes,
            ContentHash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)),
            JudgedContent = Registry.Pack(Fit(champion, before)),
            RivalContent = rival is null ? null : Registry.Pack(Fit(rival, before)),
            Report = "{}",
        };
        var set = new TrainingSet(
            new DateOnly(2026, 11, 20),
            MadeTerms.Catalogue.Names,
            all.Terms,
            new Dictionary<long, int>
            {
                [1] = 0,
                [2] = 1,
                [3] = 2,
            },
            new HashSet<long>(),
            new TournamentBudget(),
            all.Rows
        );
        return DriverCohort.Of(Serving.Of(version, MadeTerms.Catalogue), set, 1)!;
    }
}
