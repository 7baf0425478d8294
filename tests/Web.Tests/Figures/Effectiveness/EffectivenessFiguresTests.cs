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
        kind.Students.ShouldBe(SmallCounts.Round(helped.Count));
        kind.ByWeek.Where(w => w.Students > 0)
            .Select(w => (w.From, w.Students!.Value))
            .ShouldBe([
                (5, SmallCounts.Round(helped.Count(p => p.StartWeek == 5))),
                (9, SmallCounts.Round(helped.Count(p => p.StartWeek == 9))),
            ]);
        kind.Reached.ShouldBe(SmallCounts.Round(helped.Count(p => p.Risk > 1)));
        kind.Flagged.ShouldBe(
            SmallCounts.Round(made.World.People.Count(p => p is { School: EffectWorld.Large, Risk: > 1 }))
        );
        // Six to ten lessons of 40 minutes.
        kind.Dose!.Sessions!.Value.ShouldBeInRange(7, 9);
        kind.Dose.Hours.ShouldBe(kind.Dose.Sessions!.Value * 40 / 60, 0.3);
        kind.Dose.Logged.ShouldBe(1);
        // Three courses each, of which nearly all were matched; matched students got about as much as all.
        kind.PerPass!.Hours.ShouldBe(kind.Dose.Hours / (kind.Pass!.Difference * 3), 1);
        kind.ByDose.Count.ShouldBe(3);
    }

    [Fact]
    public void Too_few_students_no_estimate_and_none_of_the_level_above()
    {
        var few = Kind(EffectWorld.Large, EffectWorld.FamilyContact);
        // Twelve got it, and eighteen more would be needed: to the nearest 5.
        (few.Verdict, few.Students, few.MoreNeeded).ShouldBe((EffectVerdict.TooFew, 10, 20));
        few.Pass.ShouldBeNull();
        Sheet(EffectWorld.District).Kinds[0].Verdict.ShouldBe(EffectVerdict.More);
    }

    [Fact]
    public void A_small_school_is_hidden_and_another_with_it()
    {
        var people = made.World.People.Where(p => p.IsTutored).ToLookup(p => p.School);
        people[EffectWorld.Small].Count().ShouldBeInRange(1, 9);
        people[EffectWorld.Middling].Count().ShouldBeGreaterThan(9);
        foreach (var school in new[] { EffectWorld.Small, EffectWorld.Middling })
        {
            foreach (var sheet in made.Sheets.Where(s => s.OrgId == school).Select(s => (EffectSheet)s.Content))
            {
                var kind = sheet.Kinds.Single(k => k.KindId == EffectWorld.Tutoring);
                (kind.Verdict, kind.Students, kind.Dose).ShouldBe((EffectVerdict.Hidden, null, null));
                (kind.Flagged, kind.Reached, kind.MoreNeeded).ShouldBe((null, null, null));
                kind.ByWeek.ShouldBeEmpty();
            }
        }

        Kind(EffectWorld.District, EffectWorld.Tutoring)
            .Students.ShouldBe(SmallCounts.Round(people.Sum(p => p.Count())));
    }

    [Fact]
    public async Task Classes_of_an_organisation_itself_are_counted_and_have_no_sheet()
    {
        // The middling school stands above the small one: what it holds is both, and only the small one is small.
        FigureOrg[] orgs = [new(EffectWorld.Middling, "Middling", "/4/"), new(EffectWorld.Small, "Small", "/4/3/")];
        var sheets = await made.World.MakeAsync(new FigureOrgs(orgs, orgs));
        sheets.Select(s => s.OrgId).Distinct().ShouldBe([EffectWorld.Middling, EffectWorld.Small]);
        var tutoring = sheets
            .Where(s => s.Key == EffectSheets.AllTerms)
            .Select(s => ((EffectSheet)s.Content).Kinds.Single(k => k.KindId == EffectWorld.Tutoring).Students);
        var both = made.World.People.Count(p => p.IsTutored && p.School != EffectWorld.Large);
        tutoring.ShouldBe([SmallCounts.Round(both), null]);
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
        (cut.Absence, cut.Week, cut.Cuts, cut.Students).ShouldBe(
            (CutAbsence.None, 6, 1, SmallCounts.Round(people.Count))
        );
        cut.Pass!.Jump.ShouldBe(expected.Jump, 1e-9);
        cut.Pass.Error.ShouldBe(expected.Error, 1e-9);
        cut.Bins.ShouldAllBe(b => b.Count >= 10);
        // Nothing was drawn to jump at the cut: neither the outcome nor what was known before.
        cut.Pass.Low.ShouldBeLessThan(0.05);
        cut.Covariates.ShouldNotBeEmpty();
        // States that a later night filled in flagged nobody, and two cuts are not one.
        Sheet(EffectWorld.Small).Cut.Absence.ShouldBe(CutAbsence.NoCut);
        Sheet(EffectWorld.Middling).Cut.Absence.ShouldBe(CutAbsence.Mixed);
    }

    [Fact]
    public void There_is_a_sheet_for_every_organisation_and_term_and_none_names_a_student()
    {
        made.Sheets.Select(s => (s.OrgId, s.Key))
            .ShouldBe(
                [.. new[] { 1L, 2, 3, 4 }.SelectMany(o => new[] { (o, "all"), (o, "2026-01-12") })],
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
