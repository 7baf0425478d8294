using EarlyWarning.Ml.Models;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Tests.Nightly.Gates;

/// <summary>The gates against the model in service, calibration and explanations, on cohorts made by hand.</summary>
public sealed class ModelGatesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_candidate_worse_than_the_model_in_service_is_refused_and_one_as_good_is_not()
    {
        var students = Students(scale: 1);
        var serving = MadeCohort.Trial(students).Model;
        var alike = MadeCohort.Trial(WithMargins(students, serving));
        ChampionGate.Judge(alike, serving, Cancel).Outcome.ShouldBe(GateOutcome.Passed);

        var worse = MadeCohort.Trial([.. students.Select(s => s with { Margin = -2 * s.Margin })]);
        var refused = ChampionGate.Judge(worse, serving, Cancel);
        refused.Outcome.ShouldBe(GateOutcome.Refused);
        refused.Figures.Single().Low!.Value.ShouldBeGreaterThan(0);
        refused.Sentence.ShouldContain("worse than the model in service");
        ChampionGate.Judge(worse, null, Cancel).Outcome.ShouldBe(GateOutcome.Passed);
    }

    [Fact]
    public void Frequencies_far_off_are_refused_unless_the_model_in_service_is_as_far_off()
    {
        var honest = Students(scale: 1);
        CalibrationGate.Judge(MadeCohort.Trial(honest), null, Cancel).Outcome.ShouldBe(GateOutcome.Passed);

        var boastful = MadeCohort.Trial(Students(scale: 6));
        var refused = CalibrationGate.Judge(boastful, null, Cancel);
        refused.Outcome.ShouldBe(GateOutcome.Refused);
        refused.Figures.Single().Low!.Value.ShouldBeGreaterThan(CalibrationGate.Limit);

        // A model in service that is off by more (it learned the contrary): the candidate is let through with a warning.
        var worse = MadeCohort.Trial([.. honest.Select(s => s with { Failed = !s.Failed })]).Model;
        CalibrationGate.Judge(boastful, worse, Cancel).Outcome.ShouldBe(GateOutcome.Warned);
    }

    [Fact]
    public void Reasons_that_do_not_sum_to_the_score_are_refused()
    {
        var students = Students(scale: 1);
        var serving = MadeCohort.Trial(students).Model;
        var exact = MadeCohort.Trial(WithMargins(students, serving));
        AdditivityGate.Judge(exact).Outcome.ShouldBe(GateOutcome.Passed);
        var off = exact with { Margins = [.. exact.Margins.Select(m => m + 1e-6)] };
        AdditivityGate.Judge(off).Outcome.ShouldBe(GateOutcome.Refused);
    }

    [Fact]
    public void Where_the_numbers_cannot_tell_the_model_in_service_stays_and_where_there_is_none_the_candidate_serves()
    {
        var students = Students(scale: 1);
        var serving = MadeCohort.Trial(students).Model;
        var trial = MadeCohort.Trial(WithMargins(students, serving));
        var none = new ProtectedGroups(new Dictionary<string, Dictionary<long, string>>());
        ModelGates.Judge(trial, serving, hasServing: true, none, Cancel).MayServe.ShouldBeFalse();
        var first = ModelGates.Judge(trial, null, hasServing: false, none, Cancel);
        first.MayServe.ShouldBeTrue();
        first.Results.Select(r => r.Name).Distinct().Count().ShouldBe(5);
    }

    // Failing is drawn from the frequency that the number known stands for; the margin says it, times a scale.
    private static List<MadeStudent> Students(double scale)
    {
        var random = new Random(3);
        return
        [
            .. Enumerable
                .Range(0, 3000)
                .Select(_ =>
                {
                    var margin = (random.NextDouble() * 4) - 2;
                    var failed = random.NextDouble() < 1 / (1 + Math.Exp(-margin));
                    return new MadeStudent((float)margin, failed, margin * scale);
                }),
        ];
    }

    private static List<MadeStudent> WithMargins(List<MadeStudent> students, ScoringModel model) =>
        [.. students.Select(s => s with { Margin = model.Model.Margin([s.X]) })];
}
