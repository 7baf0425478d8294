using Bunit;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Shared.Components;

namespace EarlyWarning.Web.Tests.Components;

public sealed class SharedComponentTests : ComponentTest
{
    [Theory]
    [InlineData(RiskState.NeedsSupport, "Needs support", "support")]
    [InlineData(RiskState.Watch, "Watch", "watch")]
    [InlineData(RiskState.OnTrack, "On track", "track")]
    [InlineData(RiskState.NotEnoughData, "Not enough data", "unknown")]
    public void A_state_is_a_word_a_colour_and_a_shape_never_a_colour_alone(RiskState state, string word, string kind)
    {
        var badge = Render<StateBadge>(p => p.Add(b => b.State, state)).Find("span.state");

        badge.TextContent.ShouldBe(word);
        badge.ClassList.ShouldContain(kind);
        badge.ClassList.ShouldNotContain("unsure");
        badge.QuerySelector("svg path")!.GetAttribute("d").ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void Four_states_have_four_shapes()
    {
        var shapes = Enum.GetValues<RiskState>()
            .Select(s => Render<StateBadge>(p => p.Add(b => b.State, s)).Find("svg").InnerHtml);

        shapes.Distinct().Count().ShouldBe(Enum.GetValues<RiskState>().Length);
    }

    [Fact]
    public void A_state_that_may_change_says_so_in_words_too()
    {
        var badge = Render<StateBadge>(p => p.Add(b => b.State, RiskState.Watch).Add(b => b.MayChange, true));

        badge.Find("span.state").TextContent.ShouldBe("Watch · may change");
        badge.Find("span.state").ClassList.ShouldContain("unsure");
    }

    [Theory]
    [InlineData(1, 45, "1 to 20 of 45", null, "/x?page=2")]
    [InlineData(2, 45, "21 to 40 of 45", "/x?page=1", "/x?page=3")]
    [InlineData(3, 45, "41 to 45 of 45", "/x?page=2", null)]
    [InlineData(1, 20, "1 to 20 of 20", null, null)]
    public void A_pager_leads_where_there_is_something(int page, int total, string words, string? before, string? after)
    {
        var pager = Render<Pager>(p =>
            p.Add(b => b.Page, page)
                .Add(b => b.PageSize, 20)
                .Add(b => b.Total, total)
                .Add(b => b.PathOf, n => $"/x?page={n}")
        );

        pager.Find("nav > span").TextContent.ShouldBe(words);
        pager.FindAll("[rel=prev]").Select(a => a.GetAttribute("href")).SingleOrDefault().ShouldBe(before);
        pager.FindAll("[rel=next]").Select(a => a.GetAttribute("href")).SingleOrDefault().ShouldBe(after);
    }

    [Fact]
    public void A_pager_of_nothing_is_not_there() =>
        Render<Pager>(p =>
            p.Add(b => b.Page, 1).Add(b => b.PageSize, 20).Add(b => b.Total, 0).Add(b => b.PathOf, n => $"/x?page={n}")
        )
            .Markup.Trim()
            .ShouldBeEmpty();

    [Fact]
    public void A_sparkline_leaves_a_gap_where_nothing_is_known_and_marks_the_last_value()
    {
        var line = Render<SparkLine>(p =>
            p.Add(s => s.Values, [100, null, 50, 0, null])
                .Add(s => s.Label, "Attendance")
                .Add(s => s.Width, 40)
                .Add(s => s.Height, 26)
        );

        // Two strokes: what comes after the gap begins anew. 100 % lies at the top margin of 3, 0 % at 23.
        line.Find("path").GetAttribute("d").ShouldBe("M0 3M20 13L30 23");
        line.Find("circle").GetAttribute("cx").ShouldBe("30");
        line.Find("svg").GetAttribute("aria-label").ShouldBe("Attendance");
    }

    [Fact]
    public void The_language_decides_where_the_parts_of_a_phrase_stand()
    {
        var phrase = Render<Phrase>(p =>
            p.Add(s => s.Text, "{1}: {0}.")
                .Add(s => s.A, b => b.AddMarkupContent(0, "<b>Ada</b>"))
                .Add(s => s.B, b => b.AddContent(0, "<Reads>"))
        );

        phrase.Markup.ShouldBe("&lt;Reads&gt;: <b>Ada</b>.");
    }
}
