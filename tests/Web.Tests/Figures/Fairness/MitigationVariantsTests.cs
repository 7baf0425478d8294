using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Tests.Nightly;

namespace EarlyWarning.Web.Tests.Figures.Fairness;

/// <summary>Variants on three made terms in which one feature stands for a group that is flagged too often.</summary>
public sealed class MitigationVariantsTests
{
    private static readonly Lazy<MitigationRows> Made = new(MakeRows);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Nothing_is_judged_on_what_it_was_learned_from()
    {
        var rows = Made.Value;

        rows.IsHeldApart.ShouldBeTrue();
        rows.Week.ShouldBe(8);
        rows.Fit.TermOfRow.Distinct().ShouldBe([0]);
        rows.Held.TermOfRow.Distinct().ShouldBe([1]);
        rows.Later.TermOfRow.Distinct().ShouldBe([2]);
        rows.Held.Rows.ShouldAllBe(r => r.Week == 8);
        rows.Later.Rows.ShouldAllBe(r => r.Week == 8);
    }

    [Fact]
    public void A_sample_takes_whole_students_and_no_more_rows_than_it_may()
    {
        var few = MitigationRows.Of(
            Set(MadeTerms.Of(Goal.CourseFailure, 400, weekly: false)),
            MadeTerms.Catalogue.Features,
            300,
            1
        )!;
        few.Fit.Rows.Count.ShouldBeInRange(200, 400);
        few.Fit.Rows.GroupBy(r => r.StudentId).ShouldAllBe(s => s.Count() == 2);
        few.Later.Rows.Count.ShouldBe(400, "everybody is judged");
    }

    [Fact]
    public void One_term_alone_cannot_be_judged_on()
    {
        var set = Set(MadeTerms.Of(Goal.CourseFailure, 60, weekly: false));
        var one = set with { Rows = [.. set.Rows.Where(r => r.Class.SessionId == 1)] };
        MitigationRows.Of(one, MadeTerms.Catalogue.Features, 100, 1).ShouldBeNull();
    }

    [Fact]
    public void Every_variant_flags_as_many_people_and_scores_of_cuts_are_those_as_it_is()
    {
        var variants = new MitigationVariants(Made.Value, Trainer(), 1);
        var fitted = variants.Fit([], null, Cancel);
        var asItIs = variants.Work(MitigationKeys.AsItIs, [], fitted);
        List<MitigationWork> works =
        [
            asItIs,
            variants.WithoutProxies([0], Cancel),
            variants.Reweighed(GroupOf, Cancel),
            variants.GroupCalibrated(fitted, GroupOf, Cancel),
            .. MitigationKeys.Cuts.Select(k => variants.Cut(k, fitted, GroupOf)),
        ];

        works.Select(w => w.Flagged.Count(f => f)).Distinct().ShouldHaveSingleItem().ShouldBe(60);
        works.Where(w => MitigationKeys.Cuts.Contains(w.Kind)).ShouldAllBe(w => ReferenceEquals(w.Shown, asItIs.Shown));
        works[1].LeftOut.ShouldBe([Made.Value.Fit.Data.X.Schema.Columns[0].Name]);
    }

    [Fact]
    public void Cuts_with_equal_shares_bring_shares_nearer_on_a_term_they_were_not_learned_on()
    {
        var variants = new MitigationVariants(Made.Value, Trainer(), 1);
        var fitted = variants.Fit([], null, Cancel);
        // The group is what the score follows most: it is flagged far more often.
        var top = variants.Later.Top(fitted.Later);
        var high = variants
            .Later.Students.Zip(top)
            .Where(p => p.Second > top.Order().ElementAt(top.Length / 2))
            .Select(p => p.First)
            .ToHashSet();
        var heldTop = variants.Held.Top(fitted.Held);
        high.UnionWith(
            variants
                .Held.Students.Zip(heldTop)
                .Where(p => p.Second > heldTop.Order().ElementAt(heldTop.Length / 2))
                .Select(p => p.First)
        );
        string Half(long student) => high.Contains(student) ? "high" : "low";

        var before = Share(variants.Later, variants.Work(MitigationKeys.AsItIs, [], fitted).Flagged, Half);
        var after = Share(variants.Later, variants.Cut(MitigationKeys.EqualSelection, fitted, Half).Flagged, Half);

        before.ShouldBe(0.2, 0.001, "all places go to the higher half");
        after.ShouldBeLessThan(0.05);
    }

    [Fact]
    public void Groups_small_under_any_variant_are_hidden_in_all_and_another_with_them()
    {
        var variants = new MitigationVariants(Made.Value, Trainer(), 1);
        var fitted = variants.Fit([], null, Cancel);
        var asItIs = variants.Work(MitigationKeys.AsItIs, [], fitted);
        var people = variants.Later;
        // "c" is large, but nobody of it is flagged under the second variant.
        string[] groups =
        [
            .. people.Students.Select(s =>
                s % 3 == 0 ? "a"
                : s % 3 == 1 ? "b"
                : "c"
            ),
        ];
        bool[] moved = [.. asItIs.Flagged.Select((f, i) => f && groups[i] != "c")];
        var second = asItIs with { Kind = MitigationKeys.EqualMisses, Flagged = moved };
        MitigationGroups Of(params string[] elsewhere) =>
            new(
                people,
                groups,
                [.. people.Rows.Data.Groups!.Select(s => groups[Array.IndexOf(people.Students, s)])],
                elsewhere.ToHashSet(),
                1
            );

        Of().Hidden([asItIs])!.ShouldBeEmpty();
        var hidden = Of().Hidden([asItIs, second])!;
        hidden.ShouldContain("c");
        hidden.Count.ShouldBeGreaterThan(1, "one hidden group alone could be worked out");
        Of("b").Hidden([asItIs])!.Count.ShouldBeGreaterThan(1);

        var shown = Of("b").Of("Trait", asItIs, asItIs, Of("b").Hidden([asItIs])!, Cancel);
        var dark = shown.Groups.Where(g => g.Figures.Hidden).ToList();
        dark.ShouldAllBe(g => g.Figures.N == null && g.Figures.Rates.Count == 0 && g.Change.Count == 0);
        shown.Groups.Where(g => !g.Figures.Hidden).ShouldAllBe(g => g.Figures.N % 5 == 0);
    }

    [Fact]
    public void What_stands_for_a_group_is_found_and_left_out()
    {
        var rows = Made.Value;
        var people = new MitigationCohort(rows.Held);
        var table = rows.Held.Data.X.Select(people.FirstRows);
        var absence = table.Schema.IndexOf("absence_share");
        string[] groups =
        [
            .. Enumerable.Range(0, table.RowCount).Select(i => table.Row(i)[absence] > 0.3 ? "yes" : "no"),
        ];

        var leftOut = MitigationProxies.LeftOut(table, groups, ["yes", "no"]);
        leftOut[0].ShouldBe(absence);
        leftOut.Length.ShouldBeLessThanOrEqualTo(MitigationProxies.MostLeftOut);
        var found = MitigationProxies.Of(table, new FrameAttribute("Trait", groups), _ => true, leftOut, 1, Cancel);

        found.Select(f => f.Group).ShouldBe(["no", "yes"]);
        found[0].Auc!.Value.ShouldBeGreaterThan(0.95);
        found[0].Without!.Value.ShouldBeLessThan(found[0].Auc!.Value);
        found[0].Features[0].Name.ShouldBe("absence_share");
        MitigationProxies.Without(table, leftOut).ColumnCount.ShouldBe(table.ColumnCount - leftOut.Length);
    }

    private static string GroupOf(long student) => student % 2 == 0 ? "a" : "b";

    private static double Share(MitigationCohort people, bool[] flagged, Func<long, string> groupOf)
    {
        var shares = people
            .Students.Select((s, i) => (Group: groupOf(s), Flagged: flagged[i]))
            .GroupBy(p => p.Group)
            .Select(g => g.Average(p => p.Flagged ? 1.0 : 0))
            .ToList();
        return shares.Max() - shares.Min();
    }

    private static LogisticRegressionTrainer Trainer() =>
        new(new ElasticNetOptions { Penalty = 1e-3, Tolerance = 1e-6 });

    private static MitigationRows MakeRows() =>
        MitigationRows.Of(
            Set(MadeTerms.Of(Goal.CourseFailure, 600, weekly: false)),
            MadeTerms.Catalogue.Features,
            10_000,
            1
        )!;

    private static TrainingSet Set(Dataset made) =>
        new(
            made.Terms[^1].Start.AddDays(400),
            MadeTerms.Catalogue.Names,
            made.Terms,
            made.Rows.Select(r => r.Class.SessionId).Distinct().ToDictionary(s => s, s => (int)s - 1),
            new HashSet<long>(),
            new TournamentBudget(),
            made.Rows
        );
}
