using System.Diagnostics;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Tests.Figures.Fairness;

public sealed class ScaleProbe
{
    [Theory]
    [InlineData(100, 47)]
    [InlineData(20, 700)]
    [InlineData(1, 800)]
    public void Probe(int schools, int perSchool)
    {
        var random = new Random(1);
        var top = new FigureOrg(1, "District", "/1/");
        List<FigureOrg> list =
        [
            .. Enumerable.Range(0, schools).Select(s => new FigureOrg(10 + s, $"School {s}", $"/1/{10 + s}/")),
        ];
        var orgs = new FigureOrgs([top, .. list], list);
        var rows = new List<JudgedRow>();
        var groups = new Dictionary<string, Dictionary<long, string>>();
        (string, double[])[] attributes =
        [
            ("Sex", [0.5, 0.49, 0.01]),
            ("Ethnicity", [0.4, 0.25, 0.2, 0.1, 0.05]),
            ("Lunch", [0.5, 0.4, 0.1]),
            ("Language", [0.7, 0.2, 0.05, 0.05]),
            ("EL", [0.85, 0.15]),
            ("Disability", [0.88, 0.12]),
        ];
        foreach (var (name, _) in attributes)
        {
            groups[name] = [];
        }

        long id = 0;
        foreach (var school in list)
        {
            for (var i = 0; i < perSchool; i++)
            {
                id++;
                foreach (var (name, shares) in attributes)
                {
                    var (u, g) = (random.NextDouble(), 0);
                    while (g < shares.Length - 1 && u >= shares[g])
                    {
                        u -= shares[g++];
                    }

                    groups[name][id] = $"g{g}";
                }

                var risk = random.NextDouble();
                var outcome = random.NextDouble() < 0.1 + (0.5 * risk);
                for (var term = 0; term < 3; term++)
                {
                    foreach (var week in (short[])[2, 4, 6, 8, 12, 16, 20])
                    {
                        for (var c = 0; c < 6; c++)
                        {
                            var margin = risk + (0.4 * random.NextDouble());
                            rows.Add(
                                new JudgedRow(
                                    id,
                                    (id * 6) + c,
                                    school.Id,
                                    school.Id,
                                    term,
                                    week,
                                    margin,
                                    Math.Round(margin / 1.4, 3),
                                    outcome,
                                    (RuleSignals)random.Next(8)
                                )
                            );
                        }
                    }
                }
            }
        }

        var version = new JudgedVersion(
            "v",
            "t",
            DateTime.UnixEpoch,
            new JudgedRows([("a", new(2024, 1, 1)), ("b", new(2025, 1, 1)), ("c", new(2026, 1, 1))], rows)
        );
        var watch = Stopwatch.StartNew();
        var made = new FairnessPublication(orgs, new ProtectedGroups(groups), 1).Make(
            [version],
            new HashSet<string>(),
            new Dictionary<long, FairnessIndex>(),
            CancellationToken.None
        );
        var took = watch.Elapsed;
        var sheets = made
            .Sheets.Select(s => (s.OrgId, Sheet: s.Content as FairnessSheet))
            .Where(s => s.Sheet is not null)
            .ToList();
        var rowsShown = sheets
            .Where(s => s.OrgId == 1 && s.Sheet!.Model == "v")
            .SelectMany(s => s.Sheet!.Cuts[1].Groups)
            .ToList();
        var inSchools = sheets
            .Where(s => s.OrgId == 10 && s.Sheet!.Model == "v")
            .SelectMany(s => s.Sheet!.Cuts[1].Groups)
            .ToList();
        var bytes = made.Sheets.Max(s =>
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(s.Content, s.Content.GetType()).Length
        );
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{schools} x {perSchool}: {rows.Count} rows, {took.TotalSeconds:0.0} s, top shows {rowsShown.Count(g => !g.Hidden)} of {rowsShown.Count}, a school {inSchools.Count(g => !g.Hidden)} of {inSchools.Count}, largest sheet {bytes / 1024} KB, packed all {made.Sheets.Sum(s => (long)SheetStore.Pack(s.Content).Length) / 1024} KB"
        );
        foreach (
            var g in sheets
                .Where(s => s.OrgId == 10 && s.Sheet!.Model == "v" && s.Sheet.Week == 8 && s.Sheet.IsLater)
                .SelectMany(s => s.Sheet!.Cuts)
        )
        {
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{g.Share}: {string.Join(' ', g.Groups.Select(x => (x.Hidden ? "-" : x.Group)))}"
            );
        }
    }
}
