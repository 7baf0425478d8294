using EarlyWarning.Web.Features.Insights;
using EarlyWarning.Web.Figures.Insights;

namespace EarlyWarning.Web.Tests.Figures.Insights;

public sealed class CohortCubeTests
{
    [Fact]
    public void Every_cell_equals_counting_its_enrollments_one_by_one()
    {
        var random = new Random(5);
        for (var seed = 0; seed < 4; seed++)
        {
            var facts = CohortWorld.Shaped(seed);
            var book = CohortWorld.Book(facts);
            foreach (var filter in CohortWorld.AllFilters(facts).Where(_ => random.Next(6) == 0))
            {
                var members = facts.Facts.Where(f => CohortWorld.Holds(facts, filter, f)).ToList();
                var students = members.Select(m => m.Student).Distinct().Count();
                if (book.Figures(filter) is not { } figures)
                {
                    continue;
                }

                students.ShouldBeGreaterThanOrEqualTo(10);
                figures.Students.ShouldBe(students);
                figures.Enrollments.ShouldBe(members.Count);
                figures.Passed!.Value.ShouldBe(members.Average(m => m.Passed ? 1.0 : 0), 1e-4);
                var scored = members.Where(m => !double.IsNaN(m.Score)).ToList();
                (figures.Score is null).ShouldBe(scored.Select(m => m.Student).Distinct().Count() < 10);
                figures.Score?.Value.ShouldBe(scored.Average(m => m.Score), 1e-3);
                figures.Absent!.Value.ShouldBe(members.Average(m => m.Absent), 1e-4);
                figures.Missing.ShouldBeNull();
                figures.Passed.Low.ShouldBeLessThanOrEqualTo(figures.Passed.Value);
                figures.Passed.High.ShouldBeGreaterThanOrEqualTo(figures.Passed.Value);
            }

            book.Figures(CohortFilter.Whole(CohortWorld.District)).ShouldNotBeNull();
        }
    }

    [Fact]
    public void An_interval_counts_students_not_enrollments()
    {
        // Forty students whose ten enrollments all end alike say as much as forty enrollments.
        var facts = new List<CubeFact>();
        for (long s = 0; s < 40; s++)
        {
            for (var e = 0; e < 10; e++)
            {
                facts.Add(new CubeFact(s, CohortWorld.North, 1, 1, 1, 2, s % 4 != 0, 50, 0.1, 0.1));
            }
        }

        var passed = Whole(facts).Passed!;
        var (low, high) = EarlyWarning.Ml.Evaluation.WilsonInterval.Of(30, 40);

        passed.Value.ShouldBe(0.75, 1e-4);
        passed.Low.ShouldBe(low, 0.01);
        passed.High.ShouldBe(high, 0.01);
    }

    [Fact]
    public void A_trend_is_the_cell_of_its_term_and_hides_what_the_cells_hide()
    {
        var facts = CohortWorld.Shaped(3);
        var made = CohortsFigures.Of(CohortWorld.Orgs, facts, TestContext.Current.CancellationToken);
        var book = CohortWorld.Book(facts);
        var looked = 0;
        foreach (var org in CohortWorld.Orgs.All)
        {
            if (made.Sheets.SingleOrDefault(s => s.OrgId == org.Id && s.Key == CohortSheets.Trends) is not { } sheet)
            {
                book.Figures(CohortFilter.Whole(org.Id)).ShouldBeNull();
                continue;
            }

            looked++;
            var trends = (TrendSheet)sheet.Content;
            foreach (var line in trends.Lines.Where(l => l.Cut is TrendCut.Subject or TrendCut.Grade))
            {
                foreach (var (term, place) in facts.Terms.Select((t, i) => (t, i)))
                {
                    var filter = CohortFilter.Whole(org.Id) with
                    {
                        Term = term.Start,
                        Subject = line.Cut == TrendCut.Subject ? line.Name : null,
                        Grade = line.Cut == TrendCut.Grade ? line.Name : null,
                    };
                    line.Points.SingleOrDefault(p => p.Term == place)?.Figures.ShouldBe(book.Figures(filter));
                    (line.Points.Any(p => p.Term == place) == (book.Figures(filter) is not null)).ShouldBeTrue();
                }
            }
        }

        looked.ShouldBeGreaterThan(1);
    }

    private static CohortFigures Whole(List<CubeFact> facts) =>
        CohortCube
            .Of(CohortWorld.Orgs, CohortWorld.Values, facts, TestContext.Current.CancellationToken)
            .Layers[0]
            .Cells[0]
            .ToFigures();
}
