using System.Text.Json;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Support;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;
using EarlyWarning.Web.Tests.Features.Models;
using EarlyWarning.Web.Tests.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Figures.Fairness;

/// <summary>The published tables of a trained demo school against counting people one by one, and the model's own page against them.</summary>
[Collection(nameof(TrainedSchool))]
public sealed class FairnessFiguresTests(TrainedSchool school)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_shown_row_is_that_of_a_plain_count_and_the_model_s_page_shows_the_same()
    {
        await using var database = await school.Database.CopyAsync();
        await using var db = database.CreateDbContext();
        var before = await VersionAsync(database);
        var withheld = JsonSerializer.Deserialize<MetricFrame>(before.Fairness, ReportJson.Options)!;
        withheld.Groups.ShouldNotBeEmpty();
        withheld
            .Groups.Append(withheld.Overall)
            .ShouldAllBe(r => r.Suppressed, "nothing is shown before it is published");

        await MakeAsync(database);
        var version = await VersionAsync(database);
        var judged = JudgedRows.Unpack(version.JudgedRows!);
        var groups = await ProtectedGroups.ReadAsync(db, DateOnly.MaxValue, null, Cancel);
        var orgs = await FigureOrgs.ReadAsync(db, Cancel);
        var sheets = await SheetsAsync(database);
        sheets.Select(s => s.Org).Distinct().Order().ShouldBe(orgs.All.Select(o => o.Id).Order());
        var shown = 0;
        foreach (var term in sheets.GroupBy(s => s.Sheet.TermStart))
        {
            var made = new JudgedVersion(version.Id, version.Trainer, version.TrainedAt, judged);
            var truth = new Truth([made], groups, term.Key);
            foreach (var (org, sheet) in term)
            {
                for (var cut = 0; cut < sheet.Cuts.Count; cut++)
                {
                    foreach (var row in sheet.Cuts[cut].Groups.Append(sheet.Cuts[cut].Overall).Where(g => !g.Hidden))
                    {
                        shown++;
                        PlainCount.ShouldBe(row, truth, sheet.Model, sheet.Week, cut, truth.PlaceOf(orgs, org, row));
                        row.Rates.ContainsKey(FairnessKeys.CalibrationGap)
                            .ShouldBe(
                                sheet.IsLater && sheet.Model != FairnessKeys.Rules,
                                "frequencies hold by themselves on the terms they were learned from"
                            );
                    }
                }
            }
        }

        shown.ShouldBeGreaterThan(200);
        var top = sheets.Single(s =>
            s.Org == orgs.All[0].Id
            && s.Sheet.Model == version.Id
            && s.Sheet.IsLater
            && s.Sheet.Week == FlaggedPeople.Week
        );
        var cut10 = top.Sheet.Cuts.Single(c => c.Share == FairnessKeys.DefaultShare);
        PlainCount.ShouldShowTheSame(
            JsonSerializer.Deserialize<MetricFrame>(version.Fairness, ReportJson.Options)!,
            cut10,
            groups
        );
    }

    [Fact]
    public async Task A_hidden_row_holds_nothing_but_its_name_and_the_index_names_what_there_is()
    {
        await using var database = await school.Database.CopyAsync();
        await MakeAsync(database);
        var sheets = await SheetsAsync(database);
        var hidden = sheets.SelectMany(s => s.Sheet.Cuts).SelectMany(c => c.Groups).Where(g => g.Hidden).ToList();
        hidden.ShouldNotBeEmpty();
        hidden.ShouldAllBe(g =>
            g.N == null
            && g.Needed == null
            && g.Flagged == null
            && g.FlaggedNeeded == null
            && g.Missed == null
            && g.Alarms == null
            && g.Rates.Count + g.ToRest.Count + g.Rest.Count + g.Ratios.Count == 0
        );
        await using var db = database.CreateDbContext();
        foreach (
            var stored in await db
                .FigureSheets.Where(s => s.Topic == FairnessKeys.Topic && s.Key == FairnessKeys.Index)
                .ToListAsync(Cancel)
        )
        {
            var index = SheetStore.Unpack<FairnessIndex>(stored.Content);
            var keys = sheets.Where(s => s.Org == stored.OrgId).Select(s => Key(s.Sheet)).Order().ToList();
            index
                .Models.SelectMany(m =>
                    m.Terms.SelectMany(t => t.Weeks.Select(w => FairnessKeys.Sheet(m.Id, t.Start, w)))
                )
                .Order()
                .ShouldBe(keys);
            index.Models[^1].Id.ShouldBe(FairnessKeys.Rules);
            index.Models.ShouldAllBe(m => m.Terms.Count(t => t.IsLater) == 1 && m.Trend.Count > 0);
            var labels = sheets
                .Where(s => s.Org == stored.OrgId)
                .SelectMany(s => s.Sheet.Cuts[0].Groups)
                .Select(g => g.Attribute)
                .Distinct();
            index.Attributes.Order().ShouldBe(labels.Order());
        }
    }

    [Fact]
    public async Task A_version_that_is_not_published_keeps_no_table_of_before_and_a_sample_is_said()
    {
        await using var database = await school.Database.CopyAsync();
        var serving = await VersionAsync(database);
        await using (var db = database.CreateDbContext())
        {
            // Judged before rows were kept, with a table that hid by itself; and a grade, which has no table.
            db.ModelVersions.Add(SampleRegistry.Of("old", role: ModelRole.Retired, org: serving.OrgId));
            await db.SaveChangesAsync(Cancel);
        }

        var grades = await GradesAsync();
        await MakeAsync(database, school.Settings with { TrainingRows = 100 });

        await using var after = database.CreateDbContext();
        var old = await after.ModelVersions.SingleAsync(m => m.Id == "old", Cancel);
        var frame = JsonSerializer.Deserialize<MetricFrame>(old.Fairness, ReportJson.Options)!;
        (frame.Overall.Suppressed, frame.Overall.N, frame.Groups.Count, frame.Gaps.Count).ShouldBe((true, null, 0, 0));
        (await VersionAsync(database)).Fairness.ShouldNotBe(old.Fairness);
        (await GradesAsync()).ShouldBe(grades);
        var indexes = await after
            .FigureSheets.Where(s => s.Topic == FairnessKeys.Topic && s.Key == FairnessKeys.Index)
            .ToListAsync(Cancel);
        indexes.ShouldAllBe(s => SheetStore.Unpack<FairnessIndex>(s.Content).IsSample);

        async Task<List<string>> GradesAsync()
        {
            await using var db = database.CreateDbContext();
            return await db
                .ModelVersions.Where(m => m.Goal != Goal.CourseFailure)
                .OrderBy(m => m.Id)
                .Select(m => m.Fairness)
                .ToListAsync(Cancel);
        }
    }

    [Fact]
    public void The_default_cut_flags_whom_the_gates_flag()
    {
        var district = MadeDistrict.Of(5);
        foreach (var version in district.Versions)
        {
            foreach (var cohort in FairnessCohort.Of(version).Where(c => c.Week == FlaggedPeople.Week))
            {
                var cut = (byte)CohortPeople.Grid.Index().Single(g => g.Item == FairnessKeys.DefaultShare).Index;
                foreach (var (id, people) in cohort.Schools)
                {
                    var rows = version.Rows.Rows.Where(r => r.OrgId == id && r.Week == FlaggedPeople.Week).ToList();
                    var places = (int)Math.Ceiling(rows.Count * Tournament.TopFraction);
                    people
                        .Where(p => p.FirstCut <= cut)
                        .Select(p => p.StudentId)
                        .Order()
                        .ShouldBe(rows.OrderByDescending(r => r.Margin).Take(places).Select(r => r.StudentId).Order());
                }
            }
        }
    }

    [Fact]
    public void Sheets_of_other_nights_stay_until_what_is_hidden_changes()
    {
        var district = MadeDistrict.Of(8);
        var first = district.Publish(Cancel);
        var indexes = first
            .Sheets.Where(s => s.Content is FairnessIndex)
            .ToDictionary(s => s.OrgId, s => (FairnessIndex)s.Content);
        var publication = new FairnessPublication(district.Orgs, district.Groups, 1);
        var second = publication.Make(district.Versions, new HashSet<string>(), indexes, Cancel);
        Models(second).ShouldBe([FairnessKeys.Rules], "the rules alone are made each night");
        second
            .Kept.Order()
            .ShouldBe(Keys(first).Where(k => !k.StartsWith(FairnessKeys.Rules, StringComparison.Ordinal)).Order());
        second
            .Sheets.Where(s => s.Content is FairnessIndex)
            .ShouldAllBe(s => ((FairnessIndex)s.Content).Models.Count == district.Versions.Count + 1);

        // The groups of some students are corrected: other rows are small now, and older sheets would show them.
        var corrected = district.Groups.ByAttribute.ToDictionary(
            a => a.Key,
            a => a.Value.ToDictionary(s => s.Key, s => s.Key % 3 == 0 ? "g0" : s.Value)
        );
        var third = new FairnessPublication(district.Orgs, new ProtectedGroups(corrected), 1).Make(
            district.Versions,
            new HashSet<string>(),
            indexes,
            Cancel
        );
        third.Kept.ShouldBeEmpty();
        Models(third).ShouldBe(["version 0", "version 1", FairnessKeys.Rules], ignoreOrder: true);
    }

    private static IEnumerable<string> Models(PublishedFairness made) =>
        made.Sheets.Select(s => s.Content).OfType<FairnessSheet>().Select(s => s.Model).Distinct();

    private static IEnumerable<string> Keys(PublishedFairness made) =>
        made.Sheets.Select(s => s.Content).OfType<FairnessSheet>().Select(Key).Distinct();

    private static string Key(FairnessSheet sheet) => FairnessKeys.Sheet(sheet.Model, sheet.TermStart, sheet.Week);

    private async Task MakeAsync(TestDatabase database, RetrainingSettings? settings = null)
    {
        var runs = new RunsOnTest(database, settings ?? school.Settings, figures: [new FairnessFigures()]);
        var asked = await runs.Requests.NowAsync(RunKind.Figures, RunTrigger.Verb, cancel: Cancel);
        var (_, run) = await runs.ExecuteAsync(asked.RunId, null, Cancel);
        run.Status.ShouldBe(RunStatus.Succeeded, run.Error);
    }

    private static async Task<ModelVersion> VersionAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        return await db
            .ModelVersions.AsNoTracking()
            .SingleAsync(m => m.Goal == Goal.CourseFailure && m.Role == ModelRole.Champion, Cancel);
    }

    private static async Task<List<(long Org, FairnessSheet Sheet)>> SheetsAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        var stored = await db
            .FigureSheets.Where(s => s.Topic == FairnessKeys.Topic && s.Key != FairnessKeys.Index)
            .ToListAsync(Cancel);
        return stored.ConvertAll(s => (s.OrgId, SheetStore.Unpack<FairnessSheet>(s.Content)));
    }
}
