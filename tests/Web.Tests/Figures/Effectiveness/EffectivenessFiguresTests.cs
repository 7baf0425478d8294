using System.Text.Json;
using EarlyWarning.Ml.Effects;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Effectiveness;

namespace EarlyWarning.Web.Tests.Figures.Effectiveness;

/// <summary>The world and its sheets, made once.</summary>
public sealed class EffectFixture : IAsyncLifetime
{
    internal EffectWorld World { get; private set; } = null!;

    internal IReadOnlyList<MadeSheet> Sheets { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        World = await EffectWorld.CreateAsync();
        Sheets = await World.MakeAsync();
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();
}

/// <summary>Figures made of a world whose truth is known.</summary>
public sealed class EffectivenessFiguresTests(EffectFixture made) : IClassFixture<EffectFixture>
{
    [Fact]
    public void Support_that_helps_is_found_and_how_much_is_known()
    {
        var kind = Kind(EffectWorld.Large, EffectWorld.Tutoring);
        kind.Verdict.ShouldBe(EffectVerdict.More);
        EffectWorld.Effect.ShouldBeInRange(kind.Pass!.Low, kind.Pass.High);
        kind.Score!.Difference.ShouldBe(6, 1);
        kind.WithoutLater.ShouldNotBeNull();
        kind.Match!.Balance.Where(b => b.IsForemost).ShouldAllBe(b => Math.Abs(b.After) <= 0.1);
        // All with all would have said that it helps about half as much.
        var all = made
            .World.People.Where(p => p.School == EffectWorld.Large)
            .ToLookup(p => p.IsTutored, p => p.Passed.Average());
        (all[true].Average() - all[false].Average()).ShouldBeLessThan(0.6 * kind.Pass.Difference);
    }

    [Fact]
    public void Who_got_it_and_how_much_are_those_of_the_cases()
    {
        var kind = Kind(EffectWorld.Large, EffectWorld.Tutoring);
        var helped = made.World.People.Where(p => p is { School: EffectWorld.Large, IsTutored: true }).ToList();
        kind.Students.ShouldBe(helped.Count);
        kind.ByWeek.Where(w => w.Students > 0)
            .Select(w => (w.From, w.Students!.Value))
            .ShouldBe([(5, helped.Count(p => p.StartWeek == 5)), (9, helped.Count(p => p.StartWeek == 9))]);
        kind.Reached.ShouldBe(helped.Count(p => p.Risk > 1));
        kind.Flagged.ShouldBe(made.World.People.Count(p => p is { School: EffectWorld.Large, Risk: > 1 }));
        // Six to ten lessons of 40 minutes.
        kind.Dose!.Sessions!.Value.ShouldBeInRange(7, 9);
        kind.Dose.Hours.ShouldBe(kind.Dose.Sessions!.Value * 40 / 60, 0.3);
        kind.Dose.Logged.ShouldBe(1);
        var courses = kind.Pass!.Units / (double)kind.Pass.Persons;
        courses.ShouldBeInRange(2.8, 3);
        kind.PerPass!.Hours.ShouldBe(kind.Dose.Hours / (kind.Pass.Difference * courses), 1e-9);
        kind.ByDose.Count.ShouldBe(3);
    }

    [Fact]
    public void Too_few_students_no_estimate_and_none_of_the_level_above()
    {
        var few = Kind(EffectWorld.Large, EffectWorld.FamilyContact);
        (few.Verdict, few.Students, few.MoreNeeded).ShouldBe((EffectVerdict.TooFew, 12, 18));
        few.Pass.ShouldBeNull();
        var small = Sheet(EffectWorld.Small).Kinds.SingleOrDefault(k => k.KindId == EffectWorld.Tutoring);
        if (small is not null)
        {
            (small.Verdict, small.Students, small.Dose).ShouldBe((EffectVerdict.TooFew, null, null));
            small.ByWeek.ShouldBeEmpty();
        }

        Sheet(EffectWorld.District).Kinds[0].Verdict.ShouldBe(EffectVerdict.More);
    }

    [Fact]
    public void The_cut_lies_between_the_last_one_flagged_and_the_first_who_was_not()
    {
        var cut = Sheet(EffectWorld.Large).Cut;
        var people = made.World.People.Where(p => p.School == EffectWorld.Large).OrderBy(p => p.Id).ToList();
        var at =
            (people.Where(p => p.IsFlagged).Min(p => p.Margin) + people.Where(p => !p.IsFlagged).Max(p => p.Margin))
            / 2;
        var expected = RegressionDiscontinuity.Estimate(
            [.. people.Select(p => p.Margin - at)],
            [.. people.Select(p => p.Passed.Average())],
            [.. people.Select(p => p.Id)]
        )!;
        (cut.Absence, cut.Week, cut.Cuts, cut.Students).ShouldBe((CutAbsence.None, 6, 1, people.Count));
        cut.Pass!.Jump.ShouldBe(expected.Jump, 1e-9);
        cut.Pass.Error.ShouldBe(expected.Error, 1e-9);
        cut.Bins.ShouldAllBe(b => b.Count >= 10);
        // Nothing was drawn to jump at the cut: neither the outcome nor what was known before.
        cut.Pass.Low.ShouldBeLessThan(0.05);
        cut.Covariates.ShouldNotBeEmpty();
        Sheet(EffectWorld.Small).Cut.Absence.ShouldBe(CutAbsence.NoCut);
    }

    [Fact]
    public void There_is_a_sheet_for_every_organisation_and_term_and_none_names_a_student()
    {
        made.Sheets.Select(s => (s.OrgId, s.Key))
            .ShouldBe(
                [.. new[] { 1L, 2, 3 }.SelectMany(o => new[] { (o, "all"), (o, "2026-01-12") })],
                ignoreOrder: true
            );
        foreach (var sheet in made.Sheets)
        {
            var text = JsonSerializer.Serialize(SheetStore.Unpack<EffectSheet>(SheetStore.Pack(sheet.Content)));
            text.ShouldNotContain("Xanthippe");
            text.ShouldNotContain("StudentId");
            text.Length.ShouldBeLessThan(100_000);
        }
    }

    private EffectSheet Sheet(long org) =>
        (EffectSheet)made.Sheets.Single(s => s.OrgId == org && s.Key == EffectSheets.AllTerms).Content;

    private KindEffect Kind(long org, int kind) => Sheet(org).Kinds.Single(k => k.KindId == kind);
}

/// <summary>Counts that may not be shown cannot be worked out from the others.</summary>
public sealed class SmallCountTests
{
    [Fact]
    public void A_hidden_count_never_stands_alone()
    {
        List<double> values =
        [
            .. Enumerable.Repeat(0.0, 40),
            .. Enumerable.Repeat(1.0, 3),
            .. Enumerable.Repeat(2.0, 15),
        ];
        var counts = SmallCounts.Of([(0, 0), (1, 1), (2, null)], values);
        counts.Select(c => c.Students).ShouldBe([40, null, null]);
        SmallCounts
            .Of([(0, 0), (1, 1), (2, null)], values.Where(v => v != 1).ToList())
            .Select(c => c.Students)
            .ShouldBe([40, 0, 15]);
    }

    [Fact]
    public void A_part_is_hidden_where_it_or_the_rest_is_small()
    {
        SmallCounts.Part(12, 40).ShouldBe(12);
        SmallCounts.Part(35, 40).ShouldBeNull();
        SmallCounts.Part(4, 40).ShouldBeNull();
        SmallCounts.Part(0, 40).ShouldBe(0);
        SmallCounts.Part(40, 40).ShouldBe(40);
    }
}
