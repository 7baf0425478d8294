using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Shared.Hosting;
using Microsoft.Extensions.Configuration;

namespace EarlyWarning.Web.Tests.Nightly;

/// <summary>The comparison of all learners, on made-up terms.</summary>
public sealed class TournamentTests
{
    private static readonly TournamentBudget Small = new() { Trials = 2 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        Goal.CourseFailure,
        "logisticL1,logisticL2,logisticElasticNet,linearSvm,decisionTree,randomForest,baggedTrees,gradientBoosting,stacking"
    )]
    [InlineData(
        Goal.FinalGrade,
        "leastSquares,lasso,ridge,elasticNet,decisionTree,randomForest,baggedTrees,gradientBoosting,stacking"
    )]
    public void Every_learner_takes_part_and_what_became_of_it_is_told(Goal goal, string exact)
    {
        var result = Run(MadeTerms.Of(goal), Small);
        var contenders = result.Report.Contenders;
        string[] sampled = ["nearestNeighbours", "mlp", "lstm"];
        contenders.Select(c => c.Name).ShouldBe(exact.Split(',').Concat(sampled), ignoreOrder: true);
        contenders
            .Where(c => c.Outcome == ContenderOutcome.NotExplainedExactly)
            .Select(c => c.Name)
            .ShouldBe(sampled, ignoreOrder: true);
        contenders[0].Outcome.ShouldBe(ContenderOutcome.Champion);
        contenders[1].Outcome.ShouldBe(ContenderOutcome.Challenger);
        contenders.Skip(2).ShouldAllBe(c => c.Reason != null && c.Reason.EndsWith('.'));
        contenders.ShouldAllBe(c => c.Rows > 0 && c.Parameters.Count > 0 && c.LossToChampion != null);
        var key = goal == Goal.CourseFailure ? MetricKeys.Auc : MetricKeys.Rmse;
        contenders.ShouldAllBe(c =>
            c.Metrics[key].Low <= c.Metrics[key].Value && c.Metrics[key].Value <= c.Metrics[key].High
        );
        contenders.Single(c => c.Name == "lstm").Rows.ShouldBe(300);
        result.Report.Champion.ShouldBe(contenders[0].Name);
        result.Trainer!.Parameters.ShouldBe(contenders[0].Parameters);
        result.Model!.Model.CreateExplainer().IsExact.ShouldBeTrue();
        var served = result.Report.Horizons[0].Models.Where(m => m.Role != "baseline").Select(m => m.Name);
        served.ShouldBe(contenders.Take(2).Select(c => c.Name));
    }

    [Fact]
    public void The_same_rows_give_the_same_tournament()
    {
        var budget = Small with { ComparisonRows = 300 };
        var (one, two) = (Run(MadeTerms.Of(Goal.CourseFailure), budget), Run(MadeTerms.Of(Goal.CourseFailure), budget));
        ModelFormat.Hash(two.Model!.Model).ShouldBe(ModelFormat.Hash(one.Model!.Model));
        static string Told(TournamentResult result) =>
            System.Text.Json.JsonSerializer.Serialize(result.Report.Contenders.Select(c => c with { Seconds = 0 }));
        Told(two).ShouldBe(Told(one));
    }

    [Fact]
    public void Who_throws_or_has_too_many_rows_drops_out_with_the_reason()
    {
        var budget = Small with
        {
            Rows = new Dictionary<string, int>(StringComparer.Ordinal) { ["large"] = 200, ["none"] = 0 },
        };
        var result = Run(
            MadeTerms.Of(Goal.CourseFailure),
            budget,
            Fails("refuses", _ => throw new TrainingException("It needs rain.")),
            Fails("breaks", _ => throw new InvalidOperationException("A wheel came off.")),
            new Learner("large", 1, (_, _) => new LogisticRegressionTrainer()),
            new Learner("none", 2, (_, _) => new LogisticRegressionTrainer()),
            new Learner("sound", 3, (_, _) => new DecisionTreeTrainer(TaskKind.Binary))
        );
        result.Report.Champion.ShouldBe("sound");
        ContenderReport Told(string name) => result.Report.Contenders.Single(c => c.Name == name);
        Told("refuses").Reason.ShouldBe("It needs rain.");
        Told("breaks").Reason!.ShouldContain("A wheel came off.");
        Told("none").Reason!.ShouldContain("no student");
        foreach (var name in (string[])["refuses", "breaks", "none"])
        {
            Told(name).Outcome.ShouldBe(ContenderOutcome.DroppedOut);
            Told(name).Metrics.ShouldBeEmpty();
        }

        Told("large").Outcome.ShouldBe(ContenderOutcome.TooManyRows);
        Told("large").Reason!.ShouldContain("Retraining:Rows:large");
        Told("large").Rows.ShouldBeInRange(100, 300);
    }

    [Fact]
    public void Who_never_ends_is_stopped_and_drops_out()
    {
        var waits = Fails("waits", cancel => cancel.WaitHandle.WaitOne());
        var budget = Small with { LongestFit = TimeSpan.FromMilliseconds(50) };
        new Comparison(budget, 1, TimeProvider.System, new Progress<string>())
            .Run("goal", [waits], MadeTerms.Of(Goal.CourseFailure), Cancel)
            .Single()
            .Failure!.ShouldContain("Retraining:LearnerMinutes");
    }

    [Fact]
    public void Cancelling_ends_the_tournament_and_no_learner_is_blamed()
    {
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() =>
            new Tournament(
                MadeTerms.Catalogue.Features,
                Settings(Small),
                TimeProvider.System,
                new Progress<string>(),
                (_, _) => [Fails("waits", _ => stop.Cancel())]
            ).Run(MadeTerms.Of(Goal.CourseFailure), _ => true, stop.Token)
        );
    }

    [Fact]
    public void Where_nobody_can_serve_the_reasons_are_told()
    {
        var result = Run(MadeTerms.Of(Goal.CourseFailure, 60, oneOutcome: true), Small);
        result.Model.ShouldBeNull();
        result.Report.Champion.ShouldBeNull();
        result.Report.Reason!.ShouldContain("both outcomes");
        result.Report.Contenders.ShouldAllBe(c => c.Outcome == ContenderOutcome.DroppedOut);
    }

    [Fact]
    public void Without_weekly_signals_the_sequence_learner_drops_out_alone()
    {
        var learners = Learners.Of(TaskKind.Binary, 1).Where(l => l.ReadsWeeks || l.Name == "decisionTree").ToArray();
        var result = Run(MadeTerms.Of(Goal.CourseFailure, weekly: false), Small, learners);
        result.Report.Contenders.Single(c => c.Name == "lstm").Reason!.ShouldContain("weekly signals");
        result.Report.Champion.ShouldBe("decisionTree");
    }

    [Fact]
    public void Samples_are_whole_students_about_as_many_rows_as_allowed_and_lie_within_one_another()
    {
        var all = MadeTerms.Of(Goal.CourseFailure, 1_000);
        var comparison = new Comparison(Small, 1, TimeProvider.System, new Progress<string>());
        var (large, small) = (comparison.Sample(all, 2_000), comparison.Sample(all, 500));
        large.Rows.Count.ShouldBeInRange(1_800, 2_200);
        small.Rows.Count.ShouldBeInRange(400, 600);
        small.Rows.Except(large.Rows).ShouldBeEmpty();
        large.Rows.GroupBy(r => r.StudentId).ShouldAllBe(s => s.Count() == 2);
        comparison.Sample(all, 6_000).ShouldBeSameAs(all);
    }

    [Fact]
    public void Budgets_are_read_from_settings_and_a_wrong_one_is_named()
    {
        static TournamentBudget Read(params (string, string)[] settings) =>
            TournamentBudget.Of(
                new ConfigurationBuilder()
                    .AddInMemoryCollection(
                        settings.ToDictionary(s => s.Item1, s => (string?)s.Item2, StringComparer.Ordinal)
                    )
                    .Build()
            );
        var budget = Read(("Retraining:Trials", "3"), ("Retraining:Rows:LSTM", "77"));
        (budget.Trials, budget.RowsOf("lstm"), budget.ComparisonRows).ShouldBe((3, 77, 20_000));
        budget.RowsOf("gradientBoosting").ShouldBe(int.MaxValue);
        Should
            .Throw<SettingsException>(() => Read(("Retraining:Rows:mlp", "many")))
            .Message.ShouldContain("Retraining:Rows:mlp");
        Should.Throw<SettingsException>(() => Read(("Retraining:ComparisonRows", "5"))).Message.ShouldContain("200");
    }

    private static TournamentResult Run(Dataset data, TournamentBudget budget, params Learner[] learners) =>
        new Tournament(
            MadeTerms.Catalogue.Features,
            Settings(budget),
            TimeProvider.System,
            new Progress<string>(),
            learners.Length == 0 ? null : (_, _) => learners
        ).Run(data, _ => true, Cancel);

    private static RetrainingSettings Settings(TournamentBudget budget) => new(1, 60, 40_000) { Budget = budget };

    private static Learner Fails(string name, Action<CancellationToken> act) =>
        new(name, 0, (_, _) => new Failing(name, act));

    private sealed class Failing(string name, Action<CancellationToken> act) : ITrainer
    {
        public string Name => name;

        public TaskKind Task => TaskKind.Binary;

        public IReadOnlyDictionary<string, string> Parameters => new Dictionary<string, string>(StringComparer.Ordinal);

        public Model Fit(TrainingData data, CancellationToken ct)
        {
            act(ct);
            ct.ThrowIfCancellationRequested();
            throw new InvalidOperationException("It should have ended before.");
        }
    }
}
