using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Ml.Tests.Fairness;

public sealed class GroupCalibrationTests
{
    private readonly double[] _margins = new double[3000];
    private readonly double[] _outcomes = new double[3000];
    private readonly string[] _groups = new string[3000];
    private readonly long[] _people = new long[3000];

    public GroupCalibrationTests()
    {
        var random = new Random(4);
        for (var i = 0; i < _margins.Length; i++)
        {
            _groups[i] =
                i % 50 == 0 ? "few"
                : i % 2 == 0 ? "a"
                : "b";
            _people[i] = i;
            _margins[i] = (4 * random.NextDouble()) - 3;
            // The same margin means more in one group than in the other.
            var logit = _margins[i] + (_groups[i] == "a" ? 1.0 : -1.0);
            _outcomes[i] = random.NextDouble() < 1 / (1 + Math.Exp(-logit)) ? 1 : 0;
        }
    }

    private GroupCalibration Fitted() =>
        GroupCalibration.Fit(_margins, _outcomes, _groups, _people, 40, 1, TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("a", 1.0)]
    [InlineData("b", -1.0)]
    public void Each_group_is_shown_what_holds_for_it(string group, double shift)
    {
        var fitted = Fitted();
        foreach (var margin in (double[])[-2, -1, 0])
        {
            fitted.Map(margin, group).ShouldBe(1 / (1 + Math.Exp(-margin - shift)), 0.08);
        }
    }

    [Fact]
    public void Mean_and_share_agree_in_every_group_where_one_calibrator_for_all_is_off()
    {
        var fitted = Fitted();
        foreach (var group in (string[])["a", "b"])
        {
            int[] rows = [.. Enumerable.Range(0, _margins.Length).Where(i => _groups[i] == group)];
            var share = rows.Average(i => _outcomes[i]);
            rows.Average(i => fitted.Map(_margins[i], group)).ShouldBe(share, 0.01);
            Math.Abs(rows.Average(i => fitted.Map(_margins[i], "")) - share).ShouldBeGreaterThan(0.1);
        }
    }

    [Fact]
    public void A_group_with_too_few_rows_shares_the_common_calibrator()
    {
        var fitted = Fitted();
        fitted.Groups.Order().ShouldBe(["a", "b"]);
        fitted.Map(-0.5, "few").ShouldBe(fitted.Map(-0.5, ""));
    }
}
