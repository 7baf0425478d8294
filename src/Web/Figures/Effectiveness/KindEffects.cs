using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Ml.Effects;
using EarlyWarning.Ml.Monitoring;

namespace EarlyWarning.Web.Figures.Effectiveness;

/// <summary>What can be said of every kind of support in some schools and a term.</summary>
/// <param name="record">Snapshots.</param>
/// <param name="history">Cases.</param>
/// <param name="units">Who got what, and whom they may be compared with.</param>
/// <param name="helped">How many students got a kind, where snapshots are of a sample of them; null where they are of all.</param>
internal sealed class KindEffects(
    FinishedRecord record,
    SupportHistory history,
    SupportedUnits units,
    Func<int, int>? helped
)
{
    /// <summary>Columns that must be alike.</summary>
    private const int Foremost = 6;

    /// <summary>Stands for the number of rules where nothing was known before support began.</summary>
    private const double Unknown = -1;

    /// <summary>Every kind that somebody got, with every count as it is.</summary>
    public IReadOnlyList<KindEffect> All(CancellationToken cancel)
    {
        var kinds = history
            .Kinds.Values.Select(k => (Kind: k, Units: units.Of(k.Id)))
            .Where(k => k.Units.Count > 0)
            .Select(k => (k.Kind, k.Units, Compared: Compare(k.Kind, k.Units, cancel)))
            .ToList();
        var holm = MultipleTests.Holm([.. kinds.Select(k => k.Compared.Pass?.P ?? double.NaN)]);
        return [.. kinds.Select((k, i) => Of(k.Kind, k.Units, k.Compared, holm[i]))];
    }

    private KindEffect Of(
        Domain.Support.SupportKind kind,
        IReadOnlyList<SupportedUnit> own,
        Comparison compared,
        double holm
    )
    {
        var given = units.Given(kind.Id);
        var people = given.Select(c => c.StudentId).Distinct().Count();
        var isShown = people >= EffectSheets.LeastShown;
        var (flagged, reached) = units.Flagged(kind.Id);
        return new KindEffect(
            kind.Id,
            kind.Name,
            kind.Hours,
            helped is null ? people : Math.Max(people, helped(kind.Id)),
            units.NotTakenUp(kind.Id),
            flagged,
            reached,
            ByRules(own),
            ByWeek(own),
            isShown ? DoseFigures.Of(given, kind) : null,
            compared.Verdict ?? Judge(compared.Pass!, holm),
            compared.MoreNeeded,
            compared.Match,
            compared.Verdict is null ? compared.Pass : null,
            compared.Verdict is null ? compared.Score : null,
            compared.Verdict is null ? compared.WithoutLater : null,
            double.IsNaN(holm) ? null : holm,
            compared.Verdict is null ? compared.Sensitivity : null,
            compared.Verdict is null ? PerPass(compared.Pass!, compared.Hours) : null,
            isShown ? DoseFigures.Groups(given, own, kind, record) : []
        );
    }

    private static EffectVerdict Judge(EffectEstimate pass, double holm) =>
        holm < 0.05
            ? pass.Difference > 0
                ? EffectVerdict.More
                : EffectVerdict.Fewer
            : pass.Low > 0 || pass.High < 0
                ? EffectVerdict.Unclear
                : EffectVerdict.NoDifference;

    // A verdict is set where no estimate may be said.
    private sealed record Comparison(
        EffectVerdict? Verdict,
        int? MoreNeeded = null,
        EffectMatch? Match = null,
        EffectEstimate? Pass = null,
        EffectEstimate? Score = null,
        EffectEstimate? WithoutLater = null,
        EffectSensitivity? Sensitivity = null,
        double Hours = double.NaN
    );

    private Comparison Compare(
        Domain.Support.SupportKind kind,
        IReadOnlyList<SupportedUnit> own,
        CancellationToken cancel
    )
    {
        var people = own.Select(u => u.Case.StudentId).Distinct().Count();
        if (people < EffectSheets.LeastStudents)
        {
            return new Comparison(EffectVerdict.TooFew, EffectSheets.LeastStudents - people);
        }

        var compared = units.Compared(own);
        var (rows, treated) = (compared.Rows, compared.Treated);
        if (treated == 0 || rows.Length - treated < EffectSheets.LeastStudents)
        {
            return new Comparison(EffectVerdict.NothingToCompare);
        }

        var cohort = units.CohortOf(compared, Foremost);
        var groups = CaliperMatching.Match(cohort, cancel);
        int[] matched = [.. Enumerable.Range(0, treated).Where(i => groups.Weights[i] > 0).Select(i => rows[i])];
        var match = MatchOf(own, groups, kind.Id, matched, rows.Length - treated);
        double[] passed = Array.ConvertAll(rows, record.Passed);
        var pass = MatchedEffect.Estimate(cohort, groups, passed);
        if (pass is null || pass.Persons < EffectSheets.LeastStudents)
        {
            return new Comparison(
                treated * 2 < own.Count || pass is null ? EffectVerdict.NothingToCompare : EffectVerdict.TooFew,
                pass is null ? null : EffectSheets.LeastStudents - pass.Persons,
                match
            );
        }

        if (!groups.IsBalanced)
        {
            return new Comparison(EffectVerdict.NotBalanced, null, match);
        }

        var width = pass.High - pass.Low;
        if (width > EffectSheets.WidestInterval)
        {
            var needed = pass.Persons * (Math.Pow(width / EffectSheets.WidestInterval, 2) - 1);
            return new Comparison(EffectVerdict.TooWide, (int)Math.Ceiling(needed), match);
        }

        return new Comparison(
            null,
            null,
            match,
            pass,
            // Who left has no final score.
            Estimate(cohort, groups, rows, i => !double.IsNaN(record.Score(i)), record.Score),
            Estimate(cohort, groups, rows, units.IsWithoutLater, record.Passed),
            SensitivityOf(cohort, passed, pass),
            DoseFigures.HoursEach(units.Given(kind.Id), kind, matched.Select(i => record.Rows[i].StudentId).ToHashSet())
        );
    }

    // Matched anew among a part of those who might be compared; the treated of it are all that fit.
    private static EffectEstimate? Estimate(
        Cohort cohort,
        MatchedGroups whole,
        int[] rows,
        Predicate<int> takes,
        Converter<int, double> outcome
    )
    {
        int[] some = [.. Enumerable.Range(0, rows.Length).Where(p => cohort.Treated[p] || takes(rows[p]))];
        some = [.. some.Where(p => !double.IsNaN(outcome(rows[p])))];
        if (some.Count(p => !cohort.Treated[p]) < EffectSheets.LeastStudents)
        {
            return null;
        }

        var part = cohort.Select(some);
        var groups = CaliperMatching.MatchOn(part, Array.ConvertAll(some, p => whole.Logits[p]));
        return
            groups.IsBalanced
            && MatchedEffect.Estimate(part, groups, Array.ConvertAll(some, p => outcome(rows[p]))) is { } estimate
            && estimate.Persons >= EffectSheets.LeastStudents
            ? estimate
            : null;
    }

    private EffectMatch MatchOf(
        IReadOnlyList<SupportedUnit> own,
        MatchedGroups groups,
        int kind,
        int[] matched,
        int pool
    )
    {
        bool HadOther(Domain.Snapshots.SnapshotRow row) =>
            history.Given[row.StudentId].Any(c => c.KindId != kind && c.IsWithin(row.Class.Start, row.Class.End - 1));
        return new EffectMatch(
            groups.Matched,
            own.Count - groups.Matched,
            pool,
            matched.Select(i => record.Rows[i]).Where(HadOther).Select(r => r.StudentId).Distinct().Count(),
            [.. groups.Balance.Select(b => new EffectBalance(b.Name, b.IsForemost, b.Before, b.After))]
        );
    }

    private static EffectSensitivity SensitivityOf(Cohort cohort, double[] passed, EffectEstimate pass)
    {
        // Of not passing, the rarer of both, which ratios of risks are said of.
        double[] failed = Array.ConvertAll(passed, p => 1 - p);
        var share = 1 - pass.Mean;
        var value = HiddenConfounding.Of(share, -pass.Difference, -pass.High, -pass.Low);
        var strongest = HiddenConfounding.Strongest(cohort, failed);
        var limit =
            pass.Low > 0 ? pass.Low
            : pass.High < 0 ? pass.High
            : 0;
        var needed = HiddenConfounding.RiskRatio(share, -limit);
        return new EffectSensitivity(
            value.Value,
            value.AtLimit,
            strongest is null ? null : cohort.Table.Names[strongest.Column],
            strongest?.Bound ?? 1,
            strongest is not null && limit != 0 && strongest.Bound >= needed
        );
    }

    /// <summary>Hours that the matched students took, for each course that they passed beyond those like them.</summary>
    /// <param name="pass">Difference in the share passed.</param>
    /// <param name="hours">Mean hours of a matched student, all their cases together.</param>
    internal static HoursPerPass? PerPass(EffectEstimate pass, double hours)
    {
        if (pass.Low <= 0)
        {
            return null;
        }

        // Support is given to a student, courses are passed one by one.
        var courses = pass.Units / (double)pass.Persons;
        return new HoursPerPass(
            hours / (pass.Difference * courses),
            hours / (pass.High * courses),
            hours / (pass.Low * courses)
        );
    }

    // Each student once: by the most rules that applied to a course of theirs, or among those of whom nothing was known yet.
    private IReadOnlyList<EffectCount> ByRules(IReadOnlyList<SupportedUnit> own)
    {
        var most = own.GroupBy(u => u.Case.StudentId)
            .Select(g => g.Max(u => u.Row < 0 ? Unknown : (double)RuleBaseline.Count(record.Rows[u.Row].Rules)))
            .ToList();
        IReadOnlyList<(double, double?)> rules = [(0, 0), (1, 1), (2, null)];
        return SmallCounts.Of(most.Contains(Unknown) ? [.. rules, (Unknown, Unknown)] : rules, most);
    }

    private static IReadOnlyList<EffectCount> ByWeek(IReadOnlyList<SupportedUnit> own) =>
        SmallCounts.Of(
            [(1, 4), (5, 8), (9, 12), (13, null)],
            [.. own.GroupBy(u => u.Case.StudentId).Select(g => (double)g.Min(u => u.Week))]
        );
}
