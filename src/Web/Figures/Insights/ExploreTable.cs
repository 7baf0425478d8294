using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Students;
using EarlyWarning.Ml.Exploration;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>Enrollments of one organisation at one week, and what each feature says about them.</summary>
internal sealed class ExploreTable
{
    private const int MostTop = 10;
    private const double MostMissingOfTop = 0.5;
    private const double LeastShare = 0.001;

    private readonly IReadOnlyList<SnapshotRow> _rows;
    private readonly bool[] _outcome;
    private readonly int[] _people;
    private readonly int[] _countedIn;
    private readonly Dictionary<int, (int[] Known, int[] Missing)> _splits = [];
    private int _count;

    public ExploreTable(IReadOnlyList<SnapshotRow> rows)
    {
        _rows = rows;
        _outcome = [.. rows.Select(r => r.Outcome!.Value.Kind != OutcomeKind.Passed)];
        _people = new int[rows.Count];
        var codes = new Dictionary<long, int>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (!codes.TryGetValue(rows[i].StudentId, out _people[i]))
            {
                codes[rows[i].StudentId] = _people[i] = codes.Count;
            }
        }

        Students = codes.Count;
        _countedIn = new int[Students];
    }

    /// <summary>Distinct students.</summary>
    public int Students { get; }

    /// <summary>Share of enrollments with the outcome.</summary>
    public double OutcomeShare => _outcome.Count(o => o) / (double)Math.Max(1, _rows.Count);

    /// <summary>Whether there is enough to say anything.</summary>
    public bool IsEnough => Students >= ExploreSheets.FewestStudents && IsShown([.. Enumerable.Range(0, _rows.Count)]);

    /// <summary>Rounds a share for keeping.</summary>
    public static double Rounded(double value) => Math.Round(value, 3);

    /// <summary>How many correlations a feature gives.</summary>
    public int LooksAt(FeatureDefinition feature, int column)
    {
        var (known, missing) = Split(column);
        var isEnough = IsShown(known);
        var own =
            !isEnough ? 0
            : IsNamed(feature) ? Levels(feature, column, known).Count(l => l.Rows.Length < known.Length)
            : 1;
        return own + (isEnough && IsShown(missing) ? 1 : 0);
    }

    /// <summary>What a feature says.</summary>
    public ExploreFeature Feature(FeatureDefinition feature, int column, int looks)
    {
        var (known, missing) = Split(column);
        var isEnough = IsShown(known);
        // The correlation of having none and how many have none tell how those without a value did.
        var isCompared = isEnough && IsShown(missing);
        var (association, level) = isEnough ? Association(feature, column, known, looks) : (null, null);
        return new ExploreFeature(
            feature.Name,
            association,
            level,
            missing.Length == 0 ? 0
                // Some have none: that is never 0.
                : PeopleOf(missing) >= ExploreSheets.Least
                    ? Math.Max(LeastShare, Rounded(missing.Length / (double)_rows.Count))
                : null,
            isCompared ? Measured([.. _rows.Select(r => float.IsNaN(r.Values[column]) ? 1f : 0f)], looks) : null,
            isCompared ? Share(missing) : null,
            isCompared ? Share(known) : null,
            IsNamed(feature) ? null : Median(feature, column, [.. known.Where(i => !_outcome[i])]),
            IsNamed(feature) ? null : Median(feature, column, [.. known.Where(i => _outcome[i])]),
            !isEnough ? []
                : feature.Levels.Count > 0 ? NamedBars(feature, column, known)
                : Bars(column, known)
        );
    }

    /// <summary>Rank correlations among the features that go most with the outcome.</summary>
    public (IReadOnlyList<string> Top, IReadOnlyList<IReadOnlyList<double?>> Values) Correlations(
        IReadOnlyList<FeatureDefinition> features,
        IReadOnlyList<ExploreFeature> made
    )
    {
        var top = Enumerable
            .Range(0, features.Count)
            .Where(i => !IsNamed(features[i]) && made[i].Outcome is not null && !(made[i].Missing > MostMissingOfTop))
            .OrderByDescending(i => Math.Abs(made[i].Outcome!.Value))
            .ThenBy(i => i)
            .Take(MostTop)
            .ToList();
        var values = top.ConvertAll(_ => new double?[top.Count]);
        for (var a = 0; a < top.Count; a++)
        {
            values[a][a] = 1;
            for (var b = 0; b < a; b++)
            {
                values[a][b] = values[b][a] = Correlation(top[a], top[b]);
            }
        }

        return ([.. top.Select(i => features[i].Name)], values);
    }

    private double? Correlation(int a, int b)
    {
        var both = Where(i => !float.IsNaN(_rows[i].Values[a]) && !float.IsNaN(_rows[i].Values[b]));
        if (PeopleOf(both) < ExploreSheets.FewestStudents)
        {
            return null;
        }

        var value = Ranks.Correlation(Ranks.Of(Values(a, both)), Ranks.Of(Values(b, both)));
        return double.IsNaN(value) ? null : Math.Round(value, 2);
    }

    private (Measure? Measure, string? Level) Association(FeatureDefinition feature, int column, int[] known, int looks)
    {
        if (!IsNamed(feature))
        {
            return (Measured(Values(column, known), known, looks), null);
        }

        var best = Levels(feature, column, known)
            .Where(l => l.Rows.Length < known.Length)
            .Select(l =>
            {
                var members = l.Rows.ToHashSet();
                return (l.Name, Measure: Measured([.. known.Select(i => members.Contains(i) ? 1f : 0f)], known, looks));
            })
            .Where(l => l.Measure is not null)
            .OrderByDescending(l => Math.Abs(l.Measure!.Value))
            .FirstOrDefault();
        return (best.Measure, best.Measure is null ? null : best.Name);
    }

    private Measure? Measured(float[] values, int looks) =>
        Measured(values, [.. Enumerable.Range(0, _rows.Count)], looks);

    private Measure? Measured(float[] values, int[] rows, int looks)
    {
        var found = OutcomeAssociations.Of(
            values,
            Array.ConvertAll(rows, i => _outcome[i]),
            Array.ConvertAll(rows, i => _people[i]),
            Students,
            looks
        );
        return double.IsNaN(found.Value)
            ? null
            : new Measure(Rounded(found.Value), Rounded(found.Low), Rounded(found.High));
    }

    private List<ExploreBar> Bars(int column, int[] known)
    {
        var values = Values(column, known);
        var cuts = HistogramCuts.Of(
            values,
            Array.ConvertAll(known, i => _people[i]),
            Array.ConvertAll(known, i => _outcome[i]),
            ExploreSheets.Least
        );
        var with = known.Count(i => _outcome[i]);
        var bins = known.GroupBy(i => HistogramCuts.BinOf(cuts, _rows[i].Values[column])).OrderBy(b => b.Key);
        return
        [
            .. bins.Select(b =>
                Bar(
                    [.. b],
                    with,
                    known.Length - with,
                    b.Key == 0 ? null : cuts[b.Key - 1],
                    b.Key == cuts.Length ? null : cuts[b.Key],
                    null
                )
            ),
        ];
    }

    private List<ExploreBar> NamedBars(FeatureDefinition feature, int column, int[] known)
    {
        var with = known.Count(i => _outcome[i]);
        return
        [
            .. Levels(feature, column, known).Select(l => Bar(l.Rows, with, known.Length - with, null, null, l.Name)),
        ];
    }

    private ExploreBar Bar(int[] rows, int with, int without, double? from, double? to, string? level)
    {
        var inside = rows.Count(i => _outcome[i]);
        return new ExploreBar(
            from,
            to,
            level,
            without == 0 ? 0 : Rounded((rows.Length - inside) / (double)without),
            with == 0 ? 0 : Rounded(inside / (double)with),
            Rounded(inside / (double)rows.Length)
        );
    }

    private List<(string Name, int[] Rows)> Levels(FeatureDefinition feature, int column, int[] known) =>
        ExploreLevels.Of(feature, known.GroupBy(i => (int)_rows[i].Values[column]), PeopleOf, FewestOf);

    private (int[] Known, int[] Missing) Split(int column)
    {
        if (!_splits.TryGetValue(column, out var split))
        {
            _splits[column] = split = (
                Where(i => !float.IsNaN(_rows[i].Values[column])),
                Where(i => float.IsNaN(_rows[i].Values[column]))
            );
        }

        return split;
    }

    private int[] Where(Func<int, bool> takes)
    {
        var rows = new List<int>(_rows.Count);
        for (var i = 0; i < _rows.Count; i++)
        {
            if (takes(i))
            {
                rows.Add(i);
            }
        }

        return [.. rows];
    }

    private float[] Values(int column, int[] rows) => Array.ConvertAll(rows, i => _rows[i].Values[column]);

    private int PeopleOf(int[] rows)
    {
        _count++;
        var people = 0;
        foreach (var row in rows)
        {
            if (_countedIn[_people[row]] != _count)
            {
                _countedIn[_people[row]] = _count;
                people++;
            }
        }

        return people;
    }

    // Students with the outcome, or without it, whichever are fewer: of neither may there be only a few.
    private int FewestOf(int[] rows) =>
        Math.Min(PeopleOf(Array.FindAll(rows, i => _outcome[i])), PeopleOf(Array.FindAll(rows, i => !_outcome[i])));

    private bool IsShown(int[] rows) => FewestOf(rows) >= ExploreSheets.Least;

    private double Share(int[] rows) => Rounded(rows.Count(i => _outcome[i]) / (double)rows.Length);

    // Between two levels lies none: of those the lower.
    private double? Median(FeatureDefinition feature, int column, int[] rows)
    {
        if (PeopleOf(rows) < ExploreSheets.Least)
        {
            return null;
        }

        var values = Values(column, rows);
        Array.Sort(values);
        var (lower, upper) = (values[(values.Length - 1) / 2], values[values.Length / 2]);
        return Math.Round(feature.Levels.Count > 0 ? lower : (lower + upper) / 2.0, 3);
    }

    private static bool IsNamed(FeatureDefinition feature) => feature.Kind == AttributeKind.Categorical;
}
