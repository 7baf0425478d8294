using System.Text.Json;
using EarlyWarning.Domain.Figures;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Tests.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Figures;

public sealed class SheetTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private sealed record Held(double Rate, string? Word, IReadOnlyList<int> Counts);

    [Fact]
    public void A_sheet_comes_back_as_it_went_undefined_rates_and_all()
    {
        var held = new Held(double.NaN, null, [1, 2, 3]);

        var back = SheetStore.Unpack<Held>(SheetStore.Pack(held));

        back.Rate.ShouldBe(double.NaN);
        back.Word.ShouldBeNull();
        back.Counts.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Rows_that_a_model_was_judged_on_come_back_bit_for_bit()
    {
        var random = new Random(7);
        var rows = Enumerable
            .Range(0, 500)
            .Select(i => new JudgedRow(
                random.NextInt64(),
                i,
                random.Next(),
                3,
                i % 2,
                (short)(i % 21),
                random.NextDouble() - 0.5,
                random.NextDouble(),
                i % 3 == 0,
                (RuleSignals)(i % 16)
            ))
            .ToList();
        var judged = new JudgedRows([("Autumn", Today.AddDays(-200)), ("Spring", Today)], rows);

        var back = JudgedRows.Unpack(judged.Pack());

        back.Terms.ShouldBe(judged.Terms);
        back.Rows.ShouldBe(judged.Rows);
        Should.Throw<InvalidDataException>(() => JudgedRows.Unpack([.. judged.Pack().AsSpan(5)]));
    }

    [Theory, DatabaseData]
    public async Task Each_opens_the_figures_of_what_they_administer(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, Today);
        await WriteAsync(database, SampleSchool.DistrictId, "", 1);
        await WriteAsync(database, SampleSchool.NorthId, "", 2);
        await WriteAsync(database, SampleSchool.SouthId, "", 3);
        var reader = new FigureReader(database);

        async Task<double?> Read(CastMember member, long? org) =>
            (await reader.ReadAsync<Held>(school.ScopeOf(member), "topic", org, null, Cancel))?.Content?.Rate;

        (await Read(CastMember.DistrictAdministrator, null)).ShouldBe(1);
        (await Read(CastMember.DistrictAdministrator, SampleSchool.NorthId)).ShouldBe(2);
        (await Read(CastMember.SouthAdministrator, null)).ShouldBe(3);
        (await Read(CastMember.SouthAdministrator, SampleSchool.NorthId)).ShouldBeNull();
        (await Read(CastMember.SouthAdministrator, SampleSchool.DistrictId)).ShouldBeNull();
        (await Read(CastMember.TeacherA, null)).ShouldBeNull();
        (await Read(CastMember.Counsellor, SampleSchool.SouthId)).ShouldBeNull();
        (await Read(CastMember.WithoutRole, null)).ShouldBeNull();
    }

    [Theory, DatabaseData]
    public async Task A_topic_is_replaced_whole_but_for_what_stays(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await SampleSchool.CreateAsync(database, Today);
        await WriteAsync(database, SampleSchool.NorthId, "gone", 1);
        await WriteAsync(database, SampleSchool.NorthId, "kept", 2);
        await WriteAsync(database, SampleSchool.NorthId, "renewed", 3);
        await WriteAsync(database, SampleSchool.NorthId, "other", 4, "other topic");

        await SheetStore.WriteAsync(
            Input(database),
            "topic",
            new MadeFigures(
                [new MadeSheet(SampleSchool.NorthId, "renewed", new Held(30, null, []))],
                new HashSet<string>(StringComparer.Ordinal) { "kept", "renewed" }
            ),
            Cancel
        );

        await using var db = database.CreateDbContext();
        var sheets = await db.FigureSheets.OrderBy(s => s.Key).ToListAsync(Cancel);
        sheets
            .Select(s => (s.Key, SheetStore.Unpack<Held>(s.Content).Rate))
            .ShouldBe([("kept", 2), ("other", 4), ("renewed", 30)]);
    }

    [Fact]
    public async Task One_maker_that_fails_leaves_the_others_their_turn_and_what_was_stored()
    {
        await using var database = await TestDatabase.CreateAsync();
        await SampleSchool.CreateAsync(database, Today);
        await WriteAsync(database, SampleSchool.NorthId, "", 1, "fails");
        var runs = new RunsOnTest(
            database,
            new RetrainingSettings(1, 60, 1000),
            figures: [new Maker("fails", true), new Maker("works", false)]
        );
        var asked = await runs.Requests.NowAsync(RunKind.Figures, RunTrigger.Verb, r => r.AsOf = Today, Cancel);

        var (_, run) = await runs.ExecuteAsync(asked.RunId, null, Cancel);

        run.Status.ShouldBe(RunStatus.Failed);
        run.Error.ShouldNotBeNull().ShouldContain("Maker fails: It broke.");
        await using var db = database.CreateDbContext();
        var sheets = await db.FigureSheets.OrderBy(s => s.Topic).ToListAsync(Cancel);
        sheets.Select(s => s.Topic).ShouldBe(["fails", "works"]);
        SheetStore.Unpack<Held>(sheets[0].Content).Rate.ShouldBe(1);
        (sheets[1].RunId, sheets[1].AsOf, sheets[1].OrgId).ShouldBe((run.Id, Today, SampleSchool.DistrictId));
        (await db.Scores.AnyAsync(Cancel)).ShouldBeFalse();
    }

    [Fact]
    public void A_sheet_of_another_version_says_so() =>
        Should.Throw<JsonException>(() => SheetStore.Unpack<Held>(SheetStore.Pack(new[] { 1, 2 })));

    private static async Task WriteAsync(
        TestDatabase database,
        long org,
        string key,
        double rate,
        string topic = "topic"
    )
    {
        await using var db = database.CreateDbContext();
        db.FigureSheets.Add(
            new FigureSheet
            {
                Topic = topic,
                OrgId = org,
                Key = key,
                AsOf = Today,
                MadeAt = Today.ToDateTime(default, DateTimeKind.Utc),
                Content = SheetStore.Pack(new Held(rate, null, [])),
            }
        );
        await db.SaveChangesAsync(Cancel);
    }

    private static FigureInput Input(TestDatabase database) =>
        new(
            new Run { Fence = "" },
            new RunInput(new(Today, false), new([]), null!, [], new Dictionary<long, int>(), SampleSchool.DistrictId),
            null!,
            null!,
            new(() => null),
            database,
            new RetrainingSettings(1, 60, 1000),
            TimeProvider.System,
            new Progress<string>()
        );

    private sealed class Maker(string topic, bool breaks) : IFigures
    {
        public string Topic => topic;

        public string Step => $"Maker {topic}";

        public bool FollowsImports => false;

        public Task<MadeFigures> MakeAsync(FigureInput input, CancellationToken cancel) =>
            breaks
                ? throw new InvalidOperationException("It broke.")
                : Task.FromResult(
                    new MadeFigures([
                        new MadeSheet(input.Orgs.All[0].Id, "", new Held(input.Orgs.Schools.Count, null, [])),
                    ])
                );
    }
}
