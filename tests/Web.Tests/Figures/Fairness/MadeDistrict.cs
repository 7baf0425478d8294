using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Tests.Figures.Fairness;

/// <summary>A made-up district of small schools with skewed groups, two versions judged on it, and what is published of it.</summary>
internal sealed class MadeDistrict
{
    private static readonly DateOnly Start = new(2025, 9, 1);

    private readonly Random _random;

    private MadeDistrict(int seed)
    {
        _random = new Random(seed);
        Orgs = MakeOrgs();
        Groups = MakeGroups();
        Versions = MakeVersions();
    }

    public FigureOrgs Orgs { get; }

    public ProtectedGroups Groups { get; private set; }

    public IReadOnlyList<JudgedVersion> Versions { get; }

    private List<(long Student, long School)> Students { get; } = [];

    public static MadeDistrict Of(int seed) => new(seed);

    public PublishedFairness Publish(
        CancellationToken cancel,
        int leastPerCell = FairnessTraits.LeastPerCell,
        bool isSample = false
    ) =>
        new FairnessPublication(Orgs, Groups, 1, leastPerCell).Make(
            Versions,
            Versions.Select(v => v.Id).ToHashSet(),
            new Dictionary<long, FairnessIndex>(),
            cancel,
            isSample
        );

    // One school, a district of schools, a district whose schools lie in two areas, or one that teaches classes itself.
    private FigureOrgs MakeOrgs()
    {
        var top = new FigureOrg(1, "District", "/1/");
        var all = new List<FigureOrg> { top };
        var schools = new List<FigureOrg>();
        var shape = _random.Next(4);
        var count = shape == 0 ? 1 : _random.Next(2, 5);
        for (var s = 0; s < count; s++)
        {
            var area = shape == 2 ? $"/1/{2 + (s % 2)}/" : "/1/";
            schools.Add(new FigureOrg(10 + s, $"School {s}", $"{area}{10 + s}/"));
        }

        if (shape == 2)
        {
            all.AddRange([new FigureOrg(2, "Area 2", "/1/2/"), new FigureOrg(3, "Area 3", "/1/3/")]);
        }

        all.AddRange(schools);
        if (shape == 3)
        {
            schools.Add(top);
        }

        var student = 1L;
        foreach (var school in schools)
        {
            var n = school.Id == 1 ? _random.Next(15, 60) : _random.Next(40, 420);
            Students.AddRange(Enumerable.Range(0, n).Select(_ => (student++, school.Id)));
        }

        return new FigureOrgs(all, schools);
    }

    private ProtectedGroups MakeGroups()
    {
        var byAttribute = new Dictionary<string, Dictionary<long, string>>(StringComparer.Ordinal);
        for (var a = 0; a < _random.Next(2, 4); a++)
        {
            var (skew, groups) = (1 + (3 * _random.NextDouble()), _random.Next(2, 6));
            byAttribute[$"Attribute {a}"] = Students
                .Where(_ => _random.NextDouble() > 0.02)
                .ToDictionary(s => s.Student, _ => $"g{(int)(groups * Math.Pow(_random.NextDouble(), skew))}");
        }

        return new ProtectedGroups(byAttribute);
    }

    private List<JudgedVersion> MakeVersions()
    {
        var risk = Students.ToDictionary(s => s.Student, _ => _random.NextDouble());
        var outcome = risk.ToDictionary(r => r.Key, r => _random.NextDouble() < 0.1 + (0.5 * r.Value));
        var rules = risk.ToDictionary(
            r => r.Key,
            r => (RuleSignals)((r.Value > 0.6 ? 1 : 0) | (_random.NextDouble() < 0.3 ? 2 : 0))
        );
        var left = Students.Where(_ => _random.NextDouble() < 0.04).Select(s => s.Student).ToHashSet();
        return
        [
            .. Enumerable
                .Range(0, 2)
                .Select(v =>
                {
                    var rows = new List<JudgedRow>();
                    foreach (var (student, school) in Students)
                    {
                        foreach (var week in (short[])[4, 8])
                        {
                            if (week == 8 && left.Contains(student))
                            {
                                continue;
                            }

                            var margin = risk[student] + (0.4 * _random.NextDouble());
                            rows.Add(
                                new JudgedRow(
                                    student,
                                    student,
                                    school,
                                    school,
                                    0,
                                    week,
                                    margin,
                                    Math.Round(Math.Min(0.99, margin / 1.4), 2),
                                    outcome[student],
                                    rules[student]
                                )
                            );
                        }
                    }

                    return new JudgedVersion(
                        $"version {v}",
                        "logisticElasticNet",
                        new DateTime(2026, 1, 1 + v, 0, 0, 0, DateTimeKind.Utc),
                        new JudgedRows([("Term", Start)], rows)
                    );
                }),
        ];
    }
}
