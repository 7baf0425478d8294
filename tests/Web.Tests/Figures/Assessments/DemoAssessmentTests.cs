using EarlyWarning.Domain.Demo;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Support;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Assessments;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Tests.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Figures.Assessments;

/// <summary>
/// The demo school takes ten points off every mark of English learners, but not off their final scores. Matched on the rest
/// of the work nothing can be seen, since the rest is wronged as well; matched on the final score all of it is.
/// </summary>
public sealed class DemoAssessmentTests
{
    private const int Students = 480;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, -10)]
    [InlineData(0, 0)]
    public async Task Bias_in_all_work_shows_at_an_equal_final_score_only(double bias, double points)
    {
        await using var database = await TestDatabase.CreateAsync();
        await MakeAsync(database, bias);
        var sheet = await SheetAsync(database);

        var learners = sheet.Items.SelectMany(i => i.Rows).Where(r => r.Attribute == "English learner").ToList();
        var byRest = learners.Where(r => r.Match == BiasMatch.Rest).ToList();
        var byFinal = learners.Where(r => r.Match == BiasMatch.Final).ToList();
        (byRest.Count, byFinal.Count).ShouldBe((9, 9));
        byRest.ShouldNotContain(r => r.StandsOut);
        byFinal.Count(r => r.StandsOut).ShouldBe(bias > 0 ? 9 : 0);
        byFinal.Average(r => r.Points.Value).ShouldBe(points, 1);

        // Counts are rounded, and groups no smaller than the rule are shown.
        learners.ShouldAllBe(r => r.Students % 5 == 0 && r.Others % 5 == 0 && r.Students >= 50);

        // Without the bias nobody stands out: not by sex, lunch, language, ethnicity or disability either.
        if (bias <= 0)
        {
            sheet.Items.SelectMany(i => i.Rows).Count(r => r.StandsOut).ShouldBe(0);
        }
    }

    private static async Task<BiasSheet> SheetAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        var sheet = await db
            .FigureSheets.Where(s => s.Topic == AssessmentFigures.TopicName && s.Key == AssessmentFigures.BiasKey(null))
            .OrderBy(s => s.OrgId)
            .FirstAsync(Cancel);
        return SheetStore.Unpack<BiasSheet>(sheet.Content);
    }

    private static async Task MakeAsync(TestDatabase database, double bias)
    {
        var truth = Path.Combine(Path.GetTempPath(), $"truth-{Guid.NewGuid():n}.csv");
        var today = new DateOnly(2026, 11, 20);
        try
        {
            var options = new DemoOptions(Students, 3, today, truth) { Bias = bias };
            await DemoSchool.GenerateAsync(database, database.Provider, options, new Progress<DemoProgress>(), Cancel);
            var runs = new RunsOnTest(
                database,
                new RetrainingSettings(1, 60, 1000),
                figures: [new AssessmentFigures()]
            );
            var asked = await runs.Requests.NowAsync(RunKind.Figures, RunTrigger.Verb, r => r.AsOf = today, Cancel);
            var (_, run) = await runs.ExecuteAsync(asked.RunId, null, Cancel);
            run.Error.ShouldBeNull();
        }
        finally
        {
            File.Delete(truth);
        }
    }
}
