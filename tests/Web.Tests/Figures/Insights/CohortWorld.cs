using EarlyWarning.Web.Features.Insights;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Insights;

namespace EarlyWarning.Web.Tests.Figures.Insights;

/// <summary>Made-up enrollments of a district with two schools, one of which has a school below it beside its own classes.</summary>
internal static class CohortWorld
{
    public const long District = 1;
    public const long North = 2;
    public const long South = 3;
    public const long Annex = 4;

    public static FigureOrgs Orgs { get; } =
        new(
            [
                new FigureOrg(District, "District", "/1/"),
                new FigureOrg(North, "North", "/1/2/"),
                new FigureOrg(South, "South", "/1/3/"),
                new FigureOrg(Annex, "Annex", "/1/3/4/"),
            ],
            [
                new FigureOrg(North, "North", "/1/2/"),
                new FigureOrg(South, "South", "/1/3/"),
                new FigureOrg(Annex, "Annex", "/1/3/4/"),
            ]
        );

    public static IReadOnlyList<int> Values { get; } = [3, 3, 4, 3];

    /// <summary>Enrollments; a seed makes crowded or thin schools.</summary>
    public static List<CubeFact> Facts(int seed)
    {
        var random = new Random(seed);
        var facts = new List<CubeFact>();
        var students = random.Next(60, 400);
        for (long s = 1; s <= students; s++)
        {
            var org = random.NextDouble() switch
            {
                < 0.55 => North,
                < 0.9 => South,
                _ => Annex,
            };
            var grade = 1 + Math.Min(2, (int)(3.4 * random.NextDouble() * random.NextDouble()));
            for (var term = 1; term <= 3; term++)
            {
                var state =
                    random.NextDouble() < 0.1 ? 3
                    : random.NextDouble() < 0.1 ? 1
                    : 2;
                foreach (var subject in Enumerable.Range(1, 4).Where(c => random.NextDouble() < 1.1 / c))
                {
                    facts.Add(
                        new CubeFact(
                            s,
                            org,
                            term,
                            grade,
                            subject,
                            state,
                            random.NextDouble() < (state == 3 ? 0.4 : 0.9),
                            random.NextDouble() < 0.1 ? double.NaN : 100 * random.NextDouble(),
                            random.NextDouble() / 5,
                            double.NaN
                        )
                    );
                }
            }
        }

        return facts;
    }

    public static CohortFacts Shaped(int seed) =>
        new(
            [.. Enumerable.Range(1, 3).Select(Term)],
            ["9", "10", "11"],
            ["Maths", "English", "Arts", "Latin"],
            CohortBasis.Model,
            Facts(seed)
        );

    public static CohortTerm Term(int number) => new($"Term {number}", new DateOnly(2025, number, 1));

    /// <summary>Any filter, by its place among all.</summary>
    public static IEnumerable<CohortFilter> AllFilters(CohortFacts facts) =>
        from org in Orgs.All
        from term in facts.Terms.Select(t => (DateOnly?)t.Start).Prepend(null)
        from grade in facts.Grades.Prepend(null)
        from subject in facts.Subjects.Prepend(null)
        from state in Enum.GetValues<CohortState>()
        select new CohortFilter(org.Id, term, grade, subject, state);

    /// <summary>The enrollments of a filter, one by one.</summary>
    public static bool Holds(CohortFacts facts, CohortFilter filter, CubeFact fact) =>
        Orgs.All.Single(o => o.Id == filter.OrgId).Holds(Orgs.All.Single(o => o.Id == fact.OrgId))
        && (filter.Term is null || facts.Terms[fact.Term - 1].Start == filter.Term)
        && (filter.Grade is null || facts.Grades[fact.Grade - 1] == filter.Grade)
        && (filter.Subject is null || facts.Subjects[fact.Subject - 1] == filter.Subject)
        && (filter.State == CohortState.All || fact.State == (int)filter.State);

    /// <summary>The book of the sheets that the maker makes.</summary>
    public static CohortBook Book(CohortFacts facts)
    {
        var made = CohortsFigures.Of(Orgs, facts, CancellationToken.None).Sheets;
        return new CohortBook(
            (CohortIndex)made.First(s => s.Key == CohortSheets.Index).Content,
            Orgs.All.ToDictionary(o => o.Id, o => o.Path),
            made.Where(s => s.Content is CohortCells).Select(s => (s.OrgId, s.Key, (CohortCells)s.Content))
        );
    }
}
