using EarlyWarning.Domain.Figures;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Support;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Figures.Fairness;

namespace EarlyWarning.Web.Tests.Features.Fairness;

/// <summary>Sheets of fairness that a test knows by heart, made from counts of people.</summary>
internal static class MadeSheets
{
    public const string Champion = "new";

    public static readonly DateOnly Later = new(2026, 1, 26);

    public static readonly DateOnly Earlier = new(2025, 9, 1);

    /// <summary>A group of so many people; its rest is everybody else of the attribute.</summary>
    public readonly record struct People(int N, int Needed, int Flagged, int FlaggedNeeded)
    {
        public static People operator +(People a, People b) =>
            new(a.N + b.N, a.Needed + b.Needed, a.Flagged + b.Flagged, a.FlaggedNeeded + b.FlaggedNeeded);
    }

    public static GroupFigures Hidden(string attribute, string group) =>
        new(attribute, group, true, null, null, null, null, Empty, Empty);

    /// <summary>A group as the maker publishes it: counts rounded to 5, rates in whole percent, Wilson's and Newcombe's intervals.</summary>
    public static GroupFigures Group(string attribute, string group, People people, People? rest = null)
    {
        var own = Rates(people);
        return new GroupFigures(
            attribute,
            group,
            false,
            Five(people.N),
            Five(people.Needed),
            Five(people.Flagged),
            Five(people.FlaggedNeeded),
            own.ToDictionary(r => r.Key, r => Whole(r.Value), StringComparer.Ordinal),
            rest is { } others
                ? Rates(others)
                    .ToDictionary(r => r.Key, r => Whole(Newcombe(own[r.Key], r.Value)), StringComparer.Ordinal)
                : Empty
        )
        {
            Missed = Five(people.Needed - people.FlaggedNeeded),
            Alarms = Five(people.Flagged - people.FlaggedNeeded),
            Rest = rest is { } those
                ? Rates(those).ToDictionary(r => r.Key, r => Math.Round(r.Value.Value, 2), StringComparer.Ordinal)
                : [],
            Ratios = rest is { } beside
                ? Rates(beside)
                    .ToDictionary(
                        r => r.Key,
                        r => Math.Round(own[r.Key].Value / r.Value.Value, 2),
                        StringComparer.Ordinal
                    )
                : [],
        };
    }

    /// <summary>Groups of an attribute, each against all others.</summary>
    public static IReadOnlyList<GroupFigures> Attribute(string name, params (string Group, People People)[] groups) =>
        [
            .. groups.Select(g =>
                Group(
                    name,
                    g.Group,
                    g.People,
                    groups.Where(o => o.Group != g.Group).Select(o => o.People).Aggregate((a, b) => a + b)
                )
            ),
        ];

    public static CutFigures Cut(double share, IReadOnlyList<GroupFigures> groups, People? everybody = null) =>
        new(share, Group("", "", everybody ?? new People(1000, 200, 100, 60)), groups);

    /// <summary>Two cuts: girls and boys who hardly differ, and a group that is hidden.</summary>
    public static FairnessSheet Sheet(string model, DateOnly start, int week, int flagged = 50) =>
        new(
            model,
            start == Later ? "Spring 2026" : "Autumn 2025",
            start,
            start == Later,
            week,
            [
                .. new[] { 0.1, 0.2 }.Select(share =>
                    Cut(
                        model == FairnessKeys.Rules ? 0 : share,
                        [
                            .. Attribute(
                                "Sex",
                                ("F", new People(500, 100, flagged, 31)),
                                ("M", new People(500, 100, (int)(500 * share), 29))
                            ),
                            Group("Language", "English", new People(900, 170, 80, 50)),
                            Hidden("Language", "Igbo"),
                            Hidden("Language", ""),
                            Hidden("Sex x Language", "F, Igbo"),
                        ]
                    )
                ),
            ]
        );

    public static FairnessIndex Index(params string[] models) =>
        new(
            [
                .. models.Select(
                    (id, i) =>
                        new FairnessModel(
                            id,
                            id == FairnessKeys.Rules ? "" : "gradientBoosting",
                            id == FairnessKeys.Rules
                                ? null
                                : new DateTime(2026, 11, 20 - i, 2, 14, 0, DateTimeKind.Utc),
                            [
                                new FairnessTerm("Autumn 2025", Earlier, false, [4, 8]),
                                new FairnessTerm("Spring 2026", Later, true, [4, 6, 12]),
                            ],
                            Sheet(id, Later, 6)
                                .Cuts[0]
                                .Groups.Where(g => !g.Attribute.Contains(" x ", StringComparison.Ordinal))
                                .ToList()
                        )
                ),
            ],
            ["Sex", "Language", "Sex x Language"]
        );

    /// <summary>Stores sheets as a run does.</summary>
    public static async Task StoreAsync(TestDatabase database, long org, params (string Key, object Content)[] sheets)
    {
        await using var db = database.CreateDbContext();
        db.FigureSheets.AddRange(
            sheets.Select(s => new FigureSheet
            {
                Topic = FairnessKeys.Topic,
                OrgId = org,
                Key = s.Key,
                AsOf = new DateOnly(2026, 11, 20),
                MadeAt = new DateTime(2026, 11, 21, 3, 0, 0, DateTimeKind.Utc),
                Content = SheetStore.Pack(s.Content),
            })
        );
        await db.SaveChangesAsync();
    }

    /// <summary>An index of the champion and the rules with all their sheets, told apart by how many girls are flagged.</summary>
    public static Task StoreAllAsync(TestDatabase database, long org, int flagged, params string[] models) =>
        StoreAsync(
            database,
            org,
            [
                (FairnessKeys.Index, Index(models)),
                .. models.SelectMany(m =>
                    new[] { (Earlier, 4), (Earlier, 8), (Later, 4), (Later, 6), (Later, 12) }.Select(t =>
                        (FairnessKeys.Sheet(m, t.Item1, t.Item2), (object)Sheet(m, t.Item1, t.Item2, flagged))
                    )
                ),
            ]
        );

    private static Dictionary<string, Rate> Empty => new(StringComparer.Ordinal);

    private static Dictionary<string, Rate> Rates(People p) =>
        new(StringComparer.Ordinal)
        {
            [FairnessKeys.SelectionRate] = Share(p.Flagged, p.N),
            [FairnessKeys.FalsePositiveRate] = Share(p.Flagged - p.FlaggedNeeded, p.N - p.Needed),
            [FairnessKeys.FalseNegativeRate] = Share(p.Needed - p.FlaggedNeeded, p.Needed),
            [FairnessKeys.Precision] = Share(p.FlaggedNeeded, p.Flagged),
            [FairnessKeys.BaseRate] = Share(p.Needed, p.N),
        };

    private static Rate Share(int part, int of)
    {
        var (low, high) = WilsonInterval.Of(part, of);
        return new Rate((double)part / of, low, high);
    }

    private static Rate Newcombe(Rate a, Rate b)
    {
        var difference = a.Value - b.Value;
        return new Rate(
            difference,
            difference - double.Hypot(a.Value - a.Low, b.High - b.Value),
            difference + double.Hypot(a.High - a.Value, b.Value - b.Low)
        );
    }

    private static Rate Whole(Rate rate) =>
        new(Math.Round(rate.Value, 2), Math.Round(rate.Low, 2), Math.Round(rate.High, 2));

    private static int Five(int count) => 5 * (int)Math.Round(count / 5.0);
}
