using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Tests.Figures.Insights;

public sealed class WarningWeeksTests
{
    private static readonly short[] Horizons = [2, 4, 8];

    private static readonly FigureOrg District = new(1, "District", "/1/");
    private static readonly FigureOrg North = new(2, "North", "/1/2/");
    private static readonly FigureOrg South = new(3, "South", "/1/3/");
    private static readonly FigureOrg East = new(4, "East", "/1/4/");

    [Fact]
    public void Weeks_are_those_of_counting_student_by_student()
    {
        var rows = Rows(2, 300, 1).Concat(Rows(3, 200, 2)).ToList();

        var people = WarningWeeks.People(rows, _ => 18);
        var side = WarningWeeks.Side(people, p => p.ByModel, _ => true);
        var rules = WarningWeeks.Side(people, p => p.ByRules, _ => true);

        var students = rows.Select(r => (r.OrgId, r.StudentId)).Distinct().ToList();
        people.Count.ShouldBe(students.Count);
        var needed = students.Where(s => rows.Any(r => Is(r, s) && r.Outcome)).ToList();
        var found = new HashSet<(long, long)>();
        var first = new Dictionary<(long, long), int>();
        foreach (var (week, i) in Horizons.Select((w, i) => (w, i)))
        {
            var flagged = FlaggedAt(rows, week);
            found.UnionWith(flagged.Where(needed.Contains));
            foreach (var one in flagged)
            {
                first.TryAdd(one, week);
            }

            var at = side.Weeks[i];
            at.Week.ShouldBe(week);
            at.Flagged.ShouldBe((int)(5 * Math.Round(flagged.Count / 5.0, MidpointRounding.AwayFromZero)));
            at.FoundSoFar!.Value.ShouldBe((double)found.Count / needed.Count, 1e-4);
            var there = needed.Count(n => rows.Any(r => Is(r, n) && r.Week == week));
            at.Found!.Value.ShouldBe((double)flagged.Count(needed.Contains) / there, 1e-4);
            at.Right!.Value.ShouldBe((double)flagged.Count(needed.Contains) / flagged.Count, 1e-4);
            var byRules = students.Count(s =>
                needed.Contains(s) && rows.Any(r => Is(r, s) && r.Week <= week && Two(r.Rules))
            );
            rules.Weeks[i].FoundSoFar!.Value.ShouldBe((double)byRules / needed.Count, 1e-4);
            if (i < 2)
            {
                var next = FlaggedAt(rows, Horizons[i + 1]);
                var stay = flagged.Where(f => rows.Any(r => Is(r, f) && r.Week == Horizons[i + 1])).ToList();
                at.Holds!.Value.ShouldBe((double)stay.Count(next.Contains) / stay.Count, 1e-4);
            }
            else
            {
                at.Holds.ShouldBeNull();
            }
        }

        side.Never!.Value.ShouldBe((double)needed.Count(n => !first.ContainsKey(n)) / needed.Count, 1e-4);
        var leads = needed.Where(first.ContainsKey).Select(n => 18.0 - first[n]).Order().ToList();
        side.Lead!.Median.ShouldBe(leads[leads.Count / 2]);
        leads.Count(l => l >= side.Lead.Low).ShouldBeGreaterThanOrEqualTo((int)(0.75 * leads.Count));
        leads.Count(l => l >= side.Lead.High).ShouldBeGreaterThanOrEqualTo((int)(0.25 * leads.Count));
    }

    [Fact]
    public void A_school_too_small_is_hidden_and_another_with_it_so_that_it_cannot_be_worked_out()
    {
        var rows = Rows(2, 400, 1).Concat(Rows(3, 12, 2)).Concat(Rows(4, 300, 3)).ToList();
        var orgs = new FigureOrgs([District, East, North, South], [East, North, South]);

        var terms = Terms(orgs, rows);

        terms[District.Id].Needed.ShouldNotBeNull();
        terms[South.Id].ShouldBe(new WarningTerm("Autumn", new DateOnly(2026, 9, 1), true, null, null, null, null));
        new[] { North, East }.Count(s => terms[s.Id].Model is null).ShouldBe(1);
        foreach (var shown in terms.Values.Where(t => t.Model is not null))
        {
            (shown.Students % 5).ShouldBe(0);
            shown.Model!.Weeks.ShouldAllBe(w => w.Flagged == null || w.Flagged >= 10);
        }
    }

    [Fact]
    public void Few_flags_of_a_week_are_not_shown()
    {
        // 80 students have 8 places: flags of the model stay hidden, and with them everything that would tell them.
        var orgs = new FigureOrgs([North], [North]);

        var term = Terms(orgs, Rows(2, 80, 5))[North.Id];

        term.Model!.Weeks.ShouldAllBe(w => w.Flagged == null && w.FoundSoFar == null && w.Right == null);
        term.Model.Never.ShouldBeNull();
    }

    private static Dictionary<long, WarningTerm> Terms(FigureOrgs orgs, List<JudgedRow> rows)
    {
        var people = WarningWeeks
            .People(rows, _ => 18)
            .GroupBy(p => p.SchoolId)
            .ToDictionary(s => s.Key, s => s.ToList());
        var judged = new JudgedRows([("Autumn", new DateOnly(2026, 9, 1))], rows);
        return WarningFigures.Terms(orgs, judged, 0, people, CancellationToken.None);
    }

    private static bool Is(JudgedRow row, (long OrgId, long StudentId) student) =>
        (row.OrgId, row.StudentId) == student;

    private static bool Two(RuleSignals rules) =>
        Enum.GetValues<RuleSignals>().Count(r => r != RuleSignals.None && rules.HasFlag(r)) >= 2;

    // The tenth of each school by the highest margin of a student's courses, sorted anew.
    private static List<(long, long)> FlaggedAt(List<JudgedRow> rows, short week) =>
        [
            .. rows.Where(r => r.Week == week)
                .GroupBy(r => r.OrgId)
                .SelectMany(school =>
                {
                    var best = school.GroupBy(r => r.StudentId).OrderByDescending(s => s.Max(r => r.Margin)).ToList();
                    return best.Take((int)Math.Ceiling(best.Count * 0.1)).Select(s => (school.Key, s.Key));
                }),
        ];

    // Two courses each; some students leave before the last week.
    private static List<JudgedRow> Rows(long school, int students, int seed)
    {
        var random = new Random(seed);
        var rows = new List<JudgedRow>();
        for (var student = 1; student <= students; student++)
        {
            var risk = random.NextDouble();
            var last = random.NextDouble() < 0.1 ? 4 : 8;
            for (var course = 0; course < 2; course++)
            {
                var fails = random.NextDouble() < 0.35 * risk;
                foreach (var week in Horizons.Where(h => h <= last))
                {
                    rows.Add(
                        new JudgedRow(
                            (1_000 * school) + student,
                            (10_000 * school) + (2 * student) + course,
                            course + 1,
                            school,
                            0,
                            week,
                            risk + (week / 8.0 * (fails ? 1 : 0)) + random.NextDouble(),
                            0.5,
                            fails,
                            (RuleSignals)random.Next(16)
                        )
                    );
                }
            }
        }

        return rows;
    }
}
