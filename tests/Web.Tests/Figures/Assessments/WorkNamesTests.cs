using EarlyWarning.Web.Features.Assessments;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Assessments;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Tests.Figures.Assessments;

/// <summary>One piece of work is the same wherever it is looked at: in a school, above it, in a term, over terms.</summary>
public sealed class WorkNamesTests
{
    private const long District = 1;
    private const int Work = 3;
    private static readonly DateOnly FirstTerm = new(2024, 9, 2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void What_stands_out_over_terms_is_found_from_the_work_of_each()
    {
        // Tests are named after their term; the third is ten points harder for every second student.
        var random = new Random(3);
        List<ClassWork> classes = [];
        foreach (var term in Enumerable.Range(0, 4))
        {
            string[] titles = [.. Enumerable.Range(1, Work).Select(i => $"Test {i} of term {term}")];
            classes.Add(
                MadeClasses.Of(
                    term + 1,
                    District,
                    term,
                    titles,
                    Enumerable
                        .Range(0, 150)
                        .Select(s =>
                        {
                            var ability = random.Next(40, 91);
                            float Mark(int less) => ability + random.Next(-8, 9) - less;
                            return (new[] { Mark(0), Mark(0), Mark(s % 2 == 0 ? 10 : 0) }, ability < 60);
                        })
                )
            );
        }

        var groups = classes
            .SelectMany(c => c.Rows)
            .ToDictionary(r => r.StudentId, r => r.StudentId % 2 == 0 ? "yes" : "no");
        var made = Made(
            new FigureOrgs([Org(District)], [Org(District)]),
            classes,
            new ProtectedGroups(
                new Dictionary<string, Dictionary<long, string>>(StringComparer.Ordinal) { ["Lunch"] = groups }
            )
        )[District];

        var bias = (BiasSheet)made[AssessmentFigures.BiasKey(1)];
        bias.Items.Select(i => (i.Title, i.Number)).ShouldBe([("", 1), ("", 2), ("", 3)]);
        bias.Items[2].Rows.ShouldContain(r => r.StandsOut && r.Points.Value < -5 == (r.Group == "yes"));
        foreach (var term in Enumerable.Range(0, 4))
        {
            var items = Sheet(made, term).Items;
            items.Select(i => i.Title).ShouldBe(Enumerable.Range(1, Work).Select(i => $"Test {i} of term {term}"));
            foreach (var (i, item) in items.Index())
            {
                AssessmentQuery.BiasOf(bias, item).ShouldBe(bias.Items[i]);
                (item.Bias is not null).ShouldBe(bias.Items[i].Rows.Any(r => r.StandsOut));
            }

            items[2].Bias.ShouldNotBeNull();
        }
    }

    [Fact]
    public void A_title_that_recurs_is_the_name_in_every_term_and_over_them()
    {
        var random = new Random(4);
        List<ClassWork> classes =
        [
            .. Enumerable
                .Range(1, 4)
                .Select(c =>
                    MadeClasses.Of(c, District, c % 2, ["A", "B", "C"], MadeClasses.Students(12, Work, random))
                ),
        ];
        var names = new WorkNames(classes);

        foreach (var work in classes)
        {
            names.InTerm(work).ShouldBe([new("Test", "A", 0), new("Test", "B", 0), new("Test", "C", 0)]);
            names.OverTerms(work).ShouldBe(names.InTerm(work));
        }
    }

    [Fact]
    public void What_a_term_knows_by_number_has_no_title_over_terms()
    {
        var random = new Random(5);
        ClassWork Class(long id, int term, params string[] titles) =>
            MadeClasses.Of(id, District, term, titles, MadeClasses.Students(12, titles.Length, random));

        // The second term has one class with all of the first one's titles and more, so that together they recur.
        var fuller = Class(4, 1, "A", "B", "C", "D", "E", "F");
        List<ClassWork> classes = [Class(1, 0, "A", "B"), Class(2, 0, "C", "D"), Class(3, 0, "E", "F"), fuller];
        var names = new WorkNames(classes);

        names.InTerm(classes[1]).ShouldBe([new("Test", "", 1), new("Test", "", 2)]);
        names.InTerm(fuller)[1].ShouldBe(new ItemName("Test", "B", 0));
        names.OverTerms(classes[1]).ShouldBe(names.InTerm(classes[1]));
        names.Pooled([fuller])[new ItemName("Test", "B", 0)].ShouldBe(new ItemName("Test", "", 2));
    }

    [Fact]
    public void Schools_with_titles_of_their_own_hide_what_the_district_would_tell()
    {
        var random = new Random(6);
        List<ClassWork> classes =
        [
            .. new[] { 40, 30, 9 }.Select(
                (n, s) =>
                    MadeClasses.Of(
                        s + 1,
                        s + 11,
                        0,
                        [$"Fractions {s}", $"Angles {s}", $"Circles {s}"],
                        MadeClasses.Students(n, Work, random)
                    )
            ),
        ];
        var made = Made(OrgsOf(3), classes, NoGroups);

        Sheet(made[District], 0).Items.Select(i => (i.Title, i.Number)).ShouldBe([("", 1), ("", 2), ("", 3)]);
        Sheet(made[11], 0).Items.Select(i => i.Title).ShouldBe(["Fractions 0", "Angles 0", "Circles 0"]);
        // Nine cannot be shown, and the smaller of the others with them.
        made[12].ShouldNotContainKey(Key(0));
        made[13].ShouldNotContainKey(Key(0));
    }

    [Fact]
    public void Of_any_schools_none_is_left_over_or_enough_are()
    {
        var random = new Random(7);
        var (left, showed) = (0, 0);
        for (var trial = 0; trial < 200; trial++)
        {
            // Of two with titles of their own, nothing is a sum.
            var schools = random.Next(3, 6);
            var own = random.Next(2) == 0;
            List<ClassWork> classes =
            [
                .. Enumerable
                    .Range(0, schools)
                    .Select(s =>
                        MadeClasses.Of(
                            s + 1,
                            s + 11,
                            0,
                            own
                                ? [$"Fractions {s}", $"Angles {s}", $"Circles {s}"]
                                : ["Fractions", "Angles", "Circles"],
                            MadeClasses.Students(random.Next(1, 25), Work, random)
                        )
                    ),
            ];
            var made = Made(OrgsOf(schools), classes, NoGroups);
            if (!made[District].ContainsKey(Key(0)))
            {
                continue;
            }

            var dark = classes.Where(c => !made[c.Book.OrgId].ContainsKey(Key(0))).ToList();
            (dark.Count == 0 || (dark.Count > 1 && dark.Sum(c => c.Rows.Count) >= 10)).ShouldBeTrue();
            (left, showed) = (left + dark.Count, showed + schools - dark.Count);
        }

        (left > 0 && showed > 0).ShouldBeTrue();
    }

    private static ProtectedGroups NoGroups =>
        new(new Dictionary<string, Dictionary<long, string>>(StringComparer.Ordinal));

    private static FigureOrg Org(long id) => new(id, $"Org {id}", id == District ? "/1/" : $"/1/{id}/");

    private static FigureOrgs OrgsOf(int schools)
    {
        List<FigureOrg> all = [.. Enumerable.Range(0, schools).Select(s => Org(s + 11))];
        return new FigureOrgs([Org(District), .. all], all);
    }

    private static string Key(int term) => AssessmentFigures.CourseKey(FirstTerm.AddDays(200 * term), 1);

    private static CourseSheet Sheet(Dictionary<string, object> made, int term) => (CourseSheet)made[Key(term)];

    // As the nightly run does; the last of several terms runs.
    private static Dictionary<long, Dictionary<string, object>> Made(
        FigureOrgs orgs,
        List<ClassWork> classes,
        ProtectedGroups groups
    )
    {
        var numbers = classes.Select(c => c.Term).Distinct().OrderDescending().ToList();
        var terms = numbers.ConvertAll(n => new LookedAt(
            new Term(n, $"Term {n}", FirstTerm.AddDays(200 * n)),
            n > 0 && n == numbers[0]
        ));
        var names = new WorkNames(classes);
        var hidden = new HiddenWork(orgs, classes, names);
        return orgs.All.ToDictionary(
            o => o.Id,
            o =>
                new OrgAssessments(
                    terms,
                    [.. classes.Where(c => orgs.SchoolsOf(o).Contains(c.Book.OrgId))],
                    names,
                    new BiasFigures(groups, 60),
                    60,
                    (term, course, name) => hidden.Holds(o.Id, term, course, name)
                )
                    .Make((1, 1), o.Id != District, Cancel)
                    .ToDictionary(s => s.Key, s => s.Content, StringComparer.Ordinal)
        );
    }
}
