using System.Text.RegularExpressions;
using Bunit;
using EarlyWarning.Web.Features.Fairness;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Tests.Components;
using static EarlyWarning.Web.Tests.Features.Fairness.MadeSheets;

namespace EarlyWarning.Web.Tests.Features.Fairness;

public sealed partial class FairnessComponentTests : ComponentTest
{
    private static FairnessShown Shown(string attribute, string rate = FairnessKeys.FalsePositiveRate)
    {
        var sheet = Sheet(Champion, Later, 6, 75);
        var index = Index("new", "before", FairnessKeys.Rules);
        var versions = index.Models.Select(m => new FairnessVersion(m, null)).ToList();
        return new FairnessShown(
            versions,
            versions[0],
            false,
            versions[0].Figures.Terms[1],
            6,
            index.Attributes,
            attribute,
            FairnessRate.Of(rate),
            sheet.Cuts,
            sheet.Cuts[0],
            FairnessVerdict.Of(sheet.Cuts[0]),
            TimeZoneInfo.Utc
        );
    }

    [Fact]
    public void A_hidden_group_has_its_name_and_no_number_but_the_ten()
    {
        var table = Render<PeopleTable>(p => p.Add(t => t.Shown, Shown("Language")));

        var hidden = table.FindAll("tr.hidden-group");
        hidden.Count.ShouldBe(2);
        hidden[0].QuerySelector("th")!.TextContent.ShouldBe("Igbo");
        hidden[1].QuerySelector("th")!.TextContent.ShouldBe("not known");
        foreach (var row in hidden)
        {
            Number().Matches(row.TextContent).Select(m => m.Value).ShouldBe(["10"]);
            row.TextContent.ShouldEndWith("hidden: fewer than 10, here or in a group beside it");
            // Nothing hides in attributes either.
            row.OuterHtml.ShouldNotContain("data-");
            row.OuterHtml.ShouldNotContain("title=");
        }

        var shown = table.FindAll("tbody tr:not(.hidden-group)").Select(r => r.TextContent).ToList();
        shown.Count.ShouldBe(2);
        shown[1].ShouldContain("Of 80 flagged, 50 needed support.");
        shown[1].ShouldContain("Of 170 who needed it, 120 were not flagged.");
        shown[1].ShouldContain("cannot tell");
    }

    [Fact]
    public void Every_table_and_every_chart_has_the_name_of_a_hidden_group_and_nothing_else()
    {
        var shown = Shown("Language");
        var tables = new[]
        {
            GroupTables.People(shown.Groups, shown.Cut.Overall, shown.Verdict),
            GroupTables.Rates(shown.Groups, shown.Cut.Overall),
            GroupTables.ToRest(shown.Groups, shown.Rate, shown.Verdict),
            GroupTables.Places(shown with { Cut = shown.Cuts[1] }, shown.Cuts[0]),
            GroupTables.BesideRules(shown.Groups, shown.Groups, shown.Cut.Overall, shown.Cut.Overall),
        };

        foreach (var table in tables)
        {
            table.Rows.ShouldAllBe(r => r.Count == table.Columns.Count);
            var igbo = table.Rows.Single(r => r[0] == "Igbo");
            igbo[1].ShouldBe("hidden: fewer than 10, here or in a group beside it");
            igbo.Skip(2).ShouldAllBe(c => c.Length == 0);
        }

        FairnessCharts
            .Dots(shown)
            .Table.Rows.Single(r => r[0] == "Igbo")[1]
            .ShouldBe("hidden: fewer than 10, here or in a group beside it");
        FairnessCharts.Dots(shown).Dots.Single(d => d.Label == "Igbo").Value.ShouldBeNull();
        FairnessCharts.ByCut(shown, FairnessKeys.SelectionRate)!.Table.Rows.ShouldNotContain(r => r[1] == "Igbo");
        FairnessCharts.Trend(shown)!.Table.Rows.ShouldNotContain(r => r[1] == "Igbo");
        FairnessCharts.HiddenInTrend(shown).ShouldBe(2);
    }

    [Fact]
    public void Rules_hide_a_group_that_they_made_too_small_beside_a_model_that_shows_it()
    {
        var shown = Shown("Sex");

        var table = GroupTables.BesideRules(
            shown.Groups,
            [Hidden("Sex", "F"), shown.Groups[1]],
            shown.Cut.Overall,
            shown.Cut.Overall
        );

        var girls = table.Rows.Single(r => r[0] == "F");
        girls[1].ShouldStartWith("15 % (");
        girls[2].ShouldBe("hidden: fewer than 10, here or in a group beside it");
        table.Rows.Single(r => r[0] == "M")[2].ShouldStartWith("10 % (");
    }

    [Fact]
    public void The_lines_over_the_cuts_go_through_the_stored_figures_and_mark_the_one_shown()
    {
        var shown = Shown("Sex") with { Cut = Sheet(Champion, Later, 6, 75).Cuts[1] };

        var chart = FairnessCharts.ByCut(shown, FairnessKeys.SelectionRate)!;

        chart.Mark.ShouldBe(0.2);
        chart.Lines.Select(l => l.Name).ShouldBe(["F", "M", "Everybody"]);
        // Boys: 50 and 100 of 500; girls: 75 of 500 at both.
        chart.Lines[1].Points.Select(p => (p.X, p.Y)).ShouldBe([(0.1, 0.1), (0.2, 0.2)]);
        chart.Lines[0].Points.Select(p => p.Y).ShouldBe([0.15, 0.15]);
        chart.Table.Rows.Count.ShouldBe(6);
        chart.Table.Rows[1].ShouldBe(["10 % (about 100)", "M", "10 % (8 to 13)"]);
        FairnessCharts
            .ByCut(shown with { Cuts = [shown.Cut] }, FairnessKeys.SelectionRate)
            .ShouldBeNull("rules have no grid");
    }

    [Fact]
    public void A_moved_cut_says_what_changed_in_people()
    {
        var shown = Shown("Sex");
        shown = shown with { Cut = shown.Cuts[1] };

        var boys = GroupTables.Places(shown, shown.Cuts[0]).Rows.Single(r => r[0] == "M");

        // 50 flagged of whom 30 needed it, against 100 with the same 30: fifty more false alarms, as many missed.
        boys[1].ShouldBe("100");
        boys[4].ShouldBe("70");
        boys.TakeLast(3).ShouldBe(["+50", "+50", "0"]);
    }

    [Fact]
    public void The_trend_goes_from_the_oldest_version_to_the_newest_with_intervals()
    {
        var trend = FairnessCharts.Trend(Shown("Sex"))!;

        trend.HasIntervals.ShouldBeTrue();
        trend.Lines.Select(l => l.Name).ShouldBe(["F", "M"]);
        trend.Lines[0].Points.Select(p => p.XWords).ShouldBe(["19 Nov 2026, 02:14", "20 Nov 2026, 02:14"]);
        trend.Lines[0].Points.ShouldAllBe(p => p.Low < p.Y && p.Y < p.High);
        trend.Mark.ShouldBe(1, "the newest is shown");
        FairnessCharts
            .Trend(Shown("Sex") with { Versions = [Shown("Sex").Versions[0]] })
            .ShouldBeNull("one version makes no line");

        // A group that only one version shows has a point, and no line.
        var shown = Shown("Sex");
        var bare = shown.Versions[1].Figures with { Trend = [Hidden("Sex", "F"), Hidden("Sex", "M")] };
        FairnessCharts
            .Trend(shown with { Versions = [shown.Versions[0], shown.Versions[1] with { Figures = bare }] })
            .ShouldBeNull();
    }

    [Fact]
    public void A_verdict_says_how_many_it_could_not_compare()
    {
        var shown = Shown("Sex");

        var list = Render<SureList>(p => p.Add(s => s.Verdict, shown.Verdict).Add(s => s.AddressOf, a => $"x?{a}"));

        list.Markup.ShouldContain("2 comparisons were made");
        list.Markup.ShouldContain("3 groups are hidden or have too few others");
    }

    [GeneratedRegex(@"\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
