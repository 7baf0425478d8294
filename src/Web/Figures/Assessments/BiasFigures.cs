using EarlyWarning.Ml.Fairness;
using EarlyWarning.Ml.Measurement;
using EarlyWarning.Ml.Monitoring;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Figures.Assessments;

/// <summary>A comparison before it is known how many were made.</summary>
internal sealed record Compared(
    string Attribute,
    string Group,
    BiasMatch Match,
    int Students,
    int Others,
    GroupDifference Difference,
    LogisticDif? Passing,
    MantelHaenszelDif? Bands
);

/// <summary>Comparisons of one piece of work.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Those large enough to be shown.</param>
/// <param name="TooFew">Attributes without any.</param>
internal sealed record ComparedItem(ItemName Name, IReadOnlyList<Compared> Rows, IReadOnlyList<string> TooFew);

/// <summary>
/// Compares the groups of every protected attribute at equal ability. A group is looked at where it and everybody else are
/// large enough, and enough others are hidden that none can be worked out; of an attribute with two groups both or none.
/// </summary>
/// <param name="groups">Group of each student by attribute.</param>
/// <param name="passMark">Mark in percent from which work is passed.</param>
internal sealed class BiasFigures(ProtectedGroups groups, double passMark)
{
    /// <summary>Fewest students of a group in a piece of work.</summary>
    public const int LeastStudents = 50;

    /// <summary>Fewest of them with each outcome of the course, and with each result of the work.</summary>
    public const int LeastOutcomes = 10;

    /// <summary>Least difference in standard deviations that stands out (Cohen's "small").</summary>
    public const double LeastStandardised = 0.2;

    private const double Level = 0.05;

    /// <summary>All comparisons of a piece of work.</summary>
    public ComparedItem Compare(BiasSource source, CancellationToken cancel)
    {
        var rows = new List<Compared>();
        var tooFew = new List<string>();
        BiasRows[]? all = null;
        foreach (var (attribute, byStudent) in groups.ByAttribute)
        {
            cancel.ThrowIfCancellationRequested();
            string[] names = [.. source.Keys.Select(k => byStudent.GetValueOrDefault(k, ""))];
            var shown = Shown(names, source.Failed);
            var found = new List<Compared>();
            if (shown.Count > 0)
            {
                var isKnown = Array.ConvertAll(names, n => n.Length > 0);
                all ??= Array.ConvertAll(Enum.GetValues<BiasMatch>(), source.By);
                var matched = Array.ConvertAll(all, m => new MatchedPeople(m.OfKnown(isKnown), names, source.Failed));
                found.AddRange(
                    shown.SelectMany(g => Compare(source.Reliability, attribute, g, names, matched)).OfType<Compared>()
                );
            }

            rows.AddRange(found);
            if (found.Count == 0 && names.Any(n => n.Length > 0))
            {
                tooFew.Add(attribute);
            }
        }

        return new ComparedItem(source.Name, rows, tooFew);
    }

    /// <summary>Judges comparisons, all tests of the organisation considered.</summary>
    /// <param name="items">All of them.</param>
    /// <returns>In the same order, and how many tests there were.</returns>
    public static (IReadOnlyList<BiasItem> Items, int Tests) Judge(IReadOnlyList<ComparedItem> items)
    {
        var tests = items.SelectMany(i => i.Rows).SelectMany(Tests).ToList();
        var adjusted = MultipleTests.Holm(tests);
        var next = 0;
        var judged = items
            .Select(i => new BiasItem(
                i.Name.Category,
                i.Name.Title,
                i.Name.Number,
                [.. i.Rows.Select(r => Judged(r, adjusted.AsSpan((next += 3) - 3, 3)))],
                i.TooFew
            ))
            .ToList();
        return (judged, tests.Count(t => !double.IsNaN(t)));
    }

    private static IEnumerable<double> Tests(Compared row) =>
        [
            row.Difference.Probability,
            row.Passing?.UniformProbability ?? double.NaN,
            row.Passing?.NonUniformProbability ?? double.NaN,
        ];

    private static BiasRow Judged(Compared row, ReadOnlySpan<double> p)
    {
        var byMarks = p[0] < Level && Math.Abs(row.Difference.Standardised) >= LeastStandardised;
        var byPassing = row.Passing is { Class: not DifClass.A } && (p[1] < Level || p[2] < Level);
        return new BiasRow(
            row.Attribute,
            row.Group,
            row.Match,
            row.Students,
            row.Others,
            ItemStatistics.Rounded(row.Difference.Points)!,
            ItemStatistics.Rounded(row.Difference.Standardised) ?? 0,
            ItemStatistics.Rounded(p[0]) ?? 1,
            row.Passing is { } passing ? Passing(passing, p[1], p[2]) : null,
            ItemStatistics.Rounded(row.Bands?.Delta),
            row.Bands?.Class.ToString(),
            byMarks || byPassing,
            byMarks || !byPassing
        );
    }

    private static PassingRow? Passing(LogisticDif passing, double uniform, double nonUniform)
    {
        var odds = new Measured(
            Math.Exp(passing.LogOdds.Value),
            Math.Exp(passing.LogOdds.Low),
            Math.Exp(passing.LogOdds.High)
        );
        return ItemStatistics.Rounded(odds) is { } ratio
            ? new PassingRow(
                ratio,
                ItemStatistics.Rounded(uniform) ?? 1,
                ItemStatistics.Rounded(nonUniform) ?? 1,
                ItemStatistics.Rounded(passing.Effect) ?? 0,
                passing.Class.ToString()
            )
            : null;
    }

    // Groups that may be compared with everybody else; of two groups the smaller, since the other says the same.
    private static List<string> Shown(string[] names, List<bool> failed)
    {
        var members = names
            .Zip(failed)
            .GroupBy(s => s.First, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (Name: g.Key, Counts: new FrameCounts(g.Count(), g.Count(s => s.Second), 0)))
            .ToList();
        var hidden = Suppression.Hide(
            [new FrameCounts(names.Length, failed.Count(f => f), 0), .. members.Select(m => m.Counts)],
            [new SumLine(0, [.. Enumerable.Range(1, members.Count)])],
            IsLargeEnough
        );
        var known = members.Where(m => m.Name.Length > 0).ToList();
        var everybody = known.Aggregate(default(FrameCounts), (sum, m) => sum + m.Counts);
        var shown = known
            .Where(m => !hidden[members.IndexOf(m) + 1])
            .Where(m =>
                IsLargeEnough(new FrameCounts(everybody.N - m.Counts.N, everybody.Positives - m.Counts.Positives, 0))
            )
            .ToList();
        return known.Count == 2
            ?
            [
                .. shown
                    .OrderBy(m => m.Counts.N)
                    .ThenBy(m => m.Name, StringComparer.Ordinal)
                    .Take(1)
                    .Select(m => m.Name),
            ]
            : shown.ConvertAll(m => m.Name);
    }

    private static bool IsLargeEnough(FrameCounts c) =>
        c.N >= LeastStudents && c.Positives >= LeastOutcomes && c.Negatives >= LeastOutcomes;

    private List<Compared?> Compare(
        double reliability,
        string attribute,
        string group,
        string[] names,
        MatchedPeople[] matched
    )
    {
        var isOf = Array.ConvertAll(names, n => string.Equals(n, group, StringComparison.Ordinal));
        return [.. matched.Select(m => Compare(reliability, attribute, group, isOf, m))];
    }

    private Compared? Compare(double reliability, string attribute, string group, bool[] isOf, MatchedPeople matched)
    {
        // Who has no mean of the rest, or left before a final score, is not in the comparison: count who is.
        var own = matched.PeopleOf(group);
        var others = new FrameCounts(matched.All.N - own.N, matched.All.Positives - own.Positives, 0);
        if (!IsLargeEnough(own) || !IsLargeEnough(others))
        {
            return null;
        }

        var rows = matched.Rows;
        var plain = new MatchedRows(
            rows.Marks,
            rows.Match,
            Array.ConvertAll(rows.Students, s => isOf[s]),
            rows.Students
        );
        var fair = rows.By == BiasMatch.Rest ? plain.Corrected(reliability) : plain;
        if (GroupDifference.Of(fair) is not { } difference || !double.IsFinite(difference.Points.High))
        {
            return null;
        }

        var isMixed = IsMixed(plain);
        return new Compared(
            attribute,
            group,
            rows.By,
            ItemStatistics.ToFive(own.N),
            ItemStatistics.ToFive(others.N),
            difference,
            isMixed ? LogisticDif.Of(fair, passMark) : null,
            isMixed ? MantelHaenszelDif.Of(fair.OnePerStudent(), passMark) : null
        );
    }

    private bool IsMixed(MatchedRows rows)
    {
        Span<int> counts = stackalloc int[4];
        for (var i = 0; i < rows.Count; i++)
        {
            counts[(rows.InGroup[i] ? 2 : 0) + (rows.Marks[i] >= passMark ? 1 : 0)]++;
        }

        foreach (var count in counts)
        {
            if (count < LeastOutcomes)
            {
                return false;
            }
        }

        return true;
    }
}
