using EarlyWarning.Web.Features.Insights;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Tests.Figures.Insights;

namespace EarlyWarning.Web.Tests.Features.Insights;

public sealed class CohortBookTests
{
    [Fact]
    public void Cohorts_called_apart_differ_by_enough_students_counted_one_by_one()
    {
        var random = new Random(11);
        var (apart, alike) = (0, 0);
        for (var seed = 0; seed < 4; seed++)
        {
            var facts = CohortWorld.Shaped(seed);
            var book = CohortWorld.Book(facts);
            var shown = CohortWorld.AllFilters(facts).Where(f => book.Figures(f) is not null).ToList();
            for (var i = 0; i < 400; i++)
            {
                var (a, b) = (shown[random.Next(shown.Count)], shown[random.Next(shown.Count)]);
                if (!book.AreApart(a, b, CohortSheets.Least))
                {
                    alike++;
                    continue;
                }

                apart++;
                facts
                    .Facts.Where(f => CohortWorld.Holds(facts, a, f) != CohortWorld.Holds(facts, b, f))
                    .Select(f => f.Student)
                    .Distinct()
                    .Count()
                    .ShouldBeGreaterThanOrEqualTo(CohortSheets.Least, $"{a} and {b}");
            }
        }

        apart.ShouldBeGreaterThan(1000);
        alike.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Subtracting_a_cohort_from_a_larger_one_never_leaves_a_few()
    {
        for (var seed = 0; seed < 4; seed++)
        {
            var facts = CohortWorld.Shaped(seed);
            var book = CohortWorld.Book(facts);
            var shown = CohortWorld.AllFilters(facts).Where(f => book.Figures(f) is not null).ToList();
            foreach (var part in shown.Where((_, i) => i % 5 == 0))
            {
                foreach (var whole in Wider(part).Where(w => book.Figures(w) is not null))
                {
                    var left = facts
                        .Facts.Where(f => CohortWorld.Holds(facts, whole, f) && !CohortWorld.Holds(facts, part, f))
                        .Select(f => f.Student)
                        .Distinct()
                        .Count();
                    (left == 0 || left >= CohortSheets.Least).ShouldBeTrue($"{left} left of {whole} without {part}");
                }
            }
        }
    }

    [Fact]
    public void A_filter_comes_back_from_an_address_whatever_a_subject_is_called()
    {
        foreach (var subject in new[] { null, "", "*", "A|B", "Maths & more", "a%7Cb" }.Where(s => s != "*"))
        {
            var filter = new CohortFilter(3, new DateOnly(2026, 1, 2), "", subject, CohortState.Flagged);

            CohortFilter.Parse(filter.ToText()).ShouldBe(filter);
            CohortFilter.FromJson(filter.ToJson()).ShouldBe(filter);
        }

        CohortFilter.Parse("1|*|*|*").ShouldBeNull();
        CohortFilter.Parse("1|yesterday|*|*|All").ShouldBeNull();
        CohortFilter.Parse("1|*|*|*|9").ShouldBeNull();
        CohortFilter.FromJson("{").ShouldBeNull();
    }

    private static IEnumerable<CohortFilter> Wider(CohortFilter part) =>
        from org in new[] { part.OrgId, CohortWorld.District }
        from term in new[] { part.Term, null }
        from grade in new[] { part.Grade, null }
        from subject in new[] { part.Subject, null }
        from state in new[] { part.State, CohortState.All }
        select new CohortFilter(org, term, grade, subject, state);
}
