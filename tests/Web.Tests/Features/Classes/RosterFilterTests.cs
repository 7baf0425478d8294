using EarlyWarning.Web.Features.Classes;

namespace EarlyWarning.Web.Tests.Features.Classes;

public sealed class RosterFilterTests
{
    [Fact]
    public void Every_filter_survives_the_way_through_the_address()
    {
        foreach (var show in Enum.GetValues<RosterShow>())
        foreach (var sort in Enum.GetValues<RosterSort>())
        foreach (var search in (string?[])[null, "O'Neil & Söhne", "50 %"])
        foreach (var page in (int[])[1, 7])
        {
            var filter = new RosterFilter(show, search, sort, page);
            var read = System.Web.HttpUtility.ParseQueryString(filter.ToQuery());
            int? number = read["page"] is { } text
                ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
                : null;

            RosterFilter.Parse(read["show"], read["q"], read["sort"], number).ShouldBe(filter);
        }
    }

    [Fact]
    public void The_default_leaves_the_address_bare() => new RosterFilter().ToQuery().ShouldBe("");

    [Theory]
    [InlineData("needs-support", RosterShow.NeedsSupport)]
    [InlineData("nonsense", RosterShow.All)]
    [InlineData("2", RosterShow.All)]
    public void What_cannot_be_read_counts_as_not_given(string text, RosterShow expected) =>
        RosterFilter.Parse(text, "  ", "nonsense", -3).ShouldBe(new RosterFilter(expected));
}
