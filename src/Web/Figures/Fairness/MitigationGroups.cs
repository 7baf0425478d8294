using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>A variant as it was worked out, before anything is hidden.</summary>
/// <param name="Kind">A key of <see cref="MitigationKeys"/>.</param>
/// <param name="LeftOut">Names of features left out.</param>
/// <param name="Flagged">Who is flagged, a student each.</param>
/// <param name="Shown">The frequency of each prediction.</param>
/// <param name="Ranked">What ranks the predictions.</param>
internal sealed record MitigationWork(
    string Kind,
    IReadOnlyList<string> LeftOut,
    bool[] Flagged,
    double[] Shown,
    double[] Ranked
);

/// <summary>
/// What of the variants of one attribute may be published: one pattern of hidden groups for all of them, so that no variant
/// tells what another hides, and never less hidden than in the published table of the model in service.
/// </summary>
/// <param name="cohort">The later cohort.</param>
/// <param name="groups">The group of each student; empty where it is not known.</param>
/// <param name="rowGroups">The group of each prediction.</param>
/// <param name="hiddenElsewhere">Groups that the published table of the model hides.</param>
/// <param name="seed">Seed of the bootstrap.</param>
internal sealed class MitigationGroups(
    MitigationCohort cohort,
    string[] groups,
    string[] rowGroups,
    IReadOnlySet<string> hiddenElsewhere,
    int seed
)
{
    /// <summary>The least of n, positives, negatives and flagged that is shown, in every variant.</summary>
    public const int Least = 10;

    /// <summary>What published counts are rounded to.</summary>
    public const int RoundTo = 5;

    private readonly MetricOptions _options = new() { Seed = seed };

    /// <summary>Groups in order; the one of whom it is not known is empty.</summary>
    public IReadOnlyList<string> Names { get; } =
    [.. groups.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Which groups are hidden, under all variants together; null where not even everybody may be shown.</summary>
    public IReadOnlySet<string>? Hidden(IReadOnlyList<MitigationWork> variants)
    {
        int[] everybody = [.. Enumerable.Range(0, groups.Length)];
        List<FrameCounts> cells = [Counts(everybody, variants)];
        foreach (var name in Names)
        {
            var counts = Counts(Members(name), variants);
            // Nobody flagged is a group that may not be shown, whatever else is known of it.
            cells.Add(hiddenElsewhere.Contains(name) ? counts with { Flagged = 0 } : counts);
        }

        var hidden = Suppression.Hide(cells, [new SumLine(0, [.. Enumerable.Range(1, Names.Count)])], Least);
        return hidden[0] ? null : Names.Where((_, i) => hidden[i + 1]).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>A variant as it is published.</summary>
    public MitigationVariant Of(
        string attribute,
        MitigationWork work,
        MitigationWork before,
        IReadOnlySet<string> hidden,
        CancellationToken cancel
    )
    {
        int[] everybody = [.. Enumerable.Range(0, groups.Length)];
        int[] rows = [.. Enumerable.Range(0, rowGroups.Length)];
        var isSame = ReferenceEquals(work, before);
        var cost = isSame ? [] : Change(work, before, everybody, cancel);
        var scores = Scores(work, before, cost, cancel);
        return new MitigationVariant(
            work.Kind,
            work.LeftOut,
            Figures("", "", work, everybody, rows),
            [
                .. Names.Select(name =>
                    hidden.Contains(name)
                        ? new VariantGroup(
                            new GroupFigures(attribute, name, true, null, null, null, null, None, None),
                            None
                        )
                        : new VariantGroup(
                            Figures(attribute, name, work, Members(name), [.. rows.Where(r => rowGroups[r] == name)]),
                            isSame ? None : Change(work, before, Members(name), cancel)
                        )
                ),
            ],
            scores,
            cost,
            Rounded(Missed(work) - Missed(before))
        );
    }

    private static Dictionary<string, Rate> None => new(StringComparer.Ordinal);

    private int[] Members(string name) => [.. Enumerable.Range(0, groups.Length).Where(i => groups[i] == name)];

    private FrameCounts Counts(int[] members, IReadOnlyList<MitigationWork> variants) =>
        new(
            members.Length,
            members.Count(i => cohort.Outcomes[i] == 1),
            variants.Min(v => members.Count(i => v.Flagged[i]))
        );

    private int Missed(MitigationWork work) => work.Flagged.Where((f, i) => !f && cohort.Outcomes[i] == 1).Count();

    private GroupFigures Figures(string attribute, string name, MitigationWork work, int[] members, int[] rows)
    {
        var needed = members.Where(i => cohort.Outcomes[i] == 1).ToList();
        var flagged = members.Where(i => work.Flagged[i]).ToList();
        var right = flagged.Count(i => cohort.Outcomes[i] == 1);
        var rates = new Dictionary<string, Rate>(StringComparer.Ordinal)
        {
            [FairnessKeys.SelectionRate] = Share(flagged.Count, members.Length),
            [FairnessKeys.FalsePositiveRate] = Share(flagged.Count - right, members.Length - needed.Count),
            [FairnessKeys.FalseNegativeRate] = Share(needed.Count - right, needed.Count),
            [FairnessKeys.Precision] = Share(right, flagged.Count),
            [FairnessKeys.CalibrationGap] = Gap(work, rows),
        };
        return new GroupFigures(
            attribute,
            name,
            false,
            Rounded(members.Length),
            Rounded(needed.Count),
            Rounded(flagged.Count),
            Rounded(right),
            rates,
            None
        )
        {
            Missed = Rounded(needed.Count - right),
            Alarms = Rounded(flagged.Count - right),
        };
    }

    // Predictions of one student say nearly the same: the interval counts students.
    private Rate Gap(MitigationWork work, int[] rows)
    {
        var data = cohort.Rows.Data;
        var (mean, share) = (rows.Average(r => work.Shown[r]), rows.Average(r => data.Y[r]));
        var students = rows.Select(r => data.Groups![r]).Distinct().Count();
        var (low, high) = WilsonInterval.Of(share * students, students);
        return Whole(mean - share, mean - high, mean - low);
    }

    private Dictionary<string, Rate> Change(
        MitigationWork work,
        MitigationWork before,
        int[] members,
        CancellationToken cancel
    ) =>
        PairedFlags
            .Difference(work.Flagged, before.Flagged, cohort.Outcomes, members, _options, cancel)
            .ToDictionary(d => d.Key, d => Whole(d.Value.Value, d.Value.Low, d.Value.High), StringComparer.Ordinal);

    // Of all predictions, as the gates take them; a cut by group leaves the scores as they are.
    private Dictionary<string, Rate> Scores(
        MitigationWork work,
        MitigationWork before,
        Dictionary<string, Rate> cost,
        CancellationToken cancel
    )
    {
        var data = cohort.Rows.Data;
        var own = new BinaryPredictions(work.Shown, data.Y, work.Ranked);
        var values = Metrics.WithIntervals(own, data.Groups, _options, cancel);
        if (!ReferenceEquals(work.Shown, before.Shown))
        {
            var than = new BinaryPredictions(before.Shown, data.Y, before.Ranked);
            var differences = Metrics.Difference(own, than, data.Groups, _options, cancel);
            cost[MitigationKeys.Auc] = Fine(differences[MetricKeys.Auc]);
            cost[MitigationKeys.LogLoss] = Fine(differences[MetricKeys.LogLoss]);
        }

        return new Dictionary<string, Rate>(StringComparer.Ordinal)
        {
            [MitigationKeys.Auc] = Fine(values[MetricKeys.Auc]),
            [MitigationKeys.LogLoss] = Fine(values[MetricKeys.LogLoss]),
        };
    }

    private static Rate Share(int hits, int among)
    {
        if (among == 0)
        {
            return new Rate(double.NaN, double.NaN, double.NaN);
        }

        var (low, high) = WilsonInterval.Of(hits, among);
        return Whole((double)hits / among, low, high);
    }

    private static Rate Whole(double value, double low, double high) =>
        new(Math.Round(value, 2), Math.Round(low, 2), Math.Round(high, 2));

    private static Rate Fine(MetricValue value) =>
        new(Math.Round(value.Value, 3), Math.Round(value.Low, 3), Math.Round(value.High, 3));

    private static int Rounded(int count) =>
        (int)Math.Round((double)count / RoundTo, MidpointRounding.ToEven) * RoundTo;
}
