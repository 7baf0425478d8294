using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Domain.Tests.Snapshots;

public sealed class RunningTotalsTests
{
    [Fact]
    public void Tells_what_adding_up_everything_known_by_the_day_tells()
    {
        var random = new Random(3);
        for (var round = 0; round < 100; round++)
        {
            var changes = Enumerable
                .Range(0, random.Next(30))
                .Select(_ => (Day: random.Next(20), Amount: random.Next(-50, 50), Count: random.Next(2) == 0 ? 1 : -1))
                .ToList();
            var totals = new RunningTotals();
            changes.ForEach(c => totals.Add(c.Day, c.Amount, c.Count));
            for (var day = -1; day <= 21; day++)
            {
                var known = changes.Where(c => c.Day <= day).ToList();
                totals.AsOf(day).ShouldBe((known.Sum(c => c.Amount * c.Count), known.Sum(c => c.Count)));
            }
        }
    }

    [Fact]
    public void Has_no_mean_before_anything_is_known()
    {
        var totals = new RunningTotals();
        totals.Add(10, 4);
        double.IsNaN(totals.MeanAsOf(9)).ShouldBeTrue();
        totals.MeanAsOf(10).ShouldBe(4);
    }
}
