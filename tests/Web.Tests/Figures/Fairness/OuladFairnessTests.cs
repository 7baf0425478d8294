using System.Globalization;
using System.Text.Json;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Support;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;
using EarlyWarning.Web.Tests.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Figures.Fairness;

/// <summary>OULAD, imported and trained on once with a plain learner, with the sheets of fairness that the run made.</summary>
public sealed class OuladSchool : IAsyncLifetime
{
    private TestDatabase? _database;

    /// <summary>The database; the test is skipped where the data set is absent.</summary>
    public TestDatabase Database
    {
        get
        {
            Assert.SkipUnless(_database is not null, "No data set oulad: ../shared/data is absent.");
            return _database!;
        }
    }

    internal RetrainingSettings Settings { get; } =
        new(1, 40, 600_000)
        {
            DatasetFolder = Path.Combine(Path.GetTempPath(), $"datasets-{Guid.NewGuid():n}"),
            Budget = new TournamentBudget
            {
                ComparisonRows = 3000,
                Trials = 0,
                Only = ["logisticElasticNet", "elasticNet"],
            },
        };

    public async ValueTask InitializeAsync()
    {
        if (Folder() is not { } folder)
        {
            return;
        }

        var database = await TestDatabase.CreateAsync();
        var import = new ImportRun(database, database.Provider, TimeProvider.System, new ImportOptions());
        var imported = await import.RunAsync(new ImportRequest(folder, "oulad"));
        imported.State.ShouldBe(ImportState.Applied, imported.Message);
        var run = await new RunsOnTest(database, Settings, figures: [new FairnessFigures()]).RetrainAsync(
            TestContext.Current.CancellationToken
        );
        run.Status.ShouldBe(RunStatus.Succeeded, run.Error);
        _database = database;
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            Directory.Delete(Settings.DatasetFolder, recursive: true);
            await _database.DisposeAsync();
        }
    }

    private static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EarlyWarning.sln")))
            {
                var data = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data", "oulad"));
                return Directory.Exists(data) ? data : null;
            }
        }

        return null;
    }
}

/// <summary>
/// The fairness page's figures of OULAD's last presentation against another tool's: those of Fixtures/oulad-fairness.json, which
/// Fixtures/oulad-fairness.py counted in the raw files (its first lines say how to make them again). The flags there are those
/// of a formula over the raw files, so that a learner that changes changes nothing; the trained champion and the rules are held
/// against a plain count of their own rows.
/// </summary>
public sealed class OuladFairnessTests(OuladSchool school) : IClassFixture<OuladSchool>
{
    private const int Week = 8;

    private static readonly DateOnly LastPresentation = new(2014, 10, 1);

    private static readonly string[] Protected =
    [
        "Gender",
        "Region",
        "Index of multiple deprivation",
        "Age band",
        "Declared disability",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_formula_s_flags_have_the_figures_of_another_tool()
    {
        using var expected = JsonDocument.Parse(await File.ReadAllTextAsync(Fixture(), Cancel));
        await using var db = school.Database.CreateDbContext();
        var published = new FairnessPublication(
            await FigureOrgs.ReadAsync(db, Cancel),
            await ProtectedGroups.ReadAsync(db, DateOnly.MaxValue, null, Cancel),
            1
        ).Make([await FormulaAsync(db)], new HashSet<string>(), new Dictionary<long, FairnessIndex>(), Cancel);
        var sheet = published
            .Sheets.Select(s => s.Content)
            .OfType<FairnessSheet>()
            .Single(s => s.Model == "formula" && s.TermStart == LastPresentation && s.Week == Week);
        var cut = sheet.Cuts.Single(c => c.Share == FairnessKeys.DefaultShare);
        ShouldBe(cut.Overall, expected.RootElement.GetProperty("overall"));
        var shown = 0;
        foreach (var attribute in expected.RootElement.GetProperty("groups").EnumerateObject())
        {
            var rows = cut.Groups.Where(g => g.Attribute == attribute.Name).ToDictionary(g => g.Group);
            rows.Keys.Order().ShouldBe(attribute.Value.EnumerateObject().Select(g => g.Name).Order());
            foreach (var group in attribute.Value.EnumerateObject())
            {
                var row = rows[group.Name];
                (row.Hidden || !group.Value.GetProperty("small").GetBoolean()).ShouldBeTrue($"{row.Group} is small");
                if (!row.Hidden)
                {
                    shown++;
                    ShouldBe(row, group.Value);
                }
            }
        }

        shown.ShouldBeGreaterThanOrEqualTo(26, "of 30 groups, few are hidden");
    }

    [Fact]
    public async Task The_champion_and_the_rules_have_the_figures_of_a_plain_count()
    {
        await using var db = school.Database.CreateDbContext();
        var version = await db.ModelVersions.AsNoTracking().SingleAsync(m => m.Goal == Goal.CourseFailure, Cancel);
        var judged = JudgedRows.Unpack(version.JudgedRows!);
        judged.Terms[^1].Start.ShouldBe(LastPresentation);
        var groups = await ProtectedGroups.ReadAsync(db, DateOnly.MaxValue, null, Cancel);
        var frame = JsonSerializer.Deserialize<MetricFrame>(version.Fairness, ReportJson.Options)!;
        frame.Groups.Count(g => !g.Suppressed).ShouldBeGreaterThanOrEqualTo(26);
        var champion = await SheetAsync(db, version.Id);
        var atTenth = champion.Cuts.Single(c => c.Share == FairnessKeys.DefaultShare);
        PlainCount.ShouldShowTheSame(frame, atTenth, groups);
        var truth = new Truth([new JudgedVersion(version.Id, version.Trainer, version.TrainedAt, judged)], groups);
        foreach (var model in (string[])[version.Id, FairnessKeys.Rules])
        {
            var sheet = await SheetAsync(db, model);
            sheet.IsLater.ShouldBeTrue();
            foreach (var attribute in Protected)
            {
                var rows = sheet.Cuts.SelectMany(c => c.Groups).Where(g => g.Attribute == attribute).ToList();
                rows.ShouldContain(g => !g.Hidden, $"{attribute} is shown for {model}");
            }

            for (var cut = 0; cut < sheet.Cuts.Count; cut++)
            {
                foreach (var row in sheet.Cuts[cut].Groups.Append(sheet.Cuts[cut].Overall).Where(g => !g.Hidden))
                {
                    var place = new Place($"{version.OrgId}", row.Attribute, row.Group);
                    PlainCount.ShouldBe(row, truth, model, Week, cut, place);
                }
            }
        }
    }

    private static async Task<FairnessSheet> SheetAsync(EarlyWarningDb db, string model)
    {
        var key = FairnessKeys.Sheet(model, LastPresentation, Week);
        var stored = await db.FigureSheets.SingleAsync(s => s.Topic == FairnessKeys.Topic && s.Key == key, Cancel);
        return SheetStore.Unpack<FairnessSheet>(stored.Content);
    }

    private static string Fixture() => Path.Combine(AppContext.BaseDirectory, "Fixtures", "oulad-fairness.json");

    // The rows that the formula would have been judged on: who and what happened as the program reads them, what was
    // submitted from the imported results.
    private static async Task<JudgedVersion> FormulaAsync(EarlyWarningDb db)
    {
        var version = await db.ModelVersions.AsNoTracking().SingleAsync(m => m.Goal == Goal.CourseFailure, Cancel);
        var judged = JudgedRows.Unpack(version.JudgedRows!);
        var day = LastPresentation.AddDays(7 * Week);
        var submitted = (
            await db
                .Results.Where(r =>
                    r.LineItem!.Class!.StartDate == LastPresentation && !r.IsBanked && r.SubmittedOn <= day
                )
                .Select(r => new
                {
                    r.StudentId,
                    r.LineItem!.ClassId,
                    r.LineItemId,
                })
                .Distinct()
                .ToListAsync(Cancel)
        ).GroupBy(r => (r.StudentId, r.ClassId)).ToDictionary(g => g.Key, g => g.Count());
        var names = await db.Students.ToDictionaryAsync(
            s => s.Id,
            s => long.Parse(s.SourcedId, CultureInfo.InvariantCulture),
            Cancel
        );
        var rows = judged
            .Rows.Where(r => r.Week == Week && r.Term == judged.Terms.Count - 1)
            .Select(r =>
            {
                var count = submitted.GetValueOrDefault((r.StudentId, r.ClassId));
                return r with
                {
                    Margin = -count + (7919 * names[r.StudentId] % 10007 / 20014.0),
                    Shown = Math.Round(1 / (1 + Math.Exp(count - 1.5)), 2),
                };
            })
            .ToList();
        return new JudgedVersion("formula", "formula", DateTime.UnixEpoch, new JudgedRows(judged.Terms, rows));
    }

    private static void ShouldBe(GroupFigures row, JsonElement expected)
    {
        var name = $"{row.Attribute} {row.Group}";
        row.N.ShouldBe(Rounded(expected.GetProperty("n")), name);
        row.Needed.ShouldBe(Rounded(expected.GetProperty("needed")), name);
        row.Flagged.ShouldBe(Rounded(expected.GetProperty("flagged")), name);
        row.FlaggedNeeded.ShouldBe(Rounded(expected.GetProperty("flaggedNeeded")), name);
        foreach (var rate in expected.GetProperty("rates").EnumerateObject())
        {
            ShouldBe(row.Rates[rate.Name], rate.Value, $"{name} {rate.Name}");
        }

        row.Rates[FairnessKeys.Auc].Value.ShouldBe(expected.GetProperty("auc").GetDouble(), 0.00501, name);
        row.Rates[FairnessKeys.CalibrationGap]
            .Value.ShouldBe(expected.GetProperty("calibrationGap").GetDouble(), 0.00501, name);
        if (expected.TryGetProperty("toRest", out var toRest) && row.ToRest.Count > 0)
        {
            foreach (var rate in toRest.EnumerateObject())
            {
                ShouldBe(row.ToRest[rate.Name], rate.Value, $"{name} {rate.Name} against the rest");
            }
        }
    }

    // Published in whole percent.
    private static void ShouldBe(Rate rate, JsonElement expected, string name)
    {
        rate.Value.ShouldBe(expected[0].GetDouble(), 0.00501, name);
        rate.Low.ShouldBe(expected[1].GetDouble(), 0.00501, name);
        rate.High.ShouldBe(expected[2].GetDouble(), 0.00501, name);
    }

    private static int Rounded(JsonElement count) =>
        (int)Math.Round(count.GetInt32() / 5.0, MidpointRounding.ToEven) * 5;
}
