using System.Globalization;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Environs;

namespace EarlyWarning.Web.Tests.Figures.Environs;

/// <summary>What a reader of a district and its schools can subtract, by brute force.</summary>
public sealed class MeasureTablesTests
{
    private const long District = 1;
    private const string Way = $"{EnvironmentSheets.Attribute}1";

    [Fact]
    public void What_a_group_of_a_district_has_beyond_its_shown_schools_is_ten_of_either_kind()
    {
        // All of route 0 passed at two schools, 26 students: with the district's and the third school's shares that would be told.
        var shown = Check([(0, 12, 0), (1, 40, 20), (0, 14, 0), (1, 40, 20), (0, 40, 20), (1, 40, 20)]);

        shown.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Nothing_hidden_is_left_over_whatever_the_schools()
    {
        var random = new Random(5);
        var shown = 0;
        for (var trial = 0; trial < 300; trial++)
        {
            var schools = random.Next(2, 6);
            shown += Check([
                .. Enumerable
                    .Range(0, 3 * schools)
                    .Select(i =>
                    {
                        var students = random.Next(4) == 0 ? 0 : random.Next(5, 60);
                        return (i % 3, students, random.Next(3) * students / 4);
                    }),
            ]);
        }

        shown.ShouldBeGreaterThan(300, "or there is nothing to check");
    }

    [Fact]
    public void A_term_is_open_where_nothing_is_known_or_most_classes_run_and_little_is()
    {
        var end = new DateOnly(2026, 5, 25);
        var over = Class(2, 1, end.DayNumber + 1);
        var running = Class(3, 2, end.DayNumber + 30);
        var term = new TermPlaces(
            "Term",
            end.AddDays(-84),
            true,
            end,
            new Dictionary<long, Place[]>
            {
                // Two who left early, at a school whose classes run; a large one that is waited for; a small one that has sent.
                [2] = [NewPlace(1, over, true), NewPlace(2, over, false)],
                [3] = [.. Enumerable.Range(3, 50).Select(s => NewPlace(s, running, null))],
                [4] = [.. Enumerable.Range(60, 50).Select(s => NewPlace(s, over, null))],
            }
        );

        (term.IsOpen(new HashSet<long> { 2 }), term.IsOver(new HashSet<long> { 2 })).ShouldBe((false, true));
        (term.IsOpen(new HashSet<long> { 3 }), term.IsOver(new HashSet<long> { 3 })).ShouldBe((true, false));
        (term.IsOpen(new HashSet<long> { 4 }), term.IsOver(new HashSet<long> { 4 })).ShouldBe((true, true));
        term.IsOpen(new HashSet<long> { 2, 3 }).ShouldBeTrue("most of it runs");
        term.IsOpen(new HashSet<long> { 2, 4 }).ShouldBeFalse("it is over: who has sent is not held up");
    }

    // Cells are those of a school's groups, a school after the other; each has so many students, of whom so many did not pass.
    private static int Check((int Group, int Students, int NotPassed)[] cells)
    {
        var width = cells.Max(c => c.Group) + 1;
        var schools = Enumerable.Range(0, cells.Length / width).Select(i => (long)i + 2).ToList();
        var places = new Dictionary<long, Place[]>();
        var groupOf = new Dictionary<long, int>();
        var student = 0L;
        foreach (var (i, school) in schools.Index())
        {
            var at = Class(school, school, 739_140);
            places[school] =
            [
                .. cells[(i * width)..((i + 1) * width)]
                    .SelectMany(c =>
                        Enumerable
                            .Range(0, c.Students)
                            .Select(n =>
                            {
                                groupOf[++student] = c.Group;
                                return NewPlace(student, at, n < c.NotPassed);
                            })
                    ),
            ];
        }

        List<FigureOrg> below = [.. schools.Select(s => new FigureOrg(s, $"School {s}", $"/1/{s}/"))];
        PlaceCut[] cuts =
        [
            new(EnvironmentSheets.School, null, p => new("", null, p.Class.Book.OrgId), _ => (0, "")),
            new(EnvironmentSheets.Class, null, p => new("", "", p.Class.Book.Id), _ => (0, "")),
            new(Way, "Way", p => new(Name(groupOf[p.StudentId]), null, 0), g => (0, g.Name)),
        ];
        var groups = places.ToDictionary(
            p => p.Key,
            p => cuts.Select(c => Array.ConvertAll(p.Value, x => c.Of(x))).ToArray()
        );
        var of = MeasureTables
            .Make(
                places,
                groups,
                cuts,
                new FigureOrgs([new FigureOrg(District, "District", "/1/"), .. below], below),
                true,
                CancellationToken.None
            )
            .Of;

        bool ShowsGroup(long org, int group) =>
            of.TryGetValue(org, out var measure)
            // A group that is all there is, is the total.
            && (
                measure.Cuts.SingleOrDefault(c => c.By == Way) is not { } cut
                || cut.Groups.Single(g => g.Name == Name(group)).Students is not null
            );

        List<Place> Members(long org, int? group) =>
            [
                .. places
                    .Where(p => org == District || p.Key == org)
                    .SelectMany(p => p.Value)
                    .Where(p => group is null || groupOf[p.StudentId] == group),
            ];

        var shown = 0;
        foreach (var org in of.Keys)
        {
            IsEnough([Members(org, null)]);
            var own = Enumerable.Range(0, width).Where(g => Members(org, g).Count > 0).ToList();
            IsLeft([.. own.Where(g => !ShowsGroup(org, g)).Select(g => Members(org, g))]);
            foreach (var group in own.Where(g => ShowsGroup(org, g)))
            {
                IsEnough([Members(org, group)]);
                shown++;
            }
        }

        if (of.ContainsKey(District))
        {
            IsLeft([.. schools.Where(s => places[s].Length > 0 && !of.ContainsKey(s)).Select(s => Members(s, null))]);
            foreach (var group in Enumerable.Range(0, width).Where(g => Members(District, g).Count > 0))
            {
                if (ShowsGroup(District, group))
                {
                    var hidden = schools.Where(s => Members(s, group).Count > 0 && !ShowsGroup(s, group));
                    IsLeft([.. hidden.Select(s => Members(s, group))]);
                }
            }
        }

        return shown;
    }

    private static void IsLeft(List<List<Place>> hidden)
    {
        if (hidden.Count > 0)
        {
            hidden.Count.ShouldBeGreaterThan(1);
            IsEnough(hidden);
        }
    }

    private static void IsEnough(List<List<Place>> of)
    {
        of.Sum(o => o.Count(p => p.NotPassed == true)).ShouldBeGreaterThanOrEqualTo(10);
        of.Sum(o => o.Count(p => p.NotPassed == false)).ShouldBeGreaterThanOrEqualTo(10);
    }

    private static string Name(int group) => group.ToString(CultureInfo.InvariantCulture);

    private static Place NewPlace(long student, ClassPlace at, bool? notPassed) =>
        new(student, student, at, notPassed, null, 0);

    private static ClassPlace Class(long school, long id, int end) =>
        new(
            new ClassBook
            {
                Id = id,
                OrgId = school,
                CourseId = 1,
                SessionId = 1,
                Start = end - 84,
                End = end,
            },
            "Class",
            "Course",
            "",
            0
        );
}
