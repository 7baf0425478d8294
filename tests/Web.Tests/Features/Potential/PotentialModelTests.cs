using EarlyWarning.Web.Features.Potential;

namespace EarlyWarning.Web.Tests.Features.Potential;

/// <summary>Who is planted far from what the earlier record foretells is found, and nobody else.</summary>
public sealed class PotentialModelTests
{
    [Fact]
    public void Those_planted_are_found_on_their_side()
    {
        var gaps = PotentialModel.Find(School(low: [7], high: [21, 22]));

        gaps.Where(g => g.Gap < 0).Select(g => g.StudentId).ShouldBe([7]);
        gaps.Where(g => g.Gap > 0).Select(g => g.StudentId).Order().ShouldBe([21, 22]);
        var low = gaps[0];
        low.Classes.ShouldBe(3);
        // 25 points were taken away; a part of that is in the class's own mean.
        low.Gap.ShouldBeInRange(-27, -21);
        (low.Now - low.Expected).ShouldBe(low.Gap, 1e-12);
    }

    [Fact]
    public void A_hard_course_counts_for_nobody()
    {
        var easy = PotentialModel.Find(School(low: [7], high: []));
        var hard = PotentialModel.Find(
            School(low: [7], high: []).Select(p => p.ClassId == 2 ? p with { Now = p.Now - 30 } : p)
        );

        hard.Select(g => g.StudentId).ShouldBe(easy.Select(g => g.StudentId));
        hard[0].Gap.ShouldBe(easy[0].Gap, 1e-9);
    }

    [Fact]
    public void The_order_of_rows_does_not_matter() =>
        PotentialModel
            .Find(School([7], [21]).Reverse())
            .Select(g => (g.StudentId, Math.Round(g.Gap, 9)))
            .ShouldBe(PotentialModel.Find(School([7], [21])).Select(g => (g.StudentId, Math.Round(g.Gap, 9))));

    [Fact]
    public void A_school_without_surprises_names_nobody() => PotentialModel.Find(School([], [])).ShouldBeEmpty();

    [Fact]
    public void Too_little_says_nothing()
    {
        PotentialModel.Find([]).ShouldBeEmpty();
        PotentialModel.Find(School([7], []).Where(p => p.StudentId < 8)).ShouldBeEmpty("classes of seven");
        PotentialModel
            .Find(Enumerable.Range(0, 40).Select(i => new RecordPair(i, 1, 70, 50 + i)))
            .ShouldBeEmpty("everybody has the same earlier record");
    }

    // Sixty students in three classes each; marks follow the earlier record with a scatter of four points.
    private static IEnumerable<RecordPair> School(long[] low, long[] high)
    {
        var random = new Random(3);
        var pairs = new List<RecordPair>();
        for (var student = 1; student <= 60; student++)
        {
            var prior = 45 + (student % 20 * 2.5);
            var surprise =
                low.Contains(student) ? -25
                : high.Contains(student) ? 25
                : 0;
            for (var @class = 1; @class <= 3; @class++)
            {
                var noise = (random.NextDouble() + random.NextDouble() - 1) * 6;
                pairs.Add(new RecordPair(student, @class, prior, 20 + (0.6 * prior) + (5 * @class) + noise + surprise));
            }
        }

        return pairs;
    }
}
